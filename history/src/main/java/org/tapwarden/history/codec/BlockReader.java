package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;
import static org.tapwarden.history.codec.Packing.MAX_BITS;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.DataInput;

/// Reads the blocks of {@link BlockWriter}. Not for several threads.
///
/// A block that lies about its widths is a {@link CorruptIndexException}, whatever it says, or
/// wrong numbers; never a loop, and never more memory than this object already has.
final class BlockReader {

    private final long[] words = new long[BLOCK];
    private final long[] lengths = new long[BLOCK];
    private final byte[] bytes = new byte[(BLOCK + 1) * Long.BYTES];

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
            lengths[i] = bytes[i] & (BLOCK - 1);
        }
        in.readBytes(bytes, 0, upper);
        long mask = (1L << high) - 1;
        for (int i = 0, bit = 0; i < patches; i++, bit += high) {
            into[at + (int) lengths[i]] |= (Packing.bits(bytes, bit) & mask) << width;
        }
    }

    private void readLengths(DataInput in, long[] into, int at) throws IOException {
        int narrowest = width(in, MAX_BITS);
        int lengthBits = width(in, 6);
        in.readLongs(words, 0, Packing.words(lengthBits));
        Packing.unpack(words, lengthBits, lengths, 0);
        int total = 0;
        for (int i = 0; i < BLOCK; i++) {
            int length = narrowest + (int) lengths[i];
            lengths[i] = (long) total << 8 | length;
            total += Math.max(0, length - 1);
        }
        if (total > (bytes.length - Long.BYTES) << 3) {
            throw new CorruptIndexException("a block of " + total + " bits", in);
        }
        in.readBytes(bytes, 0, (total + 7) >>> 3);
        for (int i = 0; i < BLOCK; i++) {
            int length = (int) lengths[i] & 0xff;
            long end = 1L << length;
            long rest = Packing.bits(bytes, (int) (lengths[i] >>> 8));
            into[at + i] = end >>> 1 | (rest & (end - 1) >>> 1); // the first bit is known, if any
        }
    }

    private static int width(DataInput in, int most) throws IOException {
        int width = in.readByte() & 0xff;
        if (width > most) {
            throw new CorruptIndexException("a width of " + width + ", most is " + most, in);
        }
        return width;
    }
}
