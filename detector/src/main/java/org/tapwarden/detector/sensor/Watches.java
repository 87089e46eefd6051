package org.tapwarden.detector.sensor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.WatchList;
import org.tapwarden.classifier.Sighting;

/// Who is watched, and what was seen of them. Safe to call from any thread: the enforcer asks,
/// capture threads read the list without a lock, the deciding thread counts.
public final class Watches {

    /// Connections of one watch whose bytes are remembered; of more no acknowledgement is an
    /// answer.
    static final int MOST_CONVERSATIONS = 256;

    private static final class Watched {
        private final int number;
        private final List<Mac> macs;
        private final List<Address> addresses;
        private final AtomicLong tried = new AtomicLong();
        private final AtomicLong answered = new AtomicLong();
        private final AtomicLong acknowledged = new AtomicLong();

        /// The first byte that was seen sent since the watch began; deciding thread only.
        private final Map<Long, Integer> sent = new HashMap<>();

        Watched(int number, Collection<Mac> macs, Collection<Address> addresses) {
            this.number = number;
            this.macs = List.copyOf(macs);
            this.addresses = List.copyOf(addresses);
        }
    }

    /// Frames since the watch began.
    ///
    /// @param acknowledged of those answered, acknowledgements of bytes that were sent
    public record Counts(long tried, long answered, long acknowledged) {}

    private final Map<String, Watched> byId = new LinkedHashMap<>();
    private volatile Map<Integer, Watched> byNumber = Map.of();
    private volatile WatchList current = WatchList.EMPTY;
    private int lastNumber;

    /// Begins to count from zero; a second call for one id begins again.
    public synchronized void watch(String id, Collection<Mac> macs, Collection<Address> addresses) {
        byId.remove(id);
        byId.put(id, new Watched(++lastNumber, macs, addresses));
        publish();
    }

    public synchronized void forget(String id) {
        if (byId.remove(id) != null) {
            publish();
        }
    }

    /// Empty when the id is not watched, or when its turn has not come: a list holds {@link
    /// WatchList#CAPACITY} entries.
    public synchronized Optional<Counts> counts(String id) {
        Watched watched = byId.get(id);
        return watched == null || !byNumber.containsKey(watched.number)
                ? Optional.empty()
                : Optional.of(
                        new Counts(
                                watched.tried.get(),
                                watched.answered.get(),
                                watched.acknowledged.get()));
    }

    private void publish() {
        List<WatchList.Entry> entries = new ArrayList<>();
        Map<Integer, Watched> numbers = new LinkedHashMap<>();
        for (Watched watched : byId.values()) {
            if (entries.size() + watched.macs.size() + watched.addresses.size()
                    > WatchList.CAPACITY) {
                break;
            }
            watched.macs.forEach(m -> entries.add(new WatchList.Entry(watched.number, m, null)));
            watched.addresses.forEach(
                    a -> entries.add(new WatchList.Entry(watched.number, null, a)));
            numbers.put(watched.number, watched);
        }
        byNumber = Map.copyOf(numbers);
        current = new WatchList(entries);
    }

    /// The list as capture threads shall use it from now on.
    public WatchList current() {
        return current;
    }

    void see(Sighting sighting) {
        if (sighting instanceof Sighting.Tried tried) {
            Watched watched = byNumber.get(tried.watched());
            if (watched != null) {
                watched.tried.incrementAndGet();
                if (tried.from() != Sighting.NO_BYTES && watched.sent.size() < MOST_CONVERSATIONS) {
                    watched.sent.putIfAbsent(tried.conversation(), (int) tried.from());
                }
            }
        } else if (sighting instanceof Sighting.Answered answered) {
            Watched watched = byNumber.get(answered.watched());
            if (watched != null && isAnswer(watched, answered)) {
                watched.answered.incrementAndGet();
                if (answered.upTo() != Sighting.NO_BYTES) {
                    watched.acknowledged.incrementAndGet();
                }
            }
        }
    }

    private static boolean isAnswer(Watched watched, Sighting.Answered answered) {
        if (answered.upTo() == Sighting.NO_BYTES) {
            return true;
        }
        Integer from = watched.sent.get(answered.conversation());
        // Sequence numbers wrap (RFC 9293, section 3.4).
        return from != null && (int) answered.upTo() - from > 0;
    }
}
