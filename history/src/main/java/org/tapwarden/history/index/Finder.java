package org.tapwarden.history.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.stage.Counting;
import org.tapwarden.history.stage.TooMuch;

/// Finds the newest slices of one index that meet a question, and counts all that do. For one
/// search and one thread.
public final class Finder {

    /// So many slices are looked at between two looks at the clock.
    private static final int WINDOW = 16_384;

    private final List<LeafReaderContext> segments;
    private final long fromMillis;
    private final long lastMillis;
    private final Budget budget;
    private final Weight bare;
    private final Weight within;
    private long matched;
    private boolean whole = true;

    /// A slice that was found.
    ///
    /// @param segment of the index
    /// @param slice in the segment
    public record Hit(int segment, int slice, long endMillis) {}

    /// @param fromMillis the first `event.end` wanted
    /// @param lastMillis the last
    public Finder(
            DirectoryReader index, Query query, long fromMillis, long lastMillis, Budget budget)
            throws IOException {
        var searcher = new IndexSearcher(index);
        // A day's index is not asked the same again soon; a cache would hold its bits.
        searcher.setQueryCache(null);
        this.segments = index.leaves();
        this.fromMillis = fromMillis;
        this.lastMillis = lastMillis;
        this.budget = budget;
        this.bare = weight(searcher, query);
        this.within =
                weight(
                        searcher,
                        new BooleanQuery.Builder()
                                .add(query, Occur.FILTER)
                                .add(
                                        NumericDocValuesField.newSlowRangeQuery(
                                                Counter.END.column(), fromMillis, lastMillis),
                                        Occur.FILTER)
                                .build());
    }

    private static Weight weight(IndexSearcher searcher, Query query) throws IOException {
        return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    }

    /// The newest that match; fewer where the time was over, which {@link #isWhole} tells.
    ///
    /// @param limit at most so many
    public List<Hit> newest(int limit) throws IOException {
        List<Hit> hits = new ArrayList<>();
        inEach((segment, weight) -> newest(segment, weight, limit, hits));
        return hits;
    }

    /// Adds up all that match, as far as there is time, which {@link #isWhole} tells.
    ///
    /// @param rolledUp the index is one of {@link RollUp}
    /// @throws TooMuch when the answer would need too much
    public void addUp(Counting counting, boolean rolledUp, Helper helper)
            throws IOException, TooMuch {
        try {
            inEach((segment, weight) -> {
                var summing = new Summing(segment, weight, counting, rolledUp, budget, helper);
                matched += summing.add();
                whole = whole && !summing.isCut();
            });
        } catch (Tally.Stopped e) {
            throw e.why();
        }
    }

    /// Reads all that match, as far as there is time, which {@link #isWhole} tells.
    public void each(Consumer<FlowRecord> taker) throws IOException {
        inEach((segment, weight) -> {
            var reading = new Reading(segment.reader(), taker);
            BulkScorer scorer = weight.bulkScorer(segment);
            if (scorer != null) {
                all(scorer, segment.reader(), reading);
                reading.finish();
            }
            matched += reading.found;
        });
    }

    /// What is done with one segment.
    private interface Work {
        void with(LeafReaderContext segment, Weight weight) throws IOException;
    }

    private void inEach(Work work) throws IOException {
        for (LeafReaderContext segment : segments) {
            if (budget.shouldExit()) {
                whole = false;
                return;
            }
            Weight weight = weight(segment.reader());
            if (weight != null) {
                try {
                    work.with(segment, weight);
                } catch (Budget.OutOfTime e) {
                    whole = false;
                    return;
                }
            }
        }
    }

    private void all(BulkScorer scorer, LeafReader segment, LeafCollector collector)
            throws IOException {
        int end = segment.maxDoc();
        int at = 0;
        while (at < end) {
            at = scorer.score(collector, null, at, Math.min(end, at + WINDOW));
            if (budget.shouldExit()) {
                whole = whole && at >= end;
                return;
            }
        }
    }

    private void newest(LeafReaderContext segment, Weight weight, int limit, List<Hit> hits)
            throws IOException {
        int count = weight.count(segment);
        if (count == 0) {
            return;
        }
        BulkScorer scorer = weight.bulkScorer(segment);
        if (scorer == null) {
            return;
        }
        var first = new First(Math.min(limit, segment.reader().maxDoc()));
        int end = segment.reader().maxDoc();
        int at = 0;
        while (at < end) {
            at = scorer.score(first, null, at, Math.min(end, at + WINDOW));
            if (at == DocIdSetIterator.NO_MORE_DOCS
                    || (count > 0 && first.found >= Math.min(limit, count))) {
                break;
            }
            if (budget.shouldExit()) {
                whole = false;
                break;
            }
        }
        matched += whole && count > 0 ? count : first.found;
        NumericDocValues ended = DocValues.getNumeric(segment.reader(), Counter.END.column());
        for (int i = 0; i < first.kept; i++) {
            if (ended.advanceExact(first.slices[i])) {
                hits.add(new Hit(segment.ord, first.slices[i], ended.longValue()));
            }
        }
    }

    /// The question as it must be asked of a segment; null where none of its slices ended in time.
    private @Nullable Weight weight(LeafReader segment) throws IOException {
        DocValuesSkipper bounds = segment.getDocValuesSkipper(Counter.END.column());
        if (bounds == null) {
            return null; // no slice at all
        }
        if (bounds.minValue() > lastMillis || bounds.maxValue() < fromMillis) {
            return null;
        }
        boolean all = bounds.minValue() >= fromMillis && bounds.maxValue() <= lastMillis;
        return all ? bare : within;
    }

    /// How many match, of those that were looked at.
    public long matched() {
        return matched;
    }

    /// Whether all were looked at.
    public boolean isWhole() {
        return whole;
    }

    /// Reads slices that were found, in the same order.
    ///
    /// @throws UnreadableFlow when the index is damaged, or of a later program
    public static List<FlowRecord> read(DirectoryReader index, List<Hit> hits)
            throws IOException, UnreadableFlow {
        var records = new FlowRecord[hits.size()];
        for (LeafReaderContext segment : index.leaves()) {
            int[] of = positions(hits, segment.ord);
            int[] slices = new int[of.length];
            for (int i = 0; i < of.length; i++) {
                slices[i] = hits.get(of[i]).slice();
            }
            List<FlowRecord> read = RowReader.read(segment.reader(), slices);
            for (int i = 0; i < of.length; i++) {
                records[of[i]] = read.get(i);
            }
        }
        return Arrays.asList(records);
    }

    /// Where a segment's hits stand, in the order of its slices.
    private static int[] positions(List<Hit> hits, int segment) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < hits.size(); i++) {
            if (hits.get(i).segment() == segment) {
                positions.add(i);
            }
        }
        positions.sort((a, b) -> Integer.compare(hits.get(a).slice(), hits.get(b).slice()));
        return positions.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Counts, and keeps the first: they are the newest.
    private static final class First implements LeafCollector {

        private final int[] slices;
        private int kept;
        private long found;

        First(int limit) {
            slices = new int[limit];
        }

        @Override
        public void setScorer(Scorable scorer) {
            // Nothing here has a score.
        }

        @Override
        public void collect(int slice) {
            found++;
            if (kept < slices.length) {
                slices[kept++] = slice;
            }
        }
    }

    /// Reads some slices together.
    private static final class Reading implements LeafCollector {

        private final LeafReader segment;
        private final Consumer<FlowRecord> taker;
        private final int[] slices = new int[1_024];
        private int gathered;
        private long found;

        Reading(LeafReader segment, Consumer<FlowRecord> taker) {
            this.segment = segment;
            this.taker = taker;
        }

        @Override
        public void setScorer(Scorable scorer) {
            // Nothing here has a score.
        }

        @Override
        public void collect(int slice) throws IOException {
            found++;
            slices[gathered++] = slice;
            if (gathered == slices.length) {
                finish();
            }
        }

        @Override
        public void finish() throws IOException {
            try {
                RowReader.read(segment, Arrays.copyOf(slices, gathered)).forEach(taker);
                gathered = 0;
            } catch (UnreadableFlow e) {
                throw new IOException("a slice of the index cannot be read", e);
            }
        }
    }
}
