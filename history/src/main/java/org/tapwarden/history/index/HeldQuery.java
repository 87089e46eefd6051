package org.tapwarden.history.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
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
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;

/// Flows at one end of which is an endpoint that had a fact when the slice ended.
///
/// A clause for each endpoint and time would pass Lucene's cap of clauses as soon as somebody asks
/// for a group of persons. So the endpoints are one set, and the times are looked up per flow.
final class HeldQuery extends Query {

    private static final List<Dictionary> ENDS = List.of(Dictionary.SOURCE, Dictionary.DESTINATION);

    private final Map<Long, List<Held>> held;

    private HeldQuery(Map<Long, List<Held>> held) {
        this.held = held;
    }

    /// @param facts none of which need overlap the time searched
    static Query of(List<Held> facts, Budget budget) {
        Map<Long, List<Held>> held = new HashMap<>();
        facts.forEach(f -> held.computeIfAbsent(f.endpoint(), _ -> new ArrayList<>(1)).add(f));
        var anyTime = new BooleanQuery.Builder();
        for (Dictionary end : ENDS) {
            Asked asked = Asked.words(word -> held.containsKey(EndWords.endpoint(word)));
            anyTime.add(new WordsQuery(end, asked, budget), Occur.SHOULD);
        }
        return new BooleanQuery.Builder()
                .add(anyTime.build(), Occur.FILTER)
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
        NumericDocValues ended = DocValues.getNumeric(reader, Counter.END.column());
        List<End> ends = new ArrayList<>();
        for (Dictionary end : ENDS) {
            ends.add(new End(DocValues.getSorted(reader, end.column())));
        }
        return new TwoPhaseIterator(DocIdSetIterator.all(reader.maxDoc())) {
            @Override
            public boolean matches() throws IOException {
                int slice = approximation().docID();
                if (!ended.advanceExact(slice)) {
                    return false;
                }
                for (End end : ends) {
                    if (had(end.endpoint(slice), ended.longValue())) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            public float matchCost() {
                return 20;
            }
        };
    }

    /// The endpoints at one end of a segment's slices; each word is read once.
    private static final class End {

        private final SortedDocValues words;
        private final Map<Integer, Long> known = new HashMap<>();

        End(SortedDocValues words) {
            this.words = words;
        }

        long endpoint(int slice) throws IOException {
            if (!words.advanceExact(slice)) {
                return 0;
            }
            int ordinal = words.ordValue();
            Long endpoint = known.get(ordinal);
            if (endpoint == null) {
                try {
                    endpoint = EndWords.endpoint(words.lookupOrd(ordinal));
                } catch (UnreadableFlow e) {
                    throw new IOException("a word of the index cannot be read", e);
                }
                known.put(ordinal, endpoint);
            }
            return endpoint;
        }
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
