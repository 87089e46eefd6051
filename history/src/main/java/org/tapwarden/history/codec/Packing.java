package org.tapwarden.history.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Packs the numbers of a block so that each takes exactly the bits it needs.
///
/// Each word holds as many whole numbers as fit, the n-th of word i being number `n * words + i`;
/// so all words are shifted alike and the inner loops become vector instructions. Numbers that are
/// left over are cut to pieces and lie in the bits that the whole ones leave at the top of the
/// words.
final class Packing {

    static final int SHIFT = 7;

    /// How many numbers a block has.
    static final int BLOCK = 1 << SHIFT;

    /// Most bits that {@link #bits} reads at once.
    static final int MAX_BITS = 56;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Packing() {}

    /// How many longs a block of numbers of this width takes.
    static int words(int width) {
        return width << (SHIFT - 6);
    }

    /// @param width 0 to 64; higher bits of the numbers are left out
    static void pack(long[] numbers, int width, long[] words) {
        int count = words(width);
        Arrays.fill(words, 0, count, 0);
        if (width == 0) {
            return;
        }
        long mask = -1L >>> (Long.SIZE - width);
        int whole = Long.SIZE / width;
        int next = 0;
        for (int n = 0; n < whole; n++, next += count) {
            int shift = n * width;
            for (int i = 0; i < count; i++) {
                words[i] |= (numbers[next + i] & mask) << shift;
            }
        }
        int shift = whole * width;
        int room = Long.SIZE - shift;
        int word = 0;
        long rest = 0;
        int bits = 0;
        for (; next < BLOCK; next++) {
            rest |= (numbers[next] & mask) << bits;
            for (bits += width; bits >= room; bits -= room) {
                words[word++] |= rest << shift;
                rest >>>= room;
            }
        }
    }

    /// @param width 0 to 64
    /// @param at where the {@link #BLOCK} numbers go
    static void unpack(long[] words, int width, long[] numbers, int at) {
        int end = at + BLOCK;
        if (width == 0) {
            Arrays.fill(numbers, at, end, 0);
            return;
        }
        int count = words(width);
        long mask = -1L >>> (Long.SIZE - width);
        int whole = Long.SIZE / width;
        int next = at;
        for (int n = 0; n < whole; n++, next += count) {
            shifted(words, count, n * width, mask, numbers, next);
        }
        int shift = whole * width;
        int room = Long.SIZE - shift;
        int word = 0;
        long rest = 0;
        int bits = 0;
        for (; next < end; next++) {
            for (; bits < width; bits += room) {
                rest |= (words[word++] >>> shift) << bits;
            }
            numbers[next] = rest & mask;
            rest >>>= width;
            bits -= width;
        }
    }

    private static void shifted(
            long[] words, int count, int shift, long mask, long[] numbers, int at) {
        for (int i = 0; i < count; i++) {
            numbers[at + i] = (words[i] >>> shift) & mask;
        }
    }

    /// Sets bits that were 0. Eight bytes from the first must be there.
    ///
    /// @param width at most {@link #MAX_BITS}; the number has no bit beyond
    static void put(byte[] bytes, int bit, long number, int width) {
        int at = bit >>> 3;
        long word = (long) LONG.get(bytes, at);
        assert width <= MAX_BITS && number >>> width == 0;
        LONG.set(bytes, at, word | number << (bit & 7));
    }

    /// Up to {@link #MAX_BITS} bits and more from this place on; the caller masks them.
    static long bits(byte[] bytes, int bit) {
        return (long) LONG.get(bytes, bit >>> 3) >>> (bit & 7);
    }

    /// How many bits a number takes, read as unsigned.
    static int width(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number);
    }
}
