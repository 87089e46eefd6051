package org.tapwarden.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.tapwarden.classifier.language.Directory.Held;

/// Flows at one end of which is an endpoint that had a fact when the slice ended.
///
/// A clause for each endpoint and time would pass Lucene's cap of clauses as soon as somebody asks
/// for a group of persons. So the endpoints are one set, and the times are looked up per flow.
final class HeldQuery extends Query {

    private final Map<Long, List<Held>> held;

    private HeldQuery(Map<Long, List<Held>> held) {
        this.held = held;
    }

    /// @param facts none of which need overlap the time searched
    static Query of(List<Held> facts) {
        Map<Long, List<Held>> held = new HashMap<>();
        facts.forEach(f -> held.computeIfAbsent(f.endpoint(), _ -> new ArrayList<>(1)).add(f));
        long[] endpoints = held.keySet().stream().mapToLong(Long::longValue).toArray();
        var anyTime =
                new BooleanQuery.Builder()
                        .add(
                                LongPoint.newSetQuery(Columns.SOURCE_ENDPOINT, endpoints),
                                Occur.SHOULD)
                        .add(
                                LongPoint.newSetQuery(Columns.DESTINATION_ENDPOINT, endpoints),
                                Occur.SHOULD)
                        .build();
        return new BooleanQuery.Builder()
                .add(anyTime, Occur.FILTER)
                .add(new HeldQuery(held), Occur.FILTER)
                .build();
    }

    private boolean had(long endpoint, long atMillis) {
        for (Held fact : held.getOrDefault(endpoint, List.of())) {
            if (fact.at(atMillis)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public ScorerSupplier scorerSupplier(LeafReaderContext context) {
                return new ScorerSupplier() {
                    @Override
                    public ConstantScoreScorer get(long leadCost) throws IOException {
                        return new ConstantScoreScorer(score(), mode, check(context.reader()));
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

    private TwoPhaseIterator check(LeafReader reader) throws IOException {
        NumericDocValues at = DocValues.getNumeric(reader, FlowDocument.AT);
        NumericDocValues source = DocValues.getNumeric(reader, Columns.SOURCE_ENDPOINT);
        NumericDocValues destination = DocValues.getNumeric(reader, Columns.DESTINATION_ENDPOINT);
        return new TwoPhaseIterator(DocIdSetIterator.all(reader.maxDoc())) {
            @Override
            public boolean matches() throws IOException {
                int document = approximation().docID();
                if (!at.advanceExact(document)) {
                    return false;
                }
                long millis = Math.floorDiv(at.longValue(), TimeUnit.MILLISECONDS.toNanos(1));
                return (source.advanceExact(document) && had(source.longValue(), millis))
                        || (destination.advanceExact(document)
                                && had(destination.longValue(), millis));
            }

            @Override
            public float matchCost() {
                return 20;
            }
        };
    }

    @Override
    public String toString(String field) {
        return "held by " + held.size() + " endpoints";
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public boolean equals(Object other) {
        return sameClassAs(other) && held.equals(((HeldQuery) other).held);
    }

    @Override
    public int hashCode() {
        return 31 * classHash() + held.hashCode();
    }
}
