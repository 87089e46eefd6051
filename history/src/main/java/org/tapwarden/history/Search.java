package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.Budget;
import org.tapwarden.history.index.Finder;
import org.tapwarden.history.index.Helper;
import org.tapwarden.history.index.OnlyQuery;
import org.tapwarden.history.index.QueryCompiler;
import org.tapwarden.history.index.RollUp;
import org.tapwarden.history.index.Saturating;
import org.tapwarden.history.index.Unanswerable;
import org.tapwarden.history.packets.KeptPackets;
import org.tapwarden.history.stage.Collecting;
import org.tapwarden.history.stage.Counting;
import org.tapwarden.history.stage.KeptListing;
import org.tapwarden.history.stage.Listing;
import org.tapwarden.history.stage.Range;
import org.tapwarden.history.stage.Refusals;
import org.tapwarden.history.stage.Table;
import org.tapwarden.history.stage.TooMuch;

/// One search through the days of its range, newest first. Used once, by one thread; only sums may
/// have a {@link Helper}.
final class Search {

    private static final Logger LOG = LoggerFactory.getLogger(Search.class);

    private final Partitions partitions;
    private final Budget budget;
    private final Helper helper;
    private final QueryCompiler compiler;
    private final ZoneId zone;
    private final Refusals refusals;
    private final KeptPackets packets;
    private final long firstMillis;
    private final long lastMillis;
    private final int limit;

    private final Gaps gaps = new Gaps();
    private final List<String> notes = new ArrayList<>();
    private int byHours;
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

    Search(
            Partitions partitions,
            HistorySettings settings,
            Refusals refusals,
            KeptPackets packets,
            FlowSearch.Request request,
            Budget budget,
            Helper helper) {
        this.partitions = partitions;
        this.budget = budget;
        this.helper = helper;
        this.zone = settings.zone();
        this.refusals = refusals;
        this.packets = packets;
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
            gaps.add(damaged + " is damaged and was not searched");
        }
        partitions.losses().sentences(firstMillis, lastMillis).forEach(gaps::add);
        List<FlowRecord> rows = List.of();
        Table table = null;
        try {
            if (question.stages().isEmpty()) {
                rows = newest(question.filter());
            } else {
                table = table(question);
            }
        } catch (TooMuch e) {
            throw new SearchRefused(e.sentence());
        }
        return new Found(rows, table, matched, gaps.sentences(), byHours, notes());
    }

    private Table table(Question question) throws SearchRefused, TooMuch {
        var range = new Range(zone, firstMillis, Saturating.plus(lastMillis, 1));
        Collecting collecting =
                Collecting.of(question, range, refusals, () -> packets.newest(Integer.MAX_VALUE));
        switch (collecting) {
            case Counting counting -> addUp(question, counting);
            case KeptListing kept ->
                    eachIndex(index ->
                            with(
                                    index,
                                    slices(index, question.filter()),
                                    finder -> finder.each(kept::add)));
            case Listing listing when question.sort().isPresent() ->
                    eachIndex(index ->
                            with(
                                    index,
                                    slices(index, question.filter()),
                                    finder -> finder.each(listing::add)));
            case Listing listing -> {
                // In the order of the index: the newest are those that are shown.
                List<FlowRecord> rows = newest(question.filter());
                rows.forEach(listing::add);
                listing.addUnseen(matched - rows.size());
            }
        }
        return collecting.table();
    }

    private List<FlowRecord> newest(Query filter) throws SearchRefused, TooMuch {
        var rows = new NewestRows(limit, gaps);
        for (List<Partition> day : partitions.days(firstMillis, lastMillis)) {
            List<Lent> lent = new ArrayList<>();
            try {
                for (Partition partition : day) {
                    Lent index = lend(partition);
                    if (index != null) {
                        lent.add(index);
                        with(
                                index,
                                slices(index, filter),
                                finder -> rows.add(index, finder.newest(rows.wanted())));
                    }
                }
                rows.endDay();
            } finally {
                lent.forEach(Lent::close);
            }
        }
        return rows.rows();
    }

    /// By the sums of hours where they say all that was asked for, else by the slices.
    private void addUp(Question question, Counting counting) throws SearchRefused, TooMuch {
        var asked = new BySums(question, zone, firstMillis, lastMillis);
        for (List<Partition> day : partitions.days(firstMillis, lastMillis)) {
            for (Partition partition : day) {
                if (budget.shouldExit()) {
                    gaps.notSearched(partition.key());
                    continue;
                }
                try (Lent sums = sums(partition, asked)) {
                    if (sums != null) {
                        byHours++;
                        with(
                                sums,
                                ofHours(sums, question.filter()),
                                finder -> finder.addUp(counting, true, helper));
                        continue;
                    }
                }
                try (Lent index = lend(partition)) {
                    if (index != null) {
                        with(
                                index,
                                slices(index, question.filter()),
                                finder -> finder.addUp(counting, false, helper));
                    }
                }
            }
        }
        if (!asked.rest().isNothing()) {
            counting.addUnseen(asked.rest().slices());
            matched += asked.rest().slices();
            if (question.counting().orElseThrow() instanceof Stage.Top top) {
                notes.add(asked.sentence(top, counting));
            }
        }
    }

    /// Null where the slices must be asked.
    private @Nullable Lent sums(Partition partition, BySums asked) {
        if (partitions.isHeld(partition)) {
            return null;
        }
        try {
            DirectoryReader reader = asked.lend(partition);
            return reader == null ? null : new Lent(partition, reader);
        } catch (IOException e) {
            LOG.error("sums of {} could not be read: {}", partition.path(), e.toString());
            return null;
        }
    }

    /// What is done in an index.
    private interface Work<T> {
        void with(T what) throws SearchRefused, TooMuch, IOException;
    }

    /// How a question is put to an index.
    private interface Asking {
        Finder finder() throws Unanswerable, IOException;
    }

    private void eachIndex(Work<Lent> work) throws SearchRefused, TooMuch {
        for (List<Partition> day : partitions.days(firstMillis, lastMillis)) {
            for (Partition partition : day) {
                try (Lent index = lend(partition)) {
                    if (index != null) {
                        work.with(index);
                    }
                } catch (IOException e) {
                    unread(partition, e);
                }
            }
        }
    }

    /// Null when there is nothing to read, or no time; then it is said.
    private @Nullable Lent lend(Partition partition) {
        if (budget.shouldExit()) {
            gaps.notSearched(partition.key());
            return null;
        }
        try {
            DirectoryReader reader = partition.acquire();
            return reader == null ? null : new Lent(partition, reader);
        } catch (IOException e) {
            unread(partition, e);
            return null;
        }
    }

    private void with(Lent index, Asking asking, Work<Finder> work) throws SearchRefused, TooMuch {
        Partition partition = index.partition();
        try {
            Finder finder = asking.finder();
            work.with(finder);
            matched += finder.matched();
            if (partitions.isHeld(partition)) {
                fromHolds += finder.matched();
            }
            if (!finder.isWhole()) {
                gaps.searchedInPart(partition.key());
            }
        } catch (Unanswerable e) {
            throw new SearchRefused(e.sentence());
        } catch (IndexSearcher.TooManyClauses e) {
            throw new SearchRefused("the query has too many conditions");
        } catch (IOException e) {
            unread(partition, e);
        }
    }

    private void unread(Partition partition, IOException e) {
        LOG.error("{} could not be read: {}", partition.path(), e.toString());
        gaps.add(partition.key().sentence() + " could not be read");
    }

    private Asking slices(Lent index, Query filter) {
        return () -> {
            var asked = compiler.compile(filter);
            OnlyQuery only = partitions.only(index.partition(), index.reader());
            return new Finder(
                    index.reader(),
                    only == null ? asked : only.and(asked),
                    firstMillis,
                    lastMillis,
                    budget);
        };
    }

    /// A sum stands at the end of its hour.
    private Asking ofHours(Lent index, Query filter) {
        return () ->
                new Finder(
                        index.reader(),
                        compiler.compile(filter),
                        RollUp.hour(firstMillis),
                        RollUp.endOfHour(lastMillis),
                        budget);
    }

    private List<String> notes() {
        if (byHours > 0) {
            notes.addFirst(
                    "counted by the sums of each hour in "
                            + byHours
                            + (byHours == 1 ? " sealed index" : " sealed indexes"));
        }
        if (fromHolds > 0) {
            notes.add(
                    fromHolds
                            + " of the slices that match are kept only by a hold; their days are"
                            + " destroyed");
        }
        return notes;
    }
}
