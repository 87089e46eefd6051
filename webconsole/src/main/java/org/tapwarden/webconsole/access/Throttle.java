package org.tapwarden.webconsole.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows down whoever guesses passwords, by account and by address. Safe to call from any thread.
final class Throttle {

    static final int MOST_FAILURES = 5;
    static final int CAPACITY = 10_000;
    static final Duration WINDOW = Duration.ofMinutes(15);

    private record Failures(int count, Instant since) {}

    private final Map<String, Failures> byKey = new LinkedHashMap<>();

    synchronized boolean tooMany(String key, Instant now) {
        Failures failures = byKey.get(key);
        return failures != null
                && now.isBefore(failures.since().plus(WINDOW))
                && failures.count() >= MOST_FAILURES;
    }

    synchronized void failed(String key, Instant now) {
        Failures before = byKey.remove(key);
        Failures after =
                before == null || !now.isBefore(before.since().plus(WINDOW))
                        ? new Failures(1, now)
                        : new Failures(before.count() + 1, before.since());
        if (byKey.size() >= CAPACITY) {
            byKey.remove(byKey.keySet().iterator().next());
        }
        byKey.put(key, after);
    }

    synchronized void succeeded(String key) {
        byKey.remove(key);
    }
}
