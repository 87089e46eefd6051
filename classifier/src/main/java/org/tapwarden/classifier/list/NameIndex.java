package org.tapwarden.classifier.list;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/// Where a hash stands among millions, in less than ten bytes of heap each: the hashes are sorted
/// into buckets, and of a hash 48 bits are kept in one word with the number of the set. What leads
/// to a bucket also says by 32 bits which hashes it may hold, so that five of six names that stand
/// on no list cost one look into a table that fits the processor's cache, and a name that does
/// costs two looks into memory.
///
/// The bucket is the upper half of the product of the hash and the number of buckets, the rest is
/// the lower half. Two hashes of one bucket differ in the rest by the number of buckets at least;
/// that is 2^16 or more, so the 48 bits tell apart what all 64 do. Immutable.
final class NameIndex {

    /// Fewer would leave bits of a hash unlooked at.
    static final int FEWEST_BUCKETS = 1 << 16;

    /// On average. Of fewer a table of them would take more than the cache and the promise allow.
    private static final int NAMES_A_BUCKET = 6;

    private static final long SET = 0xffff;

    static final int MISS = -1;

    private final int buckets;

    /// Where each bucket begins in the upper half, and a bit for each of its hashes in the lower.
    private final long[] directory;

    private final long[] words;

    private NameIndex(int names) {
        this.buckets = buckets(names);
        this.directory = new long[buckets + 1];
        this.words = new long[names];
    }

    private static int buckets(int names) {
        return Math.max(FEWEST_BUCKETS, names / NAMES_A_BUCKET);
    }

    /// An index of names in the order of their hashes.
    ///
    /// @param file as {@link #write} left it
    static NameIndex read(ByteBuffer file, int names) {
        var index = new NameIndex(names);
        LongBuffer numbers = file.asLongBuffer();
        numbers.get(index.directory).get(index.words);
        return index;
    }

    /// How many bytes such an index takes in a file, and of the heap.
    static long size(int names) {
        return (buckets(names) + 1L + names) * Long.BYTES;
    }

    /// An index of sorted hashes that differ.
    ///
    /// @param hashes in unsigned order, of which the first `names` count
    /// @param sets the set of each
    static NameIndex of(long[] hashes, char[] sets, int names) {
        var index = new NameIndex(names);
        int bucket = 0;
        for (int i = 0; i < names; i++) {
            int mine = index.bucket(hashes[i]);
            while (bucket < mine) {
                index.directory[++bucket] = begin(i);
            }
            index.directory[mine] |= bit(hashes[i]);
            index.words[i] = index.rest(hashes[i]) | sets[i];
        }
        while (bucket < index.buckets) {
            index.directory[++bucket] = begin(names);
        }
        return index;
    }

    private static long begin(int place) {
        return (long) place << Integer.SIZE;
    }

    /// By the last bits of the hash, on which the bucket hardly depends.
    private static long bit(long hash) {
        return 1L << (hash & (Integer.SIZE - 1));
    }

    private int bucket(long hash) {
        return (int) Math.unsignedMultiplyHigh(hash, buckets);
    }

    private long rest(long hash) {
        return (hash * buckets) & ~SET;
    }

    /// Writes it, as {@link #read} wants it.
    void write(ByteBuffer file) {
        file.asLongBuffer().put(directory).put(words);
        file.position(file.position() + (directory.length + words.length) * Long.BYTES);
    }

    /// The place of a hash among the sorted ones, or {@link #MISS}.
    int find(long hash) {
        int bucket = bucket(hash);
        long head = directory[bucket];
        return (head & bit(hash)) == 0 ? MISS : find(bucket, head, rest(hash));
    }

    private int find(int bucket, long head, long rest) {
        int end = (int) (directory[bucket + 1] >>> Integer.SIZE);
        for (int i = (int) (head >>> Integer.SIZE); i < end; i++) {
            if ((words[i] & ~SET) == rest) {
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
