package org.tapwarden.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// One search through the days of its range, newest first. Used once, by one thread.
final class Search {

    /// Most gaps told one by one.
    static final int MOST_GAPS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Search.class);

    private final Partitions partitions;
    private final Budget budget;
    private final QueryCompiler compiler;
    private final long firstNanos;
    private final long lastNanos;
    private final int limit;

    private final List<FlowRecord> rows = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private int moreGaps;
    private long matched;

    /// What was found, and which parts could not be searched.
    record Found(List<FlowRecord> rows, long matched, List<String> gaps) {

        static final Found NOTHING = new Found(List.of(), 0, List.of());

        boolean complete() {
            return gaps.isEmpty();
        }
    }

    /// One index while it is searched.
    private record Opened(Partition partition, DirectoryReader reader, TopFieldDocs top) {}

    Search(Partitions partitions, Directory directory, FlowSearch.Request request, Budget budget) {
        this.partitions = partitions;
        this.budget = budget;
        this.firstNanos = Saturating.nanos(request.from());
        this.lastNanos = Saturating.plus(Saturating.nanos(request.to()), -1);
        this.limit = request.limit();
        this.compiler =
                new QueryCompiler(
                        directory,
                        Saturating.millis(request.from()),
                        Saturating.millis(request.to()),
                        budget);
    }

    Found run(Query query) throws SearchRefused {
        for (String damaged : partitions.damaged(firstNanos, lastNanos)) {
            gap(damaged + " is damaged and was not searched");
        }
        for (List<Partition> day : partitions.days(firstNanos, lastNanos)) {
            day(day, query);
        }
        if (moreGaps > 0) {
            gaps.add("and " + moreGaps + " more");
        }
        return new Found(List.copyOf(rows), matched, List.copyOf(gaps));
    }

    private void gap(String sentence) {
        if (gaps.size() < MOST_GAPS) {
            gaps.add(sentence);
        } else {
            moreGaps++;
        }
    }

    /// A day's indexes are searched side by side, since their flows mix in time.
    private void day(List<Partition> day, Query query) throws SearchRefused {
        List<Opened> opened = new ArrayList<>(day.size());
        try {
            for (Partition partition : day) {
                Opened one = search(partition, query);
                if (one != null) {
                    opened.add(one);
                }
            }
            read(opened);
        } finally {
            for (Opened one : opened) {
                release(one.reader());
            }
        }
    }

    private @Nullable Opened search(Partition partition, Query query) throws SearchRefused {
        if (budget.shouldExit()) {
            gap(partition.key().sentence() + " were not searched: the time was over");
            return null;
        }
        DirectoryReader reader = null;
        boolean kept = false;
        try {
            reader = partition.acquire();
            if (reader == null) {
                return null;
            }
            TopFieldDocs top = search(partition.key(), reader, query);
            kept = true;
            return new Opened(partition, reader, top);
        } catch (QueryCompiler.OutOfTime e) {
            gap(partition.key().sentence() + " were not searched: the time was over");
            return null;
        } catch (IndexSearcher.TooManyClauses e) {
            throw new SearchRefused("the query has too many conditions");
        } catch (IOException e) {
            LOG.error("{} could not be read: {}", partition.path(), e.toString());
            gap(partition.key().sentence() + " could not be read");
            return null;
        } finally {
            if (reader != null && !kept) {
                release(reader);
            }
        }
    }

    private TopFieldDocs search(PartitionKey key, DirectoryReader reader, Query query)
            throws SearchRefused, QueryCompiler.OutOfTime, IOException {
        var searcher = new IndexSearcher(reader);
        searcher.setTimeout(budget);
        // One search in a day's index is not asked again soon; a cache would hold its bits.
        searcher.setQueryCache(null);
        var wanted =
                new BooleanQuery.Builder()
                        .add(compiler.compile(query, reader), Occur.FILTER)
                        .add(
                                NumericDocValuesField.newSlowRangeQuery(
                                        FlowDocument.AT, firstNanos, lastNanos),
                                Occur.FILTER)
                        .build();
        int most = Math.clamp(limit - rows.size(), 1, Math.max(1, reader.maxDoc()));
        TopFieldDocs top =
                searcher.search(
                        wanted,
                        new TopFieldCollectorManager(
                                FlowDocument.NEWEST_FIRST, most, Integer.MAX_VALUE));
        if (searcher.timedOut()) {
            gap(key.sentence() + " were searched in part: the time was over");
        }
        matched += top.totalHits.value();
        return top;
    }

    private void read(List<Opened> opened) {
        int wanted = limit - rows.size();
        if (wanted == 0 || opened.isEmpty()) {
            return;
        }
        TopFieldDocs[] tops = opened.stream().map(Opened::top).toArray(TopFieldDocs[]::new);
        for (int i = 0; i < tops.length; i++) {
            for (ScoreDoc hit : tops[i].scoreDocs) {
                hit.shardIndex = i;
            }
        }
        TopDocs merged = TopDocs.merge(FlowDocument.NEWEST_FIRST, wanted, tops);
        List<StoredFields> stored = new ArrayList<>(opened.size());
        try {
            for (Opened one : opened) {
                stored.add(one.reader().storedFields());
            }
            for (ScoreDoc hit : merged.scoreDocs) {
                BytesRef row =
                        stored.get(hit.shardIndex)
                                .document(hit.doc, Set.of(FlowDocument.ROW))
                                .getBinaryValue(FlowDocument.ROW);
                rows.add(FlowCodec.decode(BytesRef.deepCopyOf(row).bytes));
            }
        } catch (IOException | UnreadableFlow e) {
            String day = opened.getFirst().partition().key().day().toString();
            LOG.error("rows of {} could not be read: {}", day, e.toString());
            gap("rows of " + day + " could not be read");
        }
    }

    private static void release(DirectoryReader reader) {
        try {
            reader.decRef();
        } catch (IOException e) {
            LOG.warn("an index did not close in order: {}", e.toString());
        }
    }
}
