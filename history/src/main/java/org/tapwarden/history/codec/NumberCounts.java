package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;
import static org.tapwarden.history.codec.Packing.width;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How often each number of a column occurs, for a column that repeats itself.
///
/// Counts at most {@link #MOST} different numbers; those that turn up when it is full are not
/// counted, which costs some bits of the file and nothing else.
final class NumberCounts {

    static final int MOST = 1 << 15;
    private static final int FEWEST = 1 << 7;

    /// After so many numbers half of them must have been there before.
    private static final int LOOK = 8_192;

    /// How many different numbers are counted here.
    private final int most;

    private final long[] values;
    private final int[] counts;
    private int[] ranks = {};
    private final long[] widths = new long[Long.SIZE + 1];
    private int different;
    private long total;
    private long least = Long.MAX_VALUE;

    private NumberCounts(int documents) {
        int enough = Integer.highestOneBit(Math.clamp(documents, FEWEST, MOST) - 1) << 1;
        most = enough;
        values = new long[enough << 1];
        counts = new int[enough << 1];
    }

    /// @param documents how many numbers there are at most
    /// @return null when the numbers are too different for this to be of use
    static @Nullable NumberCounts of(Blocks numbers, int documents) throws IOException {
        var counted = new NumberCounts(documents);
        var some = new long[BLOCK];
        var owners = new int[BLOCK];
        for (int count = numbers.next(owners, some);
                count > 0;
                count = numbers.next(owners, some)) {
            for (int i = 0; i < count; i++) {
                counted.add(some[i]);
                if (counted.total == LOOK && counted.different > LOOK / 2) {
                    return null;
                }
            }
        }
        counted.measure();
        return counted;
    }

    private void add(long number) {
        total++;
        least = Math.min(least, number);
        int slot = slot(number);
        if (counts[slot] == 0) {
            if (different == most) {
                widths[width(number - least)]++;
                return;
            }
            different++;
            values[slot] = number;
        }
        counts[slot]++;
    }

    private void measure() {
        for (int slot = 0; slot < values.length; slot++) {
            if (counts[slot] != 0) {
                widths[width(values[slot] - least)] += counts[slot];
            }
        }
    }

    /// Where the number is, or the free slot where it would be.
    private int slot(long number) {
        long hash = number * 0x9E3779B97F4A7C15L; // 2^64 by the golden ratio
        int slot = (int) (hash >>> 48) & (values.length - 1);
        while (counts[slot] != 0 && values[slot] != number) {
            slot = (slot + 1) & (values.length - 1);
        }
        return slot;
    }

    int slots() {
        return values.length;
    }

    /// By slot; 0 where no number is.
    int[] counts() {
        return counts;
    }

    /// How many numbers are how many bits above the least, those not counted one by one included.
    long[] widths() {
        return widths;
    }

    long total() {
        return total;
    }

    long value(int slot) {
        return values[slot];
    }

    /// Gives the numbers in these slots their ranks.
    void rank(int[] slots) {
        ranks = new int[values.length];
        Arrays.fill(ranks, -1);
        for (int rank = 0; rank < slots.length; rank++) {
            ranks[slots[rank]] = rank;
        }
    }

    /// @return -1 when the number has none
    int rank(long number) {
        return ranks[slot(number)];
    }
}
