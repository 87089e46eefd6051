package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;
import static org.tapwarden.history.codec.Packing.width;

import java.io.IOException;
import org.apache.lucene.store.DataOutput;

/// Writes blocks of up to 128 numbers, each in the way that is the cheapest for it.
///
/// A block is the distances of its numbers from the least of them or from the greatest, or the same
/// of the differences between neighbours where those are closer together. All arithmetic is modulo
/// 2^64, so there is no number that cannot be written. A head (a byte of flags, then the reference
/// as a number of varying length) says which way; {@link BlockTrial} writes the rest.
final class BlockWriter {

    static final int KIND = 3;
    static final int DIFFERENCES = 1 << 2;
    static final int BELOW = 1 << 3;

    /// The numbers are codes of a {@link Ranking}.
    static final int RANKED = 1 << 4;

    private final long[] differences = new long[BLOCK];
    private final long[] words = new long[BLOCK];
    private final byte[] buffer = new byte[(BLOCK + 1) * Long.BYTES];
    private BlockTrial best = new BlockTrial();
    private BlockTrial other = new BlockTrial();
    private boolean bestIsBelow;

    /// @param count 1 to {@link Packing#BLOCK}
    /// @param origin what numbers that are not ranked may be close to; the reader must know it
    /// @param flags {@link #RANKED} or 0
    void write(long[] numbers, int count, long origin, int flags, DataOutput out)
            throws IOException {
        long first = numbers[0];
        long least = first;
        long greatest = first;
        long leastDifference = Long.MAX_VALUE;
        long greatestDifference = Long.MIN_VALUE;
        long before = first;
        for (int i = 1; i < count; i++) {
            long number = numbers[i];
            long difference = number - before;
            differences[i] = difference;
            before = number;
            least = Math.min(least, number);
            greatest = Math.max(greatest, number);
            leastDifference = Math.min(leastDifference, difference);
            greatestDifference = Math.max(greatestDifference, difference);
        }
        long near = flags == RANKED ? 0 : origin;
        boolean closer =
                count > 2 && width(greatestDifference - leastDifference) < width(greatest - least);
        if (closer) {
            differences[0] = leastDifference;
            tryBoth(differences, count, leastDifference, greatestDifference);
            long reference = bestIsBelow ? greatestDifference : leastDifference;
            head(flags | DIFFERENCES, out);
            out.writeZLong(first - reference - near);
            out.writeZLong(reference);
        } else {
            tryBoth(numbers, count, least, greatest);
            head(flags, out);
            out.writeZLong((bestIsBelow ? greatest : least) - near);
        }
        best.write(out, words, buffer);
    }

    private void tryBoth(long[] numbers, int count, long least, long greatest) {
        best.measure(numbers, count, least, false);
        bestIsBelow = false;
        if (!best.leansAway()) {
            return;
        }
        differences[0] = greatest; // the first one has no difference: it counts as distance 0
        other.measure(numbers, count, greatest, true);
        if (other.bits() < best.bits()) {
            BlockTrial swapped = best;
            best = other;
            other = swapped;
            bestIsBelow = true;
        }
    }

    private void head(int flags, DataOutput out) throws IOException {
        out.writeByte((byte) (best.kind() | flags | (bestIsBelow ? BELOW : 0)));
    }
}
