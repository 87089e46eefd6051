package org.tapwarden.history.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.apache.lucene.util.LongBitSet;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;

/// Slices whose word of a dictionary meets a condition.
///
/// The condition is asked of each word once for each segment of the index. Few slices are then read
/// off the lists of their words; many are told by the ordinal that each slice has. For one search
/// and one thread.
final class WordsQuery extends Query {

    /// More words than that are not looked up one by one.
    private static final int MOST_LISTS = 4_096;

    /// Beyond this part of a segment's slices their ordinals are read instead.
    private static final int SHARE = 16;

    private static final int BUDGET_CHECK = 1_024;

    private final Dictionary dictionary;
    private final Asked asked;
    private final Budget budget;

    /// Asked once, though Lucene first wants to know how many there are and then which.
    private final IdentityHashMap<LeafReader, Found> known = new IdentityHashMap<>();

    /// Two queries are the same only when they are one object: a condition cannot be compared.
    WordsQuery(Dictionary dictionary, Asked asked, Budget budget) {
        this.dictionary = dictionary;
        this.asked = asked;
        this.budget = budget;
    }

    /// The words of one segment that meet the condition, by their ordinals.
    private static final class Found {

        /// Those that were found first, in their order.
        private final long[] first;

        private final int count;

        /// Null where there are no more.
        private final @Nullable LongBitSet all;

        Found(long[] first, int count, @Nullable LongBitSet all) {
            this.first = first;
            this.count = count;
            this.all = all;
        }

        boolean has(long ordinal) {
            return all == null
                    ? Arrays.binarySearch(first, 0, count, ordinal) >= 0
                    : all.get(ordinal);
        }
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context)
                    throws IOException {
                DocIdSetIterator slices = slices(context.reader());
                return slices == null ? null : supplier(slices, score(), mode);
            }

            @Override
            public int count(LeafReaderContext context) throws IOException {
                return WordsQuery.this.count(context.reader());
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return false;
            }
        };
    }

    private static ScorerSupplier supplier(DocIdSetIterator slices, float score, ScoreMode mode) {
        return new ScorerSupplier() {
            @Override
            public Scorer get(long leadCost) {
                TwoPhaseIterator twoPhase = TwoPhaseIterator.unwrap(slices);
                return twoPhase == null
                        ? new ConstantScoreScorer(score, mode, slices)
                        : new ConstantScoreScorer(score, mode, twoPhase);
            }

            @Override
            public long cost() {
                return slices.cost();
            }
        };
    }

    private int count(LeafReader reader) throws IOException {
        if (asked.none() || !dictionary.inverted() || reader.hasDeletions()) {
            return -1;
        }
        SortedDocValues ordinals = DocValues.getSorted(reader, dictionary.column());
        Found found = found(reader, ordinals);
        if (found.all != null) {
            return -1;
        }
        Terms terms = reader.terms(dictionary.column());
        if (terms == null || found.count == 0) {
            return 0;
        }
        TermsEnum lists = terms.iterator();
        int count = 0;
        for (int i = 0; i < found.count; i++) {
            if (lists.seekExact(ordinals.lookupOrd((int) found.first[i]))) {
                count += lists.docFreq();
            }
        }
        return count;
    }

    private @Nullable DocIdSetIterator slices(LeafReader reader) throws IOException {
        SortedDocValues ordinals = DocValues.getSorted(reader, dictionary.column());
        Found found = found(reader, ordinals);
        if (!asked.none()) {
            if (found.count == 0) {
                return null;
            }
            DocIdSetIterator listed =
                    dictionary.inverted() && found.all == null
                            ? listed(reader, ordinals, found)
                            : null;
            if (listed != null) {
                return listed;
            }
        }
        return TwoPhaseIterator.asDocIdSetIterator(told(reader, ordinals, found));
    }

    private Found found(LeafReader reader, SortedDocValues ordinals) throws IOException {
        Found found = known.get(reader);
        if (found == null) {
            found = find(ordinals);
            known.put(reader, found);
        }
        return found;
    }

    /// Asks each word that may meet the condition.
    private Found find(SortedDocValues ordinals) throws IOException {
        var first = new long[16];
        int count = 0;
        LongBitSet all = null;
        TermsEnum words = ordinals.termsEnum();
        if (words.seekCeil(asked.from()) == TermsEnum.SeekStatus.END) {
            return new Found(first, 0, null);
        }
        int looked = 0;
        for (BytesRef word = words.term(); word != null; word = words.next()) {
            if (asked.isPast(word)) {
                break;
            }
            if (++looked % BUDGET_CHECK == 0) {
                budget.check();
            }
            if (meets(word)) {
                if (all == null && count == MOST_LISTS) {
                    all = new LongBitSet(ordinals.getValueCount());
                    for (int i = 0; i < count; i++) {
                        all.set(first[i]);
                    }
                }
                if (all != null) {
                    all.set(words.ord());
                } else {
                    if (count == first.length) {
                        first = Arrays.copyOf(first, 2 * count);
                    }
                    first[count] = words.ord();
                }
                count++;
            }
        }
        return new Found(first, count, all);
    }

    private boolean meets(BytesRef word) throws IOException {
        try {
            return asked.word().meets(word);
        } catch (UnreadableFlow e) {
            throw new IOException("a word of the index cannot be read: " + e.getMessage(), e);
        }
    }

    /// Null where they are too many.
    private @Nullable DocIdSetIterator listed(
            LeafReader reader, SortedDocValues ordinals, Found found) throws IOException {
        Terms terms = reader.terms(dictionary.column());
        if (terms == null) {
            return DocIdSetIterator.empty();
        }
        TermsEnum lists = terms.iterator();
        if (found.count == 1) {
            return lists.seekExact(ordinals.lookupOrd((int) found.first[0]))
                    ? lists.postings(null, PostingsEnum.NONE)
                    : DocIdSetIterator.empty();
        }
        if (found.count <= FewLists.MOST) {
            return few(lists, ordinals, found);
        }
        long most = reader.maxDoc() / SHARE;
        long slices = 0;
        var together = new DocIdSetBuilder(reader.maxDoc());
        PostingsEnum list = null;
        for (int i = 0; i < found.count; i++) {
            if (lists.seekExact(ordinals.lookupOrd((int) found.first[i]))) {
                slices += lists.docFreq();
                if (slices > most && found.count > 64) {
                    return null;
                }
                list = lists.postings(list, PostingsEnum.NONE);
                together.add(list);
            }
        }
        return together.build().iterator();
    }

    private static DocIdSetIterator few(TermsEnum lists, SortedDocValues ordinals, Found found)
            throws IOException {
        var few = new PostingsEnum[found.count];
        int count = 0;
        for (int i = 0; i < found.count; i++) {
            if (lists.seekExact(ordinals.lookupOrd((int) found.first[i]))) {
                few[count++] = lists.postings(null, PostingsEnum.NONE);
            }
        }
        return new FewLists(Arrays.copyOf(few, count));
    }

    private TwoPhaseIterator told(LeafReader reader, SortedDocValues ordinals, Found found)
            throws IOException {
        boolean none = asked.none();
        DocIdSetIterator all =
                none ? DocIdSetIterator.all(reader.maxDoc()) : (DocIdSetIterator) ordinals;
        return new TwoPhaseIterator(all) {
            @Override
            public boolean matches() throws IOException {
                if (none && !ordinals.advanceExact(approximation().docID())) {
                    return true;
                }
                return found.has(ordinals.ordValue());
            }

            @Override
            public float matchCost() {
                return 5;
            }
        };
    }

    @Override
    public String toString(String field) {
        return "words of " + dictionary.column();
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
