package org.tapwarden.history.index;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
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
import org.jspecify.annotations.Nullable;

/// Slices of which a number, or the sum of some, lies between two.
final class NumbersQuery extends Query {

    private final Column.Numbers numbers;
    private final long first;
    private final long last;

    /// @param last included
    NumbersQuery(Column.Numbers numbers, long first, long last) {
        this.numbers = numbers;
        this.first = first;
        this.last = last;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public ScorerSupplier scorerSupplier(LeafReaderContext context) {
                return new ScorerSupplier() {
                    @Override
                    public Scorer get(long leadCost) throws IOException {
                        return new ConstantScoreScorer(score(), mode, between(context.reader()));
                    }

                    @Override
                    public long cost() {
                        return context.reader().maxDoc();
                    }
                };
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return false;
            }
        };
    }

    private TwoPhaseIterator between(LeafReader reader) throws IOException {
        Values[] sum = values(reader, numbers.sum());
        Values[] less = values(reader, numbers.less());
        return new TwoPhaseIterator(DocIdSetIterator.all(reader.maxDoc())) {
            @Override
            public boolean matches() throws IOException {
                int slice = approximation().docID();
                long value = 0;
                for (Values each : sum) {
                    value += each.of(slice);
                }
                for (Values each : less) {
                    value -= each.of(slice);
                }
                return first <= value && value <= last;
            }

            @Override
            public float matchCost() {
                return 5.0f * (sum.length + less.length);
            }
        };
    }

    private static Values[] values(LeafReader reader, List<Counter> counters) throws IOException {
        var values = new Values[counters.size()];
        for (int i = 0; i < values.length; i++) {
            Counter counter = counters.get(i);
            values[i] = new Values(DocValues.getNumeric(reader, counter.column()), counter.usual());
        }
        return values;
    }

    private record Values(NumericDocValues column, long usual) {

        long of(int slice) throws IOException {
            return column.advanceExact(slice) ? column.longValue() : usual;
        }
    }

    @Override
    public String toString(String field) {
        return numbers + " between " + first + " and " + last;
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NumbersQuery query
                && numbers.equals(query.numbers)
                && first == query.first
                && last == query.last;
    }

    @Override
    public int hashCode() {
        return Objects.hash(numbers, first, last);
    }
}
