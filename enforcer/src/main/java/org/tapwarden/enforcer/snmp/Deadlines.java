package org.tapwarden.enforcer.snmp;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tapwarden.enforcer.snmp.ShutPort.State;

/// Until when each port stays shut if nobody renews it, in nanoseconds of this run. Guarded by its
/// owner.
final class Deadlines {

    /// For which, after a start, the leases may speak for what an earlier run shut.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Map<ShutPort.Key, Long> deadlines = new HashMap<>();
    private final Map<ShutPort.Key, Long> tried = new HashMap<>();
    private boolean begun;

    /// The first act of a run bounds what an earlier run left: by the wall clock, but not sooner
    /// than the leases have spoken, and never later than it would have been had that clock stood
    /// still.
    void begin(List<ShutPort> left) {
        if (begun) {
            return;
        }
        begun = true;
        Instant now = Instant.now();
        for (ShutPort port : left) {
            Duration rest = Duration.between(now, port.until());
            Duration bounded = rest.compareTo(port.timeout()) > 0 ? port.timeout() : rest;
            renew(List.of(port), bounded.compareTo(GRACE) < 0 ? GRACE : bounded);
        }
    }

    void renew(Collection<ShutPort> ports, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        ports.forEach(port -> deadlines.put(port.key(), deadline));
    }

    /// Those to be opened now; the same again only after {@link Opener#AGAIN}.
    ///
    /// @param all that are in the record
    List<ShutPort> due(List<ShutPort> all) {
        Set<ShutPort.Key> known = all.stream().map(ShutPort::key).collect(Collectors.toSet());
        deadlines.keySet().retainAll(known);
        tried.keySet().retainAll(known);
        long now = System.nanoTime();
        List<ShutPort> due = all.stream().filter(port -> isDue(port, now)).toList();
        due.forEach(port -> tried.put(port.key(), now));
        return due;
    }

    private boolean isDue(ShutPort port, long now) {
        Long deadline = deadlines.get(port.key());
        Long last = tried.get(port.key());
        boolean over = deadline != null && now - deadline >= 0;
        boolean again = last == null || now - last >= Opener.AGAIN.toNanos();
        return (over || port.state() == State.OPENING) && again;
    }
}
