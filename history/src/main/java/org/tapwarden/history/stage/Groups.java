package org.tapwarden.history.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.apache.lucene.util.ByteBlockPool;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;

/// Groups by their keys, numbered from 0 in the order in which they came, with sums of each.
///
/// Keys lie in blocks of bytes and sums in arrays: a million groups of an address with one sum took
/// 43 MB of heap. Sums stop at the ends of `long`. Used by one thread.
final class Groups {

    /// Most groups of one question.
    static final int MOST = 1_000_000;

    /// Of all keys together.
    static final long MOST_BYTES = 64L << 20;

    /// Longer keys do not fit into a block of {@link BytesRefHash}.
    static final int LONGEST_KEY = 32_000;

    /// Whether a key has a group.
    enum Added {
        YES,
        /// There are {@link #MOST} others.
        TOO_MANY,
        /// It, or all keys together.
        TOO_LONG
    }

    /// Places for keys at first, of which half are used: an hour of a large network needs no more,
    /// and to grow costs more than to be large.
    private static final int PLACES = 1 << 17;

    private final BytesRefHash keys =
            new BytesRefHash(
                    new ByteBlockPool(new ByteBlockPool.DirectAllocator()),
                    PLACES,
                    new BytesRefHash.DirectBytesStartArray(PLACES / 2));
    private final long[][] sums;
    private long bytes;
    private int last = -1;

    /// @param sumsOfEach how many sums a group has
    Groups(int sumsOfEach) {
        sums = new long[sumsOfEach][16];
    }

    int size() {
        return keys.size();
    }

    /// Finds or makes the group of a key; {@link #last} is its number then. A new one is not made
    /// beyond the caps.
    Added find(BytesRef key) {
        if (key.length > LONGEST_KEY) {
            return Added.TOO_LONG;
        }
        if (keys.size() >= MOST || bytes + key.length > MOST_BYTES) {
            last = keys.find(key);
            if (last < 0) {
                return keys.size() >= MOST ? Added.TOO_MANY : Added.TOO_LONG;
            }
            return Added.YES;
        }
        int number = keys.add(key);
        if (number < 0) {
            last = -number - 1;
            return Added.YES;
        }
        last = number;
        bytes += key.length;
        for (int i = 0; i < sums.length; i++) {
            if (number == sums[i].length) {
                sums[i] = Arrays.copyOf(sums[i], 2 * number);
            }
        }
        return Added.YES;
    }

    /// The group that was found last.
    int last() {
        return last;
    }

    void add(int group, int sum, long more) {
        long before = sums[sum][group];
        long after = before + more;
        boolean overflow = ((before ^ after) & (more ^ after)) < 0;
        sums[sum][group] = overflow ? (before < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : after;
    }

    long sum(int group, int sum) {
        return sums[sum][group];
    }

    /// The key of a group; good until the next group is found.
    BytesRef key(int group, BytesRef into) {
        return keys.get(group, into);
    }

    /// The groups that come first in an order, in this order.
    List<Integer> first(int most, Comparator<Integer> order) {
        if (size() <= most) {
            Integer[] all = IntStream.range(0, size()).boxed().toArray(Integer[]::new);
            Arrays.sort(all, order);
            return Arrays.asList(all);
        }
        var best = new PriorityQueue<Integer>(most, order.reversed());
        for (int group = 0; group < size(); group++) {
            if (best.size() < most) {
                best.add(group);
            } else if (order.compare(group, best.element()) < 0) {
                best.remove();
                best.add(group);
            }
        }
        List<Integer> first = new ArrayList<>(best);
        first.sort(order);
        return Collections.unmodifiableList(first);
    }
}
