package org.tapwarden.history.index;

import java.util.Arrays;
import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SlowImpactsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The words of one column of a {@link Batch}, in order: the ordinal of each slice, and the slices
/// of each word.
final class BatchWords extends Terms {

    private final WordTable table;

    /// The number of each word in the table, by its ordinal.
    private final int[] numbers;

    /// The ordinal of each slice, in the order of the index; -1 where it has none.
    private final int[] ordinals;

    private final int slices;

    /// Where the slices of each word begin in {@link #lists}; one more entry than words.
    private final int[] begins;

    private int @Nullable [] lists;

    BatchWords(Batch.Words column, int[] order) {
        table = column.table();
        int[] words = column.of();
        var uses = new int[table.size()];
        for (int i = 0; i < order.length; i++) {
            if (words[i] >= 0) {
                uses[words[i]]++;
            }
        }
        numbers = table.sorted(uses);
        var ordinalOf = new int[table.size()];
        begins = new int[numbers.length + 1];
        for (int ordinal = 0; ordinal < numbers.length; ordinal++) {
            ordinalOf[numbers[ordinal]] = ordinal;
            begins[ordinal + 1] = begins[ordinal] + uses[numbers[ordinal]];
        }
        slices = begins[numbers.length];
        ordinals = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            int word = words[order[i]];
            ordinals[i] = word < 0 ? -1 : ordinalOf[word];
        }
    }

    int count() {
        return numbers.length;
    }

    /// Whether each slice has one.
    boolean all() {
        return slices == ordinals.length;
    }

    int[] ordinals() {
        return ordinals;
    }

    void word(int ordinal, BytesRef into) {
        table.word(numbers[ordinal], into);
    }

    private int[] lists() {
        int[] made = lists;
        if (made == null) {
            made = new int[slices];
            int[] next = Arrays.copyOf(begins, numbers.length);
            for (int slice = 0; slice < ordinals.length; slice++) {
                if (ordinals[slice] >= 0) {
                    made[next[ordinals[slice]]++] = slice;
                }
            }
            lists = made;
        }
        return made;
    }

    @Override
    public TermsEnum iterator() {
        return new Walk();
    }

    @Override
    public long size() {
        return numbers.length;
    }

    @Override
    public long getSumTotalTermFreq() {
        return slices;
    }

    @Override
    public long getSumDocFreq() {
        return slices;
    }

    @Override
    public int getDocCount() {
        return slices;
    }

    @Override
    public boolean hasFreqs() {
        return false;
    }

    @Override
    public boolean hasOffsets() {
        return false;
    }

    @Override
    public boolean hasPositions() {
        return false;
    }

    @Override
    public boolean hasPayloads() {
        return false;
    }

    private final class Walk extends BaseTermsEnum {

        private final BytesRef term = new BytesRef();
        private int ordinal = -1;

        @Override
        public @Nullable BytesRef next() {
            if (++ordinal >= numbers.length) {
                return null;
            }
            word(ordinal, term);
            return term;
        }

        @Override
        public SeekStatus seekCeil(BytesRef text) {
            int low = 0;
            int high = numbers.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                word(middle, term);
                int compared = term.compareTo(text);
                if (compared == 0) {
                    ordinal = middle;
                    return SeekStatus.FOUND;
                } else if (compared < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            ordinal = low;
            if (low == numbers.length) {
                return SeekStatus.END;
            }
            word(low, term);
            return SeekStatus.NOT_FOUND;
        }

        @Override
        public void seekExact(long ord) {
            ordinal = (int) ord;
            word(ordinal, term);
        }

        @Override
        public BytesRef term() {
            return term;
        }

        @Override
        public long ord() {
            return ordinal;
        }

        @Override
        public int docFreq() {
            return begins[ordinal + 1] - begins[ordinal];
        }

        @Override
        public long totalTermFreq() {
            return docFreq();
        }

        @Override
        public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) {
            Slices list = reuse instanceof Slices known ? known : new Slices();
            return list.of(lists(), begins[ordinal], begins[ordinal + 1]);
        }

        @Override
        public ImpactsEnum impacts(int flags) {
            return new SlowImpactsEnum(postings(null, flags));
        }
    }

    /// The slices of a word.
    private static final class Slices extends PostingsEnum {

        private int[] lists = new int[0];
        private int begin;
        private int at;
        private int end;

        Slices of(int[] all, int from, int to) {
            lists = all;
            begin = from;
            at = from - 1;
            end = to;
            return this;
        }

        @Override
        public int docID() {
            return at < begin ? -1 : at < end ? lists[at] : NO_MORE_DOCS;
        }

        @Override
        public int nextDoc() {
            at++;
            return docID();
        }

        @Override
        public int advance(int target) {
            do {
                at++;
            } while (at < end && lists[at] < target);
            return docID();
        }

        @Override
        public long cost() {
            return (long) end - begin;
        }

        @Override
        public int freq() {
            return 1;
        }

        @Override
        public int nextPosition() {
            return -1;
        }

        @Override
        public int startOffset() {
            return -1;
        }

        @Override
        public int endOffset() {
            return -1;
        }

        @Override
        public @Nullable BytesRef getPayload() {
            return null;
        }
    }
}
