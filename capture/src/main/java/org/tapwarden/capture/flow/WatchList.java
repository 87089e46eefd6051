package org.tapwarden.capture.flow;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// MACs and addresses whose every frame is reported, whatever the inspector said of their flows.
/// Whether a quarantine works is read off these frames. Never changed: a new list replaces it.
public final class WatchList {

    /// Most entries a list holds.
    public static final int CAPACITY = 1_000;

    /// Watches nobody.
    public static final WatchList EMPTY = new WatchList(List.of());

    static final int NOT_WATCHED = -1;

    private static final int TABLE = 4_096;

    private final long[] high = new long[TABLE];
    private final long[] low = new long[TABLE];
    private final int[] number = new int[TABLE];
    private final boolean empty;

    /// What to watch: a MAC, an address, or both under one number.
    ///
    /// @param number the caller's number for it, told again with every sighting
    public record Entry(int number, @Nullable Mac mac, @Nullable Address address) {}

    /// @throws IllegalArgumentException when there are more entries than {@link #CAPACITY}
    public WatchList(List<Entry> entries) {
        if (entries.size() > CAPACITY) {
            throw new IllegalArgumentException("more than " + CAPACITY + " entries to watch");
        }
        Arrays.fill(number, NOT_WATCHED);
        empty = entries.isEmpty();
        for (Entry entry : entries) {
            if (entry.mac() != null) {
                put(MAC_SPACE, entry.mac().bits(), entry.number());
            }
            if (entry.address() != null) {
                put(entry.address().high(), entry.address().low(), entry.number());
            }
        }
    }

    /// No IP address starts so: these 64 bits are in the reserved block 0100::/8 (RFC 6666 discard
    /// prefix apart), which no host has.
    private static final long MAC_SPACE = 0x01ff_ffff_ffff_ffffL;

    boolean isEmpty() {
        return empty;
    }

    /// The entry's number, or {@link #NOT_WATCHED}.
    int mac(long bits) {
        return bits == 0 ? NOT_WATCHED : find(MAC_SPACE, bits);
    }

    int address(long high, long low) {
        return find(high, low);
    }

    private void put(long keyHigh, long keyLow, int value) {
        int at = home(keyHigh, keyLow);
        while (number[at] != NOT_WATCHED) {
            at = (at + 1) & (TABLE - 1);
        }
        high[at] = keyHigh;
        low[at] = keyLow;
        number[at] = value;
    }

    private int find(long keyHigh, long keyLow) {
        int at = home(keyHigh, keyLow);
        while (number[at] != NOT_WATCHED) {
            if (low[at] == keyLow && high[at] == keyHigh) {
                return number[at];
            }
            at = (at + 1) & (TABLE - 1);
        }
        return NOT_WATCHED;
    }

    private static int home(long keyHigh, long keyLow) {
        long mixed = (keyHigh * 31 + keyLow) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 52);
    }
}
