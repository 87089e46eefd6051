package org.tapwarden.enforcer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// How often each outcome came up since the start, by driver. Bounded: names are those of the
/// drivers there are, the rest is enums.
final class Outcomes {

    private final Map<Enforcement.Counted, LongAdder> counts = new ConcurrentHashMap<>();

    /// @param driver empty where none was asked
    void count(String driver, Outcome outcome) {
        Kind kind = outcome.kind();
        Reason reason = outcome.reason();
        var counted = new Enforcement.Counted(driver.isEmpty() ? "none" : driver, kind, reason);
        counts.computeIfAbsent(counted, key -> new LongAdder()).increment();
    }

    Map<Enforcement.Counted, Long> all() {
        return counts.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().sum()));
    }
}
