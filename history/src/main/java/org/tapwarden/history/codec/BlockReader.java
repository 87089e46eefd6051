package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;
import static org.tapwarden.history.codec.Packing.MAX_BITS;
import static org.tapwarden.history.codec.Packing.SHIFT;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.IndexInput;

/// Reads the blocks of {@link BlockWriter}. Not for several threads.
///
/// A block that lies about its widths is a {@link CorruptIndexException}, whatever it says, or
/// wrong numbers; never a loop, and never more memory than this object already has.
final class BlockReader {

    /// Longest block in bytes, and more: its head and widths, then 128 numbers of 64 bits of which
    /// each may be patched.
    static final int LONGEST = 4 * BLOCK * Long.BYTES;

    private static final int MOST_TAIL_BITS = 6;

    private final long[] words = new long[BLOCK];
    private final long[] numbers = new long[BLOCK];
    private final byte[] bytes = new byte[(BLOCK + 1) * Long.BYTES];
    private long found;
    private boolean foundRanked;

    /// @param at where the 128 numbers go, those beyond the end of the column included
    /// @return the flags of the block
    int read(DataInput in, long origin, long[] into, int at) throws IOException {
        int flags = in.readByte();
        boolean differences = (flags & BlockWriter.DIFFERENCES) != 0;
        boolean below = (flags & BlockWriter.BELOW) != 0;
        boolean ranked = (flags & BlockWriter.RANKED) != 0;
        long start = in.readZLong() + (ranked ? 0 : origin);
        long reference = differences ? in.readZLong() : start;
        switch (flags & BlockWriter.KIND) {
            case BlockTrial.CONSTANT -> Arrays.fill(into, at, at + BLOCK, 0);
            case BlockTrial.PACKED -> readWords(in, width(in, Long.SIZE), into, at);
            case BlockTrial.PATCHED -> readPatched(in, into, at);
            default -> readLengths(in, into, at);
        }
        if (differences) {
            addUp(into, at, start, reference, below);
        } else if (below) {
            for (int i = at; i < at + BLOCK; i++) {
                into[i] = reference - into[i];
            }
        } else if (reference != 0) {
            for (int i = at; i < at + BLOCK; i++) {
                into[i] += reference;
            }
        }
        return flags;
    }

    private static void addUp(long[] into, int at, long start, long reference, boolean below) {
        long sum = start;
        if (below) {
            for (int i = at; i < at + BLOCK; i++) {
                sum += reference - into[i];
                into[i] = sum;
            }
        } else {
            for (int i = at; i < at + BLOCK; i++) {
                sum += reference + into[i];
                into[i] = sum;
            }
        }
    }

    private void readWords(DataInput in, int width, long[] into, int at) throws IOException {
        in.readLongs(words, 0, Packing.words(width));
        Packing.unpack(words, width, into, at);
    }

    private void readPatched(DataInput in, long[] into, int at) throws IOException {
        int width = width(in, Long.SIZE - 1);
        int patches = width(in, BLOCK);
        int high = width(in, MAX_BITS);
        readWords(in, width, into, at);
        int upper = (patches * high + 7) >>> 3;
        in.readBytes(bytes, 0, patches);
        for (int i = 0; i < patches; i++) {
            numbers[i] = bytes[i] & (BLOCK - 1);
        }
        in.readBytes(bytes, 0, upper);
        long mask = (1L << high) - 1;
        for (int i = 0, bit = 0; i < patches; i++, bit += high) {
            into[at + (int) numbers[i]] |= (Packing.bits(bytes, bit) & mask) << width;
        }
    }

    private void readLengths(DataInput in, long[] into, int at) throws IOException {
        int shortest = width(in, MAX_BITS);
        int tailBits = width(in, MOST_TAIL_BITS);
        in.readLongs(words, 0, Packing.words(tailBits));
        Packing.unpack(words, tailBits, numbers, 0);
        int bits = (shortest << SHIFT) + sum(numbers, BLOCK);
        if (bits > (bytes.length - Long.BYTES) << 3) {
            throw new CorruptIndexException("a block of " + bits + " bits", in);
        }
        in.readBytes(bytes, 0, (bits + 7) >>> 3);
        int bit = 0;
        for (int i = 0; i < BLOCK; i++) {
            int tail = shortest + (int) numbers[i];
            // The bit before the tail is set, and the distance is one less: that is the mask.
            long mask = (1L << tail) - 1;
            into[at + i] = (Packing.bits(bytes, bit) & mask) + mask;
            bit += tail;
        }
    }

    private static int sum(long[] numbers, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += numbers[i];
        }
        return (int) sum;
    }

    /// Finds one number without reading the rest of the block, where its way of writing allows
    /// that; it is then in {@link #found}. The block must not be the last of the file: Lucene's
    /// footer follows.
    ///
    /// @return false when the whole block must be read
    boolean find(IndexInput in, long origin, int index) throws IOException {
        int flags = in.readByte();
        if ((flags & BlockWriter.DIFFERENCES) != 0) {
            return false;
        }
        foundRanked = (flags & BlockWriter.RANKED) != 0;
        long reference = in.readZLong() + (foundRanked ? 0 : origin);
        long distance =
                switch (flags & BlockWriter.KIND) {
                    case BlockTrial.CONSTANT -> 0;
                    case BlockTrial.PACKED -> {
                        int width = width(in, Long.SIZE);
                        yield packed(in, in.getFilePointer(), width, index);
                    }
                    case BlockTrial.PATCHED -> patched(in, index);
                    default -> tail(in, index);
                };
        found = (flags & BlockWriter.BELOW) != 0 ? reference - distance : reference + distance;
        return true;
    }

    long found() {
        return found;
    }

    boolean foundRanked() {
        return foundRanked;
    }

    /// Where {@link Packing#pack} put it.
    private static long packed(IndexInput in, long at, int width, int index) throws IOException {
        if (width == 0) {
            return 0;
        }
        long mask = -1L >>> (Long.SIZE - width);
        int words = Packing.words(width);
        int nth = index / words;
        if ((nth + 1) * width <= Long.SIZE) {
            in.seek(at + (long) (index - nth * words) * Long.BYTES);
            return (in.readLong() >>> (nth * width)) & mask;
        }
        int whole = Long.SIZE / width;
        int room = Long.SIZE - whole * width;
        int from = (index - whole * words) * width;
        in.seek(at + (long) (from / room) * Long.BYTES);
        long number = 0;
        int skipped = from % room;
        for (int bits = 0; bits < width; bits += room - skipped, skipped = 0) {
            number |= (in.readLong() >>> (whole * width + skipped)) << bits;
        }
        return number & mask;
    }

    private long patched(IndexInput in, int index) throws IOException {
        int width = width(in, Long.SIZE - 1);
        int patches = width(in, BLOCK);
        int high = width(in, MAX_BITS);
        long at = in.getFilePointer();
        long lower = packed(in, at, width, index);
        long list = at + (long) Packing.words(width) * Long.BYTES;
        in.seek(list);
        in.readBytes(bytes, 0, patches);
        for (int i = 0; i < patches; i++) {
            if (bytes[i] == index) {
                return lower | bits(in, list + patches, i * high, high) << width;
            }
        }
        return lower;
    }

    private long tail(IndexInput in, int index) throws IOException {
        int shortest = width(in, MAX_BITS);
        int tailBits = width(in, MOST_TAIL_BITS);
        int count = Packing.words(tailBits);
        in.readLongs(words, 0, count);
        Packing.unpack(words, tailBits, numbers, 0);
        int tail = shortest + (int) numbers[index];
        int bit = shortest * index + sum(numbers, index);
        return bits(in, in.getFilePointer(), bit, tail) + (1L << tail) - 1;
    }

    private static long bits(IndexInput in, long at, int bit, int width) throws IOException {
        in.seek(at + (bit >>> 3));
        return (in.readLong() >>> (bit & 7)) & ((1L << width) - 1);
    }

    private static int width(DataInput in, int most) throws IOException {
        int width = in.readByte() & 0xff;
        if (width > most) {
            throw new CorruptIndexException("a width of " + width + ", most is " + most, in);
        }
        return width;
    }
}
