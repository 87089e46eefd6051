package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;
import static org.tapwarden.history.codec.Packing.MAX_BITS;
import static org.tapwarden.history.codec.Packing.SHIFT;
import static org.tapwarden.history.codec.Packing.width;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.store.DataOutput;

/// One way to write a block: distances from a reference, and how many bits they cost at best.
///
/// What it costs is read off how many distances there are of each width, which takes one pass.
final class BlockTrial {

    /// All distances are 0.
    static final int CONSTANT = 0;

    /// All distances have one width.
    static final int PACKED = 1;

    /// Most distances have one width; the few that are wider keep their upper bits in a list.
    static final int PATCHED = 2;

    /// Each distance has its own width; the widths come first. For heavy tails. Written is the
    /// distance plus 1, without its first bit, which is always set.
    static final int LENGTHS = 3;

    private static final int PATCH_POSITION_BITS = 8;

    private final long[] distances = new long[BLOCK];
    private final long[] tails = new long[BLOCK];
    private final int[] widths = new int[Long.SIZE + 1];

    private int kind;
    private int packed;
    private int patches;
    private int narrowest;
    private int widest;
    private int shortestTail;
    private int tailBits;
    private int bits;

    /// What the block costs, in bits, without its head.
    int bits() {
        return bits;
    }

    int kind() {
        return kind;
    }

    /// Takes how far `count` numbers are above the reference, or below it, and finds the cheapest
    /// way to write that. A number that is missing at the end counts as distance 0.
    void measure(long[] numbers, int count, long reference, boolean below) {
        Arrays.fill(widths, 0);
        for (int i = 0; i < count; i++) {
            long distance = below ? reference - numbers[i] : numbers[i] - reference;
            distances[i] = distance;
            widths[width(distance)]++;
        }
        Arrays.fill(distances, count, BLOCK, 0);
        widths[0] += BLOCK - count;
        choose();
    }

    /// Whether more than half of the numbers lie in the farther half of the range.
    boolean leansAway() {
        return widths[widest] > BLOCK / 2;
    }

    private void choose() {
        narrowest = 0;
        while (widths[narrowest] == 0) {
            narrowest++;
        }
        widest = Long.SIZE;
        while (widths[widest] == 0) {
            widest--;
        }
        if (widest == 0) {
            kind = CONSTANT;
            bits = 0;
            return;
        }
        kind = PACKED;
        packed = widest;
        patches = 0;
        bits = widest << SHIFT;
        int wider = 0;
        for (int w = widest - 1; w >= Math.max(0, widest - MAX_BITS); w--) {
            wider += widths[w + 1];
            int cost = (w << SHIFT) + wider * (PATCH_POSITION_BITS + widest - w) + 2 * Byte.SIZE;
            if (cost < bits) {
                kind = PATCHED;
                packed = w;
                patches = wider;
                bits = cost;
            }
        }
        if (widest - narrowest > 1 && widest < MAX_BITS && isLengthsWorth(estimate())) {
            measureTails();
        }
    }

    /// What {@link #LENGTHS} would cost, but for distances of only ones, which take a bit more.
    private int estimate() {
        int cost = width(widest - narrowest) << SHIFT;
        for (int w = Math.max(2, narrowest); w <= widest; w++) {
            cost += widths[w] * (w - 1);
        }
        return cost;
    }

    /// They take longer to read, so they must be worth it.
    private boolean isLengthsWorth(int cost) {
        return cost + (cost >> 4) < bits;
    }

    private void measureTails() {
        int shortest = Long.SIZE;
        int longest = 0;
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            int tail = width(distances[i] + 1) - 1;
            tails[i] = tail;
            shortest = Math.min(shortest, tail);
            longest = Math.max(longest, tail);
            sum += tail;
        }
        int cost = (width(longest - shortest) << SHIFT) + sum;
        if (isLengthsWorth(cost)) {
            kind = LENGTHS;
            bits = cost;
            shortestTail = shortest;
            tailBits = width(longest - shortest);
        }
    }

    /// Writes what {@link BlockReader} reads behind the head.
    ///
    /// @param words room for a block
    /// @param buffer room for a block and eight bytes more, all 0; is all 0 again afterwards
    void write(DataOutput out, long[] words, byte[] buffer) throws IOException {
        switch (kind) {
            case CONSTANT -> {}
            case PACKED -> {
                out.writeByte((byte) packed);
                writeWords(out, distances, packed, words);
            }
            case PATCHED -> writePatched(out, words, buffer);
            default -> writeLengths(out, words, buffer);
        }
    }

    private void writePatched(DataOutput out, long[] words, byte[] buffer) throws IOException {
        int high = widest - packed;
        out.writeByte((byte) packed);
        out.writeByte((byte) patches);
        out.writeByte((byte) high);
        writeWords(out, distances, packed, words);
        int bit = 0;
        for (int i = 0; i < BLOCK; i++) {
            long upper = distances[i] >>> packed; // less than 64, or there were no patches
            if (upper != 0) {
                out.writeByte((byte) i);
                Packing.put(buffer, bit, upper, high);
                bit += high;
            }
        }
        writeBits(out, buffer, bit);
    }

    private void writeLengths(DataOutput out, long[] words, byte[] buffer) throws IOException {
        out.writeByte((byte) shortestTail);
        out.writeByte((byte) tailBits);
        int bit = 0;
        for (int i = 0; i < BLOCK; i++) {
            int tail = (int) tails[i];
            Packing.put(buffer, bit, distances[i] + 1 ^ 1L << tail, tail);
            bit += tail;
            tails[i] -= shortestTail;
        }
        writeWords(out, tails, tailBits, words);
        writeBits(out, buffer, bit);
    }

    private static void writeWords(DataOutput out, long[] numbers, int width, long[] words)
            throws IOException {
        Packing.pack(numbers, width, words);
        for (int i = 0; i < Packing.words(width); i++) {
            out.writeLong(words[i]);
        }
    }

    private static void writeBits(DataOutput out, byte[] buffer, int bits) throws IOException {
        int bytes = (bits + 7) >>> 3;
        out.writeBytes(buffer, 0, bytes);
        Arrays.fill(buffer, 0, Math.min(buffer.length, bytes + Long.BYTES), (byte) 0);
    }
}
