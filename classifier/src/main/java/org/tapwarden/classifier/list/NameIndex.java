package org.tapwarden.classifier.list;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/// Where a hash stands among millions, in a little more than eight bytes of heap each: the hashes
/// are sorted, a directory over their first bits says where to look, and of the rest 48 bits are
/// kept in one word with the number of the set, so that a name costs two looks into memory.
///
/// With the directory's sixteen bits or more that is all 64 of them. Immutable.
final class NameIndex {

    /// Fewer would leave bits of a hash unlooked at.
    static final int FEWEST_BITS = 16;

    private static final int MOST_BITS = 22;

    /// Names that one entry of the directory stands for, at least half and at most all of these.
    private static final int NAMES_A_BUCKET = 16;

    private static final long SET = 0xffff;

    static final int MISS = -1;

    private final int bits;
    private final int[] directory;
    private final long[] words;

    private NameIndex(int bits, int names) {
        this.bits = bits;
        this.directory = new int[(1 << bits) + 1];
        this.words = new long[names];
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
        file.position(file.position() + numbers.position() * Integer.BYTES);
        file.asLongBuffer().get(index.words);
        return index;
    }

    /// How many bytes such an index takes in a file, and of the heap.
    static long size(int names) {
        return ((1L << bits(names)) + 1) * Integer.BYTES + (long) names * Long.BYTES;
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
            index.words[i] = (hashes[i] << bits) | sets[i];
        }
        while (bucket < 1 << bits) {
            index.directory[++bucket] = names;
        }
        return index;
    }

    /// Writes it, as {@link #read} wants it.
    void write(ByteBuffer file) {
        file.asIntBuffer().put(directory);
        file.position(file.position() + directory.length * Integer.BYTES);
        file.asLongBuffer().put(words);
        file.position(file.position() + words.length * Long.BYTES);
    }

    /// The place of a hash among the sorted ones, or {@link #MISS}.
    int find(long hash) {
        int bucket = (int) (hash >>> (Long.SIZE - bits));
        long wanted = hash << bits;
        int end = directory[bucket + 1];
        for (int i = directory[bucket]; i < end; i++) {
            if ((words[i] & ~SET) == wanted) {
                return i;
            }
        }
        return MISS;
    }

    /// The set of the name at a place.
    int set(int place) {
        return (int) (words[place] & SET);
    }

    int names() {
        return words.length;
    }

    /// What it takes of the heap, arrays' heads left out.
    long bytes() {
        return size(names());
    }
}
