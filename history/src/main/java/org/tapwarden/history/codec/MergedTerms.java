package org.tapwarden.history.codec;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefIterator;
import org.jspecify.annotations.Nullable;

/// The dictionary of a merge out of those of its segments, and the new ordinals by the old ones.
///
/// Takes 4 bytes for each term of each segment, and a byte for each term of the merge.
final class MergedTerms {

    /// Most terms of all segments together: 16 MB of ordinals.
    static final int MOST = 1 << 22;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final @Nullable SortedDocValues[] dictionaries;
    private final int[][] renamed;

    /// By new ordinal: the first segment that has the term, as an unsigned byte.
    private byte[] segments;

    private int count;

    private MergedTerms(@Nullable SortedDocValues[] dictionaries, int[][] renamed, int most) {
        this.dictionaries = dictionaries;
        this.renamed = renamed;
        this.segments = new byte[most];
    }

    /// @param dictionaries by segment, at most {@link MergeOrder#MOST_SEGMENTS}; null where the
    ///   segment has no such column
    /// @return null when there are more terms than {@link #MOST}
    static @Nullable MergedTerms of(@Nullable SortedDocValues[] dictionaries) throws IOException {
        long sum = 0;
        int most = 0;
        var renamed = new int[dictionaries.length][];
        for (int i = 0; i < renamed.length; i++) {
            SortedDocValues dictionary = dictionaries[i];
            int size = dictionary == null ? 0 : dictionary.getValueCount();
            sum += size;
            if (sum > MOST) {
                return null;
            }
            most = Math.max(most, size);
            renamed[i] = new int[size];
        }
        var merged = new MergedTerms(dictionaries, renamed, most);
        merged.merge();
        return merged;
    }

    int count() {
        return count;
    }

    /// How many terms a segment has.
    int count(int segment) {
        return renamed[segment].length;
    }

    /// What {@link #renamed} holds of all segments together.
    long held() {
        return Arrays.stream(renamed).mapToLong(ordinals -> ordinals.length).sum();
    }

    /// New ordinals by the old ones of a segment.
    int[] renamed(int segment) {
        return renamed[segment];
    }

    private void merge() throws IOException {
        var heads = new Head[dictionaries.length];
        int size = 0;
        for (int i = 0; i < heads.length; i++) {
            SortedDocValues dictionary = dictionaries[i];
            if (dictionary != null && dictionary.getValueCount() > 0) {
                heads[size++] = new Head(i, dictionary.termsEnum());
            }
        }
        Head[] heap = Arrays.copyOf(heads, size);
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(heap, i, size);
        }
        var last = new BytesRef();
        while (size > 0) {
            Head top = heap[0];
            if (count == 0 || top.differs(last)) {
                segments = ArrayUtil.grow(segments, count + 1);
                segments[count++] = (byte) top.segment;
                last.bytes = ArrayUtil.growNoCopy(last.bytes, top.term.length);
                last.length = top.term.length;
                System.arraycopy(top.term.bytes, top.term.offset, last.bytes, 0, last.length);
            }
            renamed[top.segment][top.ordinal] = count - 1;
            if (!top.next()) {
                heap[0] = heap[--size];
            }
            sink(heap, 0, size);
        }
    }

    private static void sink(Head[] heap, int from, int size) {
        if (from >= size) {
            return;
        }
        Head sinking = heap[from];
        int at = from;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(sinking)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = sinking;
    }

    /// All terms in their order, once.
    Walk walk() {
        return new Walk();
    }

    /// The next term of a segment.
    private static final class Head {

        private final int segment;
        private final TermsEnum terms;
        private BytesRef term;
        private int ordinal;

        /// The first eight bytes, as an unsigned number.
        private long prefix;

        Head(int segment, TermsEnum terms) throws IOException {
            this.segment = segment;
            this.terms = terms;
            this.term = new BytesRef();
            this.ordinal = -1;
            boolean _ = next();
        }

        boolean next() throws IOException {
            BytesRef found = terms.next();
            if (found == null) {
                return false;
            }
            term = found;
            ordinal++;
            prefix = prefix(found);
            return true;
        }

        private static long prefix(BytesRef term) {
            if (term.length >= Long.BYTES) {
                return (long) LONG.get(term.bytes, term.offset);
            }
            long prefix = 0;
            for (int i = 0; i < term.length; i++) {
                prefix |=
                        (term.bytes[term.offset + i] & 0xffL) << (Long.SIZE - Byte.SIZE * (i + 1));
            }
            return prefix;
        }

        /// Of equal terms that of the first segment comes first.
        boolean before(Head other) {
            if (prefix != other.prefix) {
                return Long.compareUnsigned(prefix, other.prefix) < 0;
            }
            int order = term.compareTo(other.term);
            return order != 0 ? order < 0 : segment < other.segment;
        }

        boolean differs(BytesRef last) {
            return !term.bytesEquals(last);
        }
    }

    /// Steps through the terms without comparing them again.
    final class Walk implements BytesRefIterator {

        private final @Nullable TermsEnum[] walks = new TermsEnum[dictionaries.length];

        /// By segment: the ordinal of the term that is next.
        private final int[] positions = new int[dictionaries.length];

        private int next;

        @Override
        public @Nullable BytesRef next() throws IOException {
            if (next == count) {
                return null;
            }
            int segment = segments[next] & 0xff;
            TermsEnum walk = walks[segment];
            if (walk == null) {
                SortedDocValues dictionary = dictionaries[segment];
                assert dictionary != null;
                walk = dictionary.termsEnum();
                walks[segment] = walk;
            }
            int[] ordinals = renamed[segment];
            BytesRef term = walk.next();
            while (ordinals[positions[segment]++] != next) {
                term = walk.next();
            }
            next++;
            return term;
        }
    }
}
