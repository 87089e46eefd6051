package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The documents of each term of a merge, out of the dictionary column.
///
/// The column is read, and each document goes to the list of its term, for as many terms at a time
/// as have {@link #fits} documents: 4 bytes each. A term that has more is read on its own.
final class MergedLists extends org.apache.lucene.index.Terms {

    /// A column is read this often, and once more for each term that has more documents than fit.
    private static final int READINGS = 8;

    private final Merge merge;
    private final FieldInfo field;
    private final Merge.Dictionary dictionary;
    private final int fits;

    private MergedLists(Merge merge, FieldInfo field, Merge.Dictionary dictionary, int fits) {
        this.merge = merge;
        this.field = field;
        this.dictionary = dictionary;
        this.fits = fits;
    }

    /// @return null when the field's lists must be merged as they are
    static @Nullable MergedLists of(Merge merge, FieldInfo field, MergeState state)
            throws IOException {
        if (field.getIndexOptions() != IndexOptions.DOCS
                || field.getDocValuesType() != DocValuesType.SORTED
                || field.hasNorms()
                || merge.isRare(field)) {
            return null;
        }
        Merge.Dictionary dictionary = merge.dictionary(field);
        if (dictionary == null || !isSaidTwice(field, state, dictionary)) {
            return null;
        }
        merge.keep(field, dictionary);
        int fits = Math.max(merge.limits().listed(), merge.documents() / READINGS);
        return new MergedLists(merge, field, dictionary, fits);
    }

    /// Whether lists and column have as many terms and documents.
    private static boolean isSaidTwice(
            FieldInfo field, MergeState state, Merge.Dictionary dictionary) throws IOException {
        long documents = 0;
        for (int segment = 0; segment < state.fieldsProducers.length; segment++) {
            FieldsProducer lists = state.fieldsProducers[segment];
            var terms = lists == null ? null : lists.terms(field.name);
            if ((terms == null ? 0 : terms.size()) != dictionary.terms().count(segment)) {
                return false;
            }
            if (terms != null) {
                if (terms.getSumDocFreq() != terms.getDocCount()) {
                    return false;
                }
                documents += terms.getDocCount();
            }
        }
        return documents == Arrays.stream(dictionary.counts()).asLongStream().sum();
    }

    @Override
    public TermsEnum iterator() {
        return new Walk();
    }

    @Override
    public long size() {
        return dictionary.terms().count();
    }

    @Override
    public long getSumTotalTermFreq() {
        return getSumDocFreq();
    }

    @Override
    public long getSumDocFreq() {
        return getDocCount();
    }

    @Override
    public int getDocCount() {
        return Arrays.stream(dictionary.counts()).sum();
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

    /// Goes over the terms once, from the first to the last, as a writer does.
    private final class Walk extends BaseTermsEnum {

        private final MergedTerms.Walk terms = dictionary.terms().walk();
        private final int[] counts = dictionary.counts();
        private final long[] numbers = new long[BLOCK];
        private final int[] owners = new int[BLOCK];
        private final TermDocuments.Listed list = new TermDocuments.Listed();

        /// Where the next document of each term goes.
        private final int[] ends = new int[counts.length];

        /// The documents of the terms before {@link #until}.
        private int[] listed = {};

        private int until;
        private int ordinal = -1;
        private @Nullable BytesRef term;

        /// Where the documents of the term begin.
        private int begin;

        @Override
        public @Nullable BytesRef next() throws IOException {
            begin += ordinal < 0 || counts[ordinal] > fits ? 0 : counts[ordinal];
            term = terms.next();
            ordinal++;
            if (term != null && ordinal == until) {
                fill();
            }
            return term;
        }

        private void fill() throws IOException {
            begin = 0;
            int sum = 0;
            while (until < counts.length && counts[until] <= fits - sum) {
                ends[until] = sum;
                sum += counts[until++];
            }
            if (until == ordinal) { // more than fit, so they are read when they are asked for
                until++;
                return;
            }
            if (listed.length < sum) {
                listed = new int[sum];
            }
            int first = ordinal;
            int terms = until - first;
            Blocks blocks = merge.ordinals(field, dictionary.terms());
            for (int count = blocks.next(owners, numbers);
                    count > 0;
                    count = blocks.next(owners, numbers)) {
                for (int i = 0; i < count; i++) {
                    int number = (int) numbers[i];
                    if (Integer.compareUnsigned(number - first, terms) < 0) {
                        listed[ends[number]++] = owners[i];
                    }
                }
            }
        }

        @Override
        public BytesRef term() {
            if (term == null) {
                throw new IllegalStateException("not on a term");
            }
            return term;
        }

        @Override
        public long ord() {
            return ordinal;
        }

        @Override
        public int docFreq() {
            return counts[ordinal];
        }

        @Override
        public long totalTermFreq() {
            return counts[ordinal];
        }

        @Override
        public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) throws IOException {
            if (counts[ordinal] > fits) {
                return new TermDocuments.Read(
                        merge.ordinals(field, dictionary.terms()), ordinal, counts[ordinal]);
            }
            list.of(listed, begin, begin + counts[ordinal]);
            return list;
        }

        @Override
        public SeekStatus seekCeil(BytesRef text) {
            throw TermDocuments.onlyOnce();
        }

        @Override
        public void seekExact(long ord) {
            throw TermDocuments.onlyOnce();
        }

        @Override
        public ImpactsEnum impacts(int flags) {
            throw TermDocuments.onlyOnce();
        }
    }
}
