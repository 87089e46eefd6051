package org.tapwarden.classifier.label;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;

/// Remembers which names a client was given addresses for, so that its later flows to them can be
/// named.
///
/// Bounded: the entry that was answered longest ago goes first. An address that the same client got
/// for two names at once names neither, since one server speaks for many.
final class AnsweredNames {

    static final int CAPACITY = Caps.of(200_000, 16);

    /// Clients use an answer a little longer than its time to live, and a connection may start
    /// late.
    static final long GRACE_NANOS = 60_000_000_000L;

    static final long MAX_TTL_SECONDS = 86_400;

    /// Compared by hand: it is asked for with every flow, and what the JDK makes for a record takes
    /// the compiler longer.
    private record Key(int space, Address client, Address server) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && space == key.space
                    && client.equals(key.client)
                    && server.equals(key.server);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * space + client.hashCode()) + server.hashCode();
        }
    }

    private record Entry(String name, long untilNanos, boolean ambiguous) {}

    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>();

    private long evicted;
    private long ambiguous;

    void answered(Sighting.Frame frame, Telling.NameAnswered answer) {
        Address client = frame.receiver();
        if (client == null || answer.name().isEmpty()) {
            return;
        }
        long ttl = Math.max(0, Math.min(answer.ttlSeconds(), MAX_TTL_SECONDS));
        long until = frame.atNanos() + ttl * 1_000_000_000L + GRACE_NANOS;
        for (Address server : answer.addresses()) {
            var key = new Key(frame.space(), client, server);
            Entry before = entries.remove(key);
            boolean two =
                    before != null
                            && before.untilNanos >= frame.atNanos()
                            && (before.ambiguous || !before.name.equals(answer.name()));
            ambiguous += two ? 1 : 0;
            if (entries.size() == CAPACITY) {
                entries.pollFirstEntry();
                evicted++;
            }
            entries.put(key, new Entry(answer.name(), until, two));
        }
    }

    /// The name that this client must have meant by the address, or null.
    @Nullable String nameOf(int space, Address client, Address server, long atNanos) {
        Entry entry = entries.get(new Key(space, client, server));
        if (entry == null || entry.ambiguous || entry.untilNanos < atNanos) {
            return null;
        }
        return entry.name;
    }

    /// Answers forgotten since the table was full.
    long evicted() {
        return evicted;
    }

    /// Addresses that were answered for a second name while the first still held.
    long ambiguous() {
        return ambiguous;
    }
}
