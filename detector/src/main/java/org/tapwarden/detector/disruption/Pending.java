package org.tapwarden.detector.disruption;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// What was tried within a minute and did not come about yet, up to the number that counts.
///
/// @param <T> a host or a port
final class Pending<T> {

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final int enough;
    private final Map<T, Long> tried = new LinkedHashMap<>();

    Pending(int enough) {
        this.enough = enough;
    }

    /// Answers whether there are enough now. Those that came about meanwhile are looked for only
    /// then.
    boolean add(T what, long atNanos, Predicate<T> cameAbout) {
        tried.remove(what);
        if (tried.size() >= enough) {
            tried.remove(tried.keySet().iterator().next());
        }
        tried.put(what, atNanos);
        if (tried.size() < enough) {
            return false;
        }
        Iterator<Map.Entry<T, Long>> all = tried.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<T, Long> one = all.next();
            if (atNanos - one.getValue() > MINUTE_NANOS || cameAbout.test(one.getKey())) {
                all.remove();
            }
        }
        return tried.size() >= enough;
    }

    void remove(T what) {
        tried.remove(what);
    }

    void clear() {
        tried.clear();
    }
}
