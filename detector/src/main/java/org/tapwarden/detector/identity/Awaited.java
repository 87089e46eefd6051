package org.tapwarden.detector.identity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;

/// Identifications whose endpoint nobody has seen yet: a switch says who is in before the device
/// sends its first frame to the network. Each waits a while.
///
/// Bounded: the key that has waited longest goes, with all that waits under it.
final class Awaited {

    static final int MOST = Caps.of(10_000, 16);
    static final int MOST_OF_ONE = 8;

    /// What waited so long, in event time, is given up.
    static final long WAITS_MILLIS = 600_000;

    private record Waiting(long number, Identification what, long sinceMillis) {}

    /// By MAC (a Long) or by {@link Address}.
    private final LinkedHashMap<Object, ArrayDeque<Waiting>> byKey = new LinkedHashMap<>();

    private int size;
    private long displaced;
    private long givenUp;

    /// @param number in the journal, 0 for what does not come from there
    void add(long number, Identification what, long nowMillis) {
        Object key = what.mac() != 0 ? (Object) what.mac() : what.address();
        if (key == null) {
            return;
        }
        if (size >= MOST && number == 0) {
            // What nobody verified displaces nothing.
            displaced++;
            return;
        }
        ArrayDeque<Waiting> queue = byKey.computeIfAbsent(key, _ -> new ArrayDeque<>());
        if (queue.size() >= MOST_OF_ONE) {
            queue.removeFirst();
            size--;
            displaced++;
        }
        queue.add(new Waiting(number, what, nowMillis));
        size++;
        if (size > MOST) {
            ArrayDeque<Waiting> oldest = byKey.pollFirstEntry().getValue();
            size -= oldest.size();
            displaced += oldest.size();
        }
    }

    /// What waited for an endpoint, which has this MAC or now this address; in its order.
    List<Identification> take(long mac, @Nullable Address address) {
        if (byKey.isEmpty()) {
            return List.of();
        }
        List<Identification> found = new ArrayList<>();
        take(mac, found);
        if (address != null) {
            take(address, found);
        }
        return found;
    }

    private void take(Object key, List<Identification> into) {
        ArrayDeque<Waiting> queue = byKey.remove(key);
        if (queue != null) {
            size -= queue.size();
            queue.forEach(one -> into.add(one.what()));
        }
    }

    int size() {
        return size;
    }

    void expire(long nowMillis) {
        byKey.values()
                .removeIf(queue -> {
                    while (!queue.isEmpty()
                            && nowMillis - queue.getFirst().sinceMillis() >= WAITS_MILLIS) {
                        queue.removeFirst();
                        size--;
                        givenUp++;
                    }
                    return queue.isEmpty();
                });
    }

    /// The journal's number before which nothing waits any more.
    ///
    /// @param read the highest that was read
    long doneThrough(long read) {
        long done = read;
        for (ArrayDeque<Waiting> queue : byKey.values()) {
            for (Waiting one : queue) {
                done = one.number() == 0 ? done : Math.min(done, one.number() - 1);
            }
        }
        return done;
    }

    Map<String, Long> counters() {
        return Map.of(
                "identities_awaited",
                (long) size,
                "identities_awaited_displaced",
                displaced,
                "identities_awaited_given_up",
                givenUp);
    }
}
