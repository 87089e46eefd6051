package org.tapwarden.appliance.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What the counters of lost frames were, second by second, so that it can be said how many were
/// lost in some interval. Used by one thread.
final class DropSamples {

    private static final long EVERY_NANOS = 1_000_000_000L;

    private final Supplier<Map<String, Long>> counters;
    private final long keptNanos;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, Map<String, Long> counts) {}

    /// @param keptNanos how far back will be asked for; a sample a second is remembered
    DropSamples(Supplier<Map<String, Long>> counters, long keptNanos) {
        this.counters = counters;
        this.keptNanos = keptNanos;
    }

    /// Looks, not more often than once a second.
    void look(long nowNanos) {
        Sample last = samples.peekLast();
        if (last != null && Math.abs(nowNanos - last.nanos()) < EVERY_NANOS) {
            return;
        }
        if (last != null && nowNanos < last.nanos()) {
            samples.clear(); // the clock was set back
        }
        samples.addLast(new Sample(nowNanos, counters.get()));
        // One that is older than all that is asked for stays, to count from.
        while (samples.size() > 2 && second().nanos() < nowNanos - keptNanos) {
            samples.removeFirst();
        }
    }

    private Sample second() {
        var each = samples.iterator();
        var _ = each.next();
        return each.next();
    }

    /// How many are remembered.
    int size() {
        return samples.size();
    }

    /// How many were lost from then until now, by name, at least: to the second.
    Map<String, Long> since(long fromNanos) {
        Map<String, Long> lost = new TreeMap<>(counters.get());
        Sample begin = null;
        for (Sample sample : samples) {
            if (begin == null || sample.nanos() <= fromNanos) {
                begin = sample;
            }
        }
        if (begin != null) {
            begin.counts().forEach((name, n) -> lost.merge(name, -n, Long::sum));
        }
        return lost;
    }
}
