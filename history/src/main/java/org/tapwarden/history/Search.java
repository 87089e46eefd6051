package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.Budget;
import org.tapwarden.history.index.Finder;
import org.tapwarden.history.index.OnlyQuery;
import org.tapwarden.history.index.QueryCompiler;
import org.tapwarden.history.index.RollUp;
import org.tapwarden.history.index.Saturating;
import org.tapwarden.history.index.Unanswerable;
import org.tapwarden.history.stage.Collecting;
import org.tapwarden.history.stage.Counting;
import org.tapwarden.history.stage.Listing;
import org.tapwarden.history.stage.Range;
import org.tapwarden.history.stage.Refusals;
import org.tapwarden.history.stage.Table;
import org.tapwarden.history.stage.TooMuch;

/// One search through the days of its range, newest first. Used once, by one thread.
final class Search {

    /// Most gaps told one by one.
    static final int MOST_GAPS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Search.class);

    private final Partitions partitions;
    private final Budget budget;
    private final QueryCompiler compiler;
    private final ZoneId zone;
    private final Refusals refusals;
    private final long firstMillis;
    private final long lastMillis;
    private final int limit;

    private final List<FlowRecord> rows = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private int moreGaps;
    private int daysByHours;
    private long fromHolds;
    private long matched;

    /// What was found, and which parts could not be searched.
    ///
    /// @param rolledUp indexes of which the sums of hours were asked and not the slices
    /// @param notes one sentence for each thing worth knowing of it
    record Found(
            List<FlowRecord> rows,
            @Nullable Table table,
            long matched,
            List<String> gaps,
            int rolledUp,
            List<String> notes) {

        static final Found NOTHING = new Found(List.of(), null, 0, List.of(), 0, List.of());

        /// How many rows are shown.
        int shown() {
            return table == null ? rows.size() : table.rows().size();
        }

        boolean complete() {
            return gaps.isEmpty();
        }
    }

    /// One index while it is searched.
    private record Opened(Partition partition, DirectoryReader reader, List<Finder.Hit> hits) {}

    /// A slice that was found in one of a day's indexes.
    private record DayHit(int index, Finder.Hit hit) {}

    Search(
            Partitions partitions,
            HistorySettings settings,
            Refusals refusals,
            FlowSearch.Request request,
            Budget budget) {
        this.partitions = partitions;
        this.budget = budget;
        this.zone = settings.zone();
        this.refusals = refusals;
        this.firstMillis = ceiling(request.from());
        this.lastMillis = ceiling(request.to()) - 1;
        this.limit = request.limit();
        this.compiler =
                new QueryCompiler(
                        settings.directory(),
                        Saturating.millis(request.from()),
                        Saturating.millis(request.to()),
                        budget);
    }

    /// Slices end in whole milliseconds here; the first that is not before the instant.
    static long ceiling(Instant instant) {
        long nanos = Saturating.nanos(instant);
        return Math.ceilDiv(nanos, 1_000_000);
    }

    Found run(Question question) throws SearchRefused {
        for (String damaged : partitions.damaged(firstMillis, lastMillis)) {
            gap(damaged + " is damaged and was not searched");
        }
        Table table = null;
        try {
            if (question.stages().isEmpty()) {
                newest(question.filter());
            } else {
                table = table(question);
            }
        } catch (TooMuch e) {
            throw new SearchRefused(e.sentence());
        }
        if (moreGaps > 0) {
            gaps.add("and " + moreGaps + " more");
        }
        return new Found(
                table == null ? List.copyOf(rows) : List.of(),
                table,
                matched,
                List.copyOf(gaps),
                daysByHours,
                notes());
    }

    private void newest(Query filter) throws SearchRefused {
        for (List<Partition> day : partitions.days(firstMillis, lastMillis)) {
            day(day, filter);
        }
    }

    private Table table(Question question) throws SearchRefused, TooMuch {
        var range = new Range(zone, firstMillis, Saturating.plus(lastMillis, 1));
        Collecting collecting = Collecting.of(question, range, refusals);
        switch (collecting) {
            case Counting counting -> addUp(question, counting);
            case Listing listing when question.sort().isPresent() ->
                    eachIndex(question.filter(), finder -> finder.each(listing::add));
            case Listing listing -> {
                // In the order of the index: the newest are those that are shown.
                newest(question.filter());
                rows.forEach(listing::add);
                listing.addUnseen(matched - rows.size());
            }
        }
        return collecting.table();
    }

    /// By the sums of hours where they say all that was asked for, else by the slices.
    private void addUp(Question question, Counting counting) throws SearchRefused, TooMuch {
        boolean byHours = RollUp.answers(question) && midnightsAreFullHours();
        for (List<Partition> day : partitions.days(firstMillis, lastMillis)) {
            for (Partition partition : day) {
                boolean rolledUp =
                        byHours && !partitions.isHeld(partition) && cutsNoHour(partition);
                if (rolledUp) {
                    daysByHours++;
                }
                with(
                        partition,
                        question.filter(),
                        rolledUp,
                        finder -> finder.addUp(counting, rolledUp));
            }
        }
    }

    /// Where they are not, an interval of a timeline begins within an hour of UTC.
    private boolean midnightsAreFullHours() {
        var rules = zone.getRules();
        return isFullHour(rules.getOffset(Instant.ofEpochMilli(firstMillis)))
                && isFullHour(rules.getOffset(Instant.ofEpochMilli(lastMillis)));
    }

    private static boolean isFullHour(ZoneOffset offset) {
        return offset.getTotalSeconds() % 3_600 == 0;
    }

    private boolean cutsNoHour(Partition partition) {
        Manifest sealed = partition.manifest();
        if (sealed == null) {
            return false;
        }
        boolean wholly = firstMillis <= sealed.firstMillis() && sealed.lastMillis() <= lastMillis;
        return wholly || RollUp.isWhole(firstMillis, lastMillis);
    }

    /// What is done with all that match in one index.
    private interface Work {
        void with(Finder finder) throws IOException, TooMuch;
    }

    private void eachIndex(Query filter, Work work) throws SearchRefused, TooMuch {
        for (List<Partition> day : partitions.days(firstMillis, lastMillis)) {
            for (Partition partition : day) {
                with(partition, filter, false, work);
            }
        }
    }

    private void with(Partition partition, Query filter, boolean rolledUp, Work work)
            throws SearchRefused, TooMuch {
        if (budget.shouldExit()) {
            gap(partition.key().sentence() + " were not searched: the time was over");
            return;
        }
        DirectoryReader reader = null;
        try {
            reader = rolledUp ? partition.acquireRollUp() : partition.acquire();
            if (reader != null) {
                Finder finder =
                        rolledUp ? ofHours(reader, filter) : finder(partition, reader, filter);
                work.with(finder);
                matched += finder.matched();
                held(partition, finder.matched());
                if (!finder.isWhole()) {
                    gap(partition.key().sentence() + " were searched in part: the time was over");
                }
            }
        } catch (Unanswerable e) {
            throw new SearchRefused(e.sentence());
        } catch (IndexSearcher.TooManyClauses e) {
            throw new SearchRefused("the query has too many conditions");
        } catch (IOException e) {
            LOG.error("{} could not be read: {}", partition.path(), e.toString());
            gap(partition.key().sentence() + " could not be read");
        } finally {
            if (reader != null) {
                release(reader);
            }
        }
    }

    /// A sum stands at the end of its hour.
    private Finder ofHours(DirectoryReader reader, Query filter) throws Unanswerable, IOException {
        return new Finder(
                reader,
                compiler.compile(filter),
                RollUp.hour(firstMillis),
                RollUp.endOfHour(lastMillis),
                budget);
    }

    private Finder finder(Partition partition, DirectoryReader reader, Query filter)
            throws Unanswerable, IOException {
        var asked = compiler.compile(filter);
        OnlyQuery only = partitions.only(partition, reader);
        return new Finder(
                reader, only == null ? asked : only.and(asked), firstMillis, lastMillis, budget);
    }

    private void held(Partition partition, long found) {
        if (found > 0 && partitions.isHeld(partition)) {
            fromHolds += found;
        }
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (daysByHours > 0) {
            notes.add(
                    "counted by the sums of each hour in "
                            + daysByHours
                            + (daysByHours == 1 ? " sealed index" : " sealed indexes"));
        }
        if (fromHolds > 0) {
            notes.add(
                    fromHolds
                            + " of the slices that match are kept only by a hold; their days are"
                            + " destroyed");
        }
        return notes;
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
            List<Finder.Hit> hits = search(partition, reader, query);
            kept = true;
            return new Opened(partition, reader, hits);
        } catch (Unanswerable e) {
            throw new SearchRefused(e.sentence());
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

    private List<Finder.Hit> search(Partition partition, DirectoryReader reader, Query query)
            throws Unanswerable, IOException {
        Finder finder = finder(partition, reader, query);
        List<Finder.Hit> hits = finder.newest(Math.max(1, limit - rows.size()));
        if (!finder.isWhole()) {
            gap(partition.key().sentence() + " were searched in part: the time was over");
        }
        matched += finder.matched();
        held(partition, finder.matched());
        return hits;
    }

    private void read(List<Opened> opened) {
        int wanted = limit - rows.size();
        if (wanted == 0 || opened.isEmpty()) {
            return;
        }
        List<DayHit> newest = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            for (Finder.Hit hit : opened.get(i).hits()) {
                newest.add(new DayHit(i, hit));
            }
        }
        newest.sort(Comparator.comparingLong(found -> -found.hit().endMillis()));
        newest = newest.subList(0, Math.min(wanted, newest.size()));
        try {
            rows.addAll(read(opened, newest));
        } catch (IOException | UnreadableFlow e) {
            String day = opened.getFirst().partition().key().day().toString();
            LOG.error("rows of {} could not be read: {}", day, e.toString());
            gap("rows of " + day + " could not be read");
        }
    }

    private static List<FlowRecord> read(List<Opened> opened, List<DayHit> newest)
            throws IOException, UnreadableFlow {
        var records = new FlowRecord[newest.size()];
        for (int index = 0; index < opened.size(); index++) {
            List<Integer> at = new ArrayList<>();
            List<Finder.Hit> hits = new ArrayList<>();
            for (int i = 0; i < newest.size(); i++) {
                if (newest.get(i).index() == index) {
                    at.add(i);
                    hits.add(newest.get(i).hit());
                }
            }
            List<FlowRecord> read = Finder.read(opened.get(index).reader(), hits);
            for (int i = 0; i < read.size(); i++) {
                records[at.get(i)] = read.get(i);
            }
        }
        return List.of(records);
    }

    private static void release(DirectoryReader reader) {
        try {
            reader.decRef();
        } catch (IOException e) {
            LOG.warn("an index did not close in order: {}", e.toString());
        }
    }
}
