package org.tapwarden.history.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;

/// The slices of a sealed index that are not in certain others: where two holds have the same flow,
/// one of them answers.
public final class OnlyQuery extends Query {

    private static final int AT_ONCE = 1_024;

    /// By the number of the segment.
    private final List<FixedBitSet> wanted;

    /// What makes a slice the same wherever it is kept.
    private record Id(String observer, long flow, int slice) {}

    private OnlyQuery(List<FixedBitSet> wanted) {
        this.wanted = wanted;
    }

    /// @param others that come first
    public static OnlyQuery of(DirectoryReader index, List<DirectoryReader> others)
            throws IOException {
        Set<Id> elsewhere = new HashSet<>();
        for (DirectoryReader other : others) {
            for (LeafReaderContext segment : other.leaves()) {
                elsewhere.addAll(ids(segment));
            }
        }
        List<FixedBitSet> wanted = new ArrayList<>();
        for (LeafReaderContext segment : index.leaves()) {
            List<Id> ids = ids(segment);
            var bits = new FixedBitSet(Math.max(1, ids.size()));
            for (int slice = 0; slice < ids.size(); slice++) {
                if (!elsewhere.contains(ids.get(slice))) {
                    bits.set(slice);
                }
            }
            wanted.add(bits);
        }
        return new OnlyQuery(wanted);
    }

    private static List<Id> ids(LeafReaderContext segment) throws IOException {
        int all = segment.reader().maxDoc();
        List<Id> ids = new ArrayList<>(all);
        int[] slices = new int[AT_ONCE];
        for (int from = 0; from < all; from += AT_ONCE) {
            int length = Math.min(AT_ONCE, all - from);
            for (int i = 0; i < length; i++) {
                slices[i] = from + i;
            }
            try {
                for (FlowRecord record :
                        RowReader.read(segment.reader(), Arrays.copyOf(slices, length))) {
                    FlowRecord.Identity id = record.identity();
                    ids.add(new Id(id.observer(), id.flow(), id.slice()));
                }
            } catch (UnreadableFlow e) {
                throw new IOException("a slice of the index cannot be read", e);
            }
        }
        return ids;
    }

    /// A question, asked of these slices.
    public Query and(Query query) {
        return new BooleanQuery.Builder().add(query, Occur.FILTER).add(this, Occur.FILTER).build();
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public ScorerSupplier scorerSupplier(LeafReaderContext context) {
                FixedBitSet bits = wanted.get(context.ord);
                var iterator = new BitSetIterator(bits, bits.cardinality());
                return new DefaultScorerSupplier(new ConstantScoreScorer(score(), mode, iterator));
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return false;
            }
        };
    }

    @Override
    public String toString(String field) {
        return "not in another hold";
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public boolean equals(Object other) {
        return sameClassAs(other) && wanted.equals(((OnlyQuery) other).wanted);
    }

    @Override
    public int hashCode() {
        return 31 * classHash() + wanted.hashCode();
    }
}
