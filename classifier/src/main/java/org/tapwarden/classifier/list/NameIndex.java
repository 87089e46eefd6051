package org.tapwarden.classifier.list;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/// Where a hash stands among millions, in a little more than eight bytes of heap each: the hashes
/// are sorted, a directory over their first bits says where to look, and only the next 48 bits are
/// kept.
///
/// With the directory's sixteen bits or more that is all 64 of them. Immutable.
final class NameIndex {

    /// Fewer would leave bits of a hash unlooked at.
    static final int FEWEST_BITS = 16;

    private static final int MOST_BITS = 22;

    /// Names that one entry of the directory stands for, at least half and at most all of these.
    private static final int NAMES_A_BUCKET = 16;

    static final int MISS = -1;

    private final int bits;
    private final int[] directory;
    private final int[] high;
    private final short[] low;
    private final char[] sets;

    private NameIndex(int bits, int names) {
        this.bits = bits;
        this.directory = new int[(1 << bits) + 1];
        this.high = new int[names];
        this.low = new short[names];
        this.sets = new char[names];
    }

    /// How many bits of the hash the directory of so many names takes.
    static int bits(int names) {
        int wanted = 32 - Integer.numberOfLeadingZeros(names / NAMES_A_BUCKET);
        return Math.clamp(wanted, FEWEST_BITS, MOST_BITS);
    }

    /// An index of names in the order of their hashes.
    ///
    /// @param file as {@link #write} left it
    static NameIndex read(ByteBuffer file, int names) {
        var index = new NameIndex(bits(names), names);
        IntBuffer numbers = file.asIntBuffer();
        numbers.get(index.directory);
        numbers.get(index.high);
        file.position(file.position() + numbers.position() * Integer.BYTES);
        file.asShortBuffer().get(index.low);
        file.position(file.position() + names * Short.BYTES);
        file.asCharBuffer().get(index.sets);
        return index;
    }

    /// How many bytes such an index takes in a file.
    static long size(int names) {
        return ((1L << bits(names)) + 1 + names) * Integer.BYTES
                + (long) names * (Short.BYTES + Character.BYTES);
    }

    /// An index of sorted hashes that differ.
    ///
    /// @param hashes in unsigned order, of which the first `names` count
    /// @param sets the set of each
    static NameIndex of(long[] hashes, char[] sets, int names) {
        var index = new NameIndex(bits(names), names);
        int bits = index.bits;
        int bucket = 0;
        for (int i = 0; i < names; i++) {
            int mine = (int) (hashes[i] >>> (Long.SIZE - bits));
            while (bucket < mine) {
                index.directory[++bucket] = i;
            }
            long rest = hashes[i] << bits;
            index.high[i] = (int) (rest >>> 32);
            index.low[i] = (short) (rest >>> 16);
            index.sets[i] = sets[i];
        }
        while (bucket < 1 << bits) {
            index.directory[++bucket] = names;
        }
        return index;
    }

    /// Writes it, as {@link #read} wants it.
    void write(ByteBuffer file) {
        IntBuffer numbers = file.asIntBuffer();
        numbers.put(directory).put(high);
        file.position(file.position() + numbers.position() * Integer.BYTES);
        file.asShortBuffer().put(low);
        file.position(file.position() + low.length * Short.BYTES);
        file.asCharBuffer().put(sets);
        file.position(file.position() + sets.length * Character.BYTES);
    }

    /// The place of a hash among the sorted ones, or {@link #MISS}.
    int find(long hash) {
        int bucket = (int) (hash >>> (Long.SIZE - bits));
        long rest = hash << bits;
        int wantedHigh = (int) (rest >>> 32);
        short wantedLow = (short) (rest >>> 16);
        int end = directory[bucket + 1];
        for (int i = directory[bucket]; i < end; i++) {
            if (high[i] == wantedHigh && low[i] == wantedLow) {
                return i;
            }
        }
        return MISS;
    }

    /// The set of the name at a place.
    int set(int place) {
        return sets[place];
    }

    int names() {
        return high.length;
    }

    /// What it takes of the heap, arrays' heads left out.
    long bytes() {
        return size(names());
    }
}
