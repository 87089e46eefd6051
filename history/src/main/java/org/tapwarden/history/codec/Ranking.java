package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;
import static org.tapwarden.history.codec.Packing.SHIFT;
import static org.tapwarden.history.codec.Packing.width;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Small codes for the frequent values of a column: the most frequent one is 0.
///
/// Addresses, names and ports follow Zipf's law, but their ordinals (and numbers) do not show it:
/// 20,000 hosts take 15 bits each in the order of their addresses, and far fewer in the order of
/// how often they occur, because most codes then are small. The table of {@link #MOST} values is
/// kept with the column; a value that is not in it is coded as itself plus the size of the table.
final class Ranking {

    /// A longer table would save little: what is not among these is rare.
    static final int MOST = 4_096;

    /// Memory bound while counting: 4 bytes for each ordinal, or the slots of {@link NumberCounts}.
    static final int MOST_ORDINALS = 1 << 20;

    /// Not worth the reader's look-up when it saves less.
    private static final double LEAST_GAIN = 0.04;

    private static final int TABLE_ENTRY_BITS = 16;

    private final long[] table;
    private final Codes codes;

    /// Codes by value; -1 where a value has none.
    private interface Codes {
        long of(long value);
    }

    private Ranking(long[] table, Codes codes) {
        this.table = table;
        this.codes = codes;
    }

    long[] table() {
        return table;
    }

    /// @return -1 when the value cannot be coded
    long code(long value) {
        return codes.of(value);
    }

    /// Whether so many ordinals are counted at all.
    static boolean canCount(int ordinals) {
        return ordinals <= MOST_ORDINALS;
    }

    /// @param ordinals from 0 to `count` - 1
    /// @return null when ranking does not pay
    static @Nullable Ranking ofOrdinals(Blocks ordinals, int count) throws IOException {
        if (!canCount(count)) {
            return null;
        }
        var counts = new int[count];
        var numbers = new long[BLOCK];
        var documents = new int[BLOCK];
        for (int some = ordinals.next(documents, numbers);
                some > 0;
                some = ordinals.next(documents, numbers)) {
            for (int i = 0; i < some; i++) {
                counts[(int) numbers[i]]++;
            }
        }
        return ofOrdinals(counts);
    }

    /// @param counts how often each ordinal occurs
    /// @return null when ranking does not pay
    static @Nullable Ranking ofOrdinals(int[] counts) {
        int count = counts.length;
        long total = Arrays.stream(counts).asLongStream().sum();
        int[] order = byFrequency(counts, count);
        var before = new long[Long.SIZE + 1];
        for (int ordinal = 0; ordinal < count; ordinal++) {
            before[width(ordinal)] += counts[ordinal];
        }
        if (!pays(before, counts, order, total)) {
            return null;
        }
        var table = new long[order.length];
        var codes = new int[count];
        Arrays.setAll(codes, ordinal -> table.length + ordinal);
        for (int rank = 0; rank < table.length; rank++) {
            table[rank] = order[rank];
            codes[order[rank]] = rank;
        }
        return new Ranking(table, ordinal -> codes[(int) ordinal]);
    }

    /// @param documents how many numbers there are at most
    /// @return null when ranking does not pay
    static @Nullable Ranking ofNumbers(Blocks numbers, int documents) throws IOException {
        var counted = NumberCounts.of(numbers, documents);
        if (counted == null) {
            return null;
        }
        int[] order = byFrequency(counted.counts(), counted.slots());
        if (!pays(counted.widths(), counted.counts(), order, counted.total())) {
            return null;
        }
        var table = new long[order.length];
        for (int rank = 0; rank < table.length; rank++) {
            table[rank] = counted.value(order[rank]);
        }
        counted.rank(order);
        return new Ranking(
                table,
                number -> {
                    int rank = counted.rank(number);
                    if (rank >= 0) {
                        return rank;
                    }
                    return number >= 0 && number < Long.MAX_VALUE - MOST
                            ? table.length + number
                            : -1;
                });
    }

    /// The indexes of the greatest counts, greatest first; of equal ones the first.
    private static int[] byFrequency(int[] counts, int size) {
        var keys = new long[size];
        int used = 0;
        for (int i = 0; i < size; i++) {
            if (counts[i] > 1) {
                keys[used++] = (long) counts[i] << Integer.SIZE | (~i & 0xffff_ffffL);
            }
        }
        Arrays.sort(keys, 0, used);
        var order = new int[Math.min(used, MOST)];
        for (int rank = 0; rank < order.length; rank++) {
            order[rank] = (int) ~keys[used - 1 - rank];
        }
        return order;
    }

    private static boolean pays(long[] before, int[] counts, int[] order, long total) {
        if (total < BLOCK || order.length == 0) {
            return false;
        }
        long ranked = 0;
        var after = new long[Long.SIZE + 1];
        for (int rank = 0; rank < order.length; rank++) {
            after[width(rank)] += counts[order[rank]];
            ranked += counts[order[rank]];
        }
        if (ranked < total) { // about as wide as the widest before
            int widest = Long.SIZE;
            while (before[widest] == 0) {
                widest--;
            }
            after[Math.max(widest, width(order.length))] += total - ranked;
        }
        double was = bits(before, total);
        return bits(after, total) + (double) order.length * TABLE_ENTRY_BITS
                < was * (1 - LEAST_GAIN);
    }

    /// About what blocks of numbers of such widths take; compare {@link BlockTrial}.
    private static double bits(long[] widths, long total) {
        int widest = Long.SIZE;
        while (widest > 0 && rare(widths[widest], total)) {
            widest--;
        }
        int narrowest = 0;
        while (narrowest < widest && rare(widths[narrowest], total)) {
            narrowest++;
        }
        double least = (double) widest * total;
        long wider = 0;
        double lengths = (double) width(widest - narrowest) * total;
        for (int w = widest; w >= 0; w--) {
            least = Math.min(least, (double) w * total + (double) wider * (Byte.SIZE + widest - w));
            wider += widths[w];
            lengths += (double) widths[w] * Math.max(0, w - 1);
        }
        return Math.min(least, lengths);
    }

    /// Whether most blocks have no such number.
    private static boolean rare(long count, long total) {
        return count << (SHIFT + 1) < total;
    }
}
