package org.tapwarden.classifier.label;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;

/// Remembers which names a client was given addresses for, so that its later flows to them can be
/// named.
///
/// Bounded: the entry that was answered longest ago goes first. An address that the same client got
/// for two names at once names neither, since one server speaks for many. Entries lie in columns,
/// found by a hash with a key of this object's own; every flow asks, and most are told nothing.
final class AnsweredNames {

    static final int CAPACITY = Caps.of(200_000, 16);

    /// Clients use an answer a little longer than its time to live, and a connection may start
    /// late.
    static final long GRACE_NANOS = 60_000_000_000L;

    static final long MAX_TTL_SECONDS = 86_400;

    private static final int FIRST_ROOM = 1_024;
    private static final int NONE = -1;
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    // What an entry's longs hold.
    private static final int CLIENT_HIGH = 0;
    private static final int CLIENT_LOW = 1;
    private static final int SERVER_HIGH = 2;
    private static final int SERVER_LOW = 3;
    private static final int UNTIL = 4;

    /// Space above, in the lowest bit whether two names were given.
    private static final int SPACE = 5;

    private static final int STRIDE = 6;

    private final long hashKey = new SplittableRandom().nextLong() | 1;

    private long[] cells = new long[FIRST_ROOM * STRIDE];
    private @Nullable String[] names = new String[FIRST_ROOM];

    /// The entries in the order in which they were answered last.
    private int[] newer = new int[FIRST_ROOM];

    private int[] older = new int[FIRST_ROOM];
    private int oldest = NONE;
    private int newest = NONE;

    /// Twice as many places as there is room: an entry, or {@link #NONE}.
    private int[] index = emptyIndex(FIRST_ROOM);

    private int size;
    private long evicted;
    private long ambiguous;

    private static int[] emptyIndex(int room) {
        int[] places = new int[Integer.highestOneBit(room) * 4];
        Arrays.fill(places, NONE);
        return places;
    }

    void answered(Sighting.Frame frame, Telling.NameAnswered answer) {
        Address client = frame.receiver();
        if (client == null || answer.name().isEmpty()) {
            return;
        }
        long ttl = Math.max(0, Math.min(answer.ttlSeconds(), MAX_TTL_SECONDS));
        long until = frame.atNanos() + ttl * 1_000_000_000L + GRACE_NANOS;
        for (int i = 0; i < answer.addresses().size(); i++) {
            Address server = answer.addresses().get(i);
            boolean two = false;
            int entry = find(frame.space(), client, server);
            if (entry == NONE) {
                entry = begin(frame.space(), client, server);
            } else {
                unlink(entry);
                boolean holds = cells[entry * STRIDE + UNTIL] >= frame.atNanos();
                two = holds && (isAmbiguous(entry) || !answer.name().equals(names[entry]));
            }
            ambiguous += two ? 1 : 0;
            names[entry] = answer.name();
            cells[entry * STRIDE + UNTIL] = until;
            cells[entry * STRIDE + SPACE] = (long) frame.space() << 1 | (two ? 1 : 0);
            append(entry);
        }
    }

    /// The name that this client must have meant by the address, or null.
    @Nullable String nameOf(int space, Address client, Address server, long atNanos) {
        int entry = find(space, client, server);
        if (entry == NONE || isAmbiguous(entry) || cells[entry * STRIDE + UNTIL] < atNanos) {
            return null;
        }
        return names[entry];
    }

    /// The name that this client was last given the address for, be it one of several; or null.
    @Nullable String lastOf(int space, Address client, Address server, long atNanos) {
        int entry = find(space, client, server);
        return entry == NONE || cells[entry * STRIDE + UNTIL] < atNanos ? null : names[entry];
    }

    /// Whether the client was last given the address for this very name.
    boolean isOf(int space, Address client, Address server, String name, long atNanos) {
        int entry = find(space, client, server);
        return entry != NONE
                && cells[entry * STRIDE + UNTIL] >= atNanos
                && name.equals(names[entry]);
    }

    private boolean isAmbiguous(int entry) {
        return (cells[entry * STRIDE + SPACE] & 1) != 0;
    }

    private int find(int space, Address client, Address server) {
        int at = place(hash(space, client.high(), client.low(), server.high(), server.low()));
        int entry;
        while ((entry = index[at]) != NONE) {
            int base = entry * STRIDE;
            if (cells[base + SERVER_LOW] == server.low()
                    && cells[base + CLIENT_LOW] == client.low()
                    && cells[base + SERVER_HIGH] == server.high()
                    && cells[base + CLIENT_HIGH] == client.high()
                    && (int) (cells[base + SPACE] >> 1) == space) {
                return entry;
            }
            at = (at + 1) & (index.length - 1);
        }
        return NONE;
    }

    private long hash(int space, long clientHigh, long clientLow, long serverHigh, long serverLow) {
        long hash = (clientLow ^ hashKey) * SPREAD;
        hash = (Long.rotateLeft(hash, 31) ^ serverLow) * hashKey;
        hash = (Long.rotateLeft(hash, 29) ^ clientHigh ^ space) * SPREAD;
        return (Long.rotateLeft(hash, 27) ^ serverHigh) * hashKey;
    }

    private int place(long hash) {
        return (int) (hash >>> 32) & (index.length - 1);
    }

    private int home(int entry) {
        int base = entry * STRIDE;
        return place(
                hash(
                        (int) (cells[base + SPACE] >> 1),
                        cells[base + CLIENT_HIGH],
                        cells[base + CLIENT_LOW],
                        cells[base + SERVER_HIGH],
                        cells[base + SERVER_LOW]));
    }

    /// An entry of its own for a client and an address; the caller says the rest of it.
    private int begin(int space, Address client, Address server) {
        int entry;
        if (size == CAPACITY) {
            entry = oldest;
            leave(entry);
            unlink(entry);
            evicted++;
        } else {
            if (size == names.length) {
                grow();
            }
            entry = size++;
        }
        int base = entry * STRIDE;
        cells[base + CLIENT_HIGH] = client.high();
        cells[base + CLIENT_LOW] = client.low();
        cells[base + SERVER_HIGH] = server.high();
        cells[base + SERVER_LOW] = server.low();
        cells[base + SPACE] = (long) space << 1;
        enter(entry);
        return entry;
    }

    private void grow() {
        int room = Math.min(CAPACITY, 2 * names.length);
        cells = Arrays.copyOf(cells, room * STRIDE);
        names = Arrays.copyOf(names, room);
        newer = Arrays.copyOf(newer, room);
        older = Arrays.copyOf(older, room);
        index = emptyIndex(room);
        for (int entry = 0; entry < size; entry++) {
            enter(entry);
        }
    }

    private void enter(int entry) {
        int at = home(entry);
        while (index[at] != NONE) {
            at = (at + 1) & (index.length - 1);
        }
        index[at] = entry;
    }

    /// Takes the entry out of the index and closes the gap, so that no search stops early.
    private void leave(int entry) {
        int mask = index.length - 1;
        int gap = home(entry);
        while (index[gap] != entry) {
            gap = (gap + 1) & mask;
        }
        int at = gap;
        while (true) {
            at = (at + 1) & mask;
            int candidate = index[at];
            if (candidate == NONE) {
                break;
            }
            if (((at - home(candidate)) & mask) >= ((at - gap) & mask)) {
                index[gap] = candidate;
                gap = at;
            }
        }
        index[gap] = NONE;
    }

    private void append(int entry) {
        older[entry] = newest;
        newer[entry] = NONE;
        if (newest == NONE) {
            oldest = entry;
        } else {
            newer[newest] = entry;
        }
        newest = entry;
    }

    private void unlink(int entry) {
        int before = older[entry];
        int after = newer[entry];
        if (before == NONE) {
            oldest = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest = before;
        } else {
            older[after] = before;
        }
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
