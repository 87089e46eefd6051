package org.tapwarden.history.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Canonical;
import org.tapwarden.classifier.language.Column;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;

/// Makes groups of slices: the stages `top`, `count`, `timeline` and `distinct`.
///
/// Records are added one by one. Who has columns adds sums of many slices at once: a {@link Key} of
/// the begin of the interval, where there are {@link #intervals}, then of the values of {@link
/// #grouping}, and a sum for each of {@link #metrics}.
public final class Counting implements Collecting {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Question question;
    private final Stage stage;
    private final Refusals refusals;
    private final List<Field> grouping;
    private final List<Metric> metrics;
    private final @Nullable Intervals intervals;
    private final Groups groups;

    private final Key key = new Key();
    private final Set<Long> begun = new HashSet<>();
    private long lastBegin = Long.MIN_VALUE;
    private long slices;

    Counting(Question question, Stage stage, Range range, Refusals refusals) throws TooMuch {
        this.question = question;
        this.stage = stage;
        this.refusals = refusals;
        this.grouping = stage.grouping();
        this.metrics = metrics(stage);
        this.intervals =
                stage instanceof Stage.Timeline timeline
                        ? new Intervals(timeline.interval(), range.zone())
                        : null;
        this.groups = new Groups(metrics.size());
        if (intervals != null && range.isBounded() && intervals.count(range) > Intervals.MOST) {
            throw tooManyIntervals();
        }
    }

    private static List<Metric> metrics(Stage stage) {
        return switch (stage) {
            case Stage.Top top -> List.of(top.metric());
            case Stage.CountBy _ -> List.of(Metric.Total.FLOWS, Metric.Total.SLICES);
            case Stage.Timeline _ ->
                    List.of(Metric.Total.FLOWS, Metric.Total.BYTES, Metric.Total.PACKETS);
            case Stage.Distinct _, Stage.Evidence _, Stage.Sort _, Stage.Fields _, Stage.Head _ ->
                    List.of();
        };
    }

    /// The fields whose values make a group, in the order in which they stand in its key.
    public List<Field> grouping() {
        return grouping;
    }

    /// What is summed, in the order in which sums are added.
    public List<Metric> metrics() {
        return metrics;
    }

    /// Of a timeline; others at each call, since they remember a day and are for one thread.
    public Optional<Intervals> intervals() {
        return Optional.ofNullable(intervals).map(Intervals::copy);
    }

    @Override
    public void add(FlowRecord record) throws TooMuch {
        key.clear();
        if (intervals != null) {
            long end = Math.floorDiv(record.slice().endNanos(), NANOS_PER_MILLI);
            key.number(intervals.begin(end));
        }
        for (Field field : grouping) {
            append(key, field, record);
        }
        if (find(key, 1)) {
            int group = groups.last();
            for (int i = 0; i < metrics.size(); i++) {
                groups.add(group, i, value(metrics.get(i), record));
            }
        }
    }

    /// Takes many slices of one group.
    ///
    /// @param sums one for each of {@link #metrics}
    /// @param of how many slices they are
    /// @throws TooMuch when there are too many groups; there is no answer then
    public void add(Key values, long[] sums, long of) throws TooMuch {
        if (sums.length != metrics.size()) {
            throw new IllegalArgumentException(sums.length + " sums for " + metrics);
        }
        if (find(values, of)) {
            int group = groups.last();
            for (int i = 0; i < sums.length; i++) {
                groups.add(group, i, sums[i]);
            }
        }
    }

    /// Counts slices that are in no group, because nobody knows any more in which.
    public void addUnseen(long of) {
        slices += of;
    }

    /// By how much the sum of the last of the largest is more than that of the next, of which the
    /// answer says nothing; of no value where there are fewer than asked for.
    ///
    /// @return 0 where the stage is no `top`
    public long lead() {
        if (!(stage instanceof Stage.Top top)) {
            return 0;
        }
        long[] sums = new long[groups.size()];
        for (int group = 0; group < sums.length; group++) {
            sums[group] = groups.sum(group, 0);
        }
        Arrays.sort(sums);
        int last = sums.length - top.most();
        return last < 0 ? 0 : sums[last] - (last == 0 ? 0 : sums[last - 1]);
    }

    /// @return false for slices that make no group
    private boolean find(Key values, long of) throws TooMuch {
        slices += of;
        BytesRef bytes = values.bytes();
        if (stage instanceof Stage.Distinct && Key.isMissing(bytes, 0)) {
            return false;
        }
        if (intervals != null) {
            begin(Key.first(bytes));
        }
        Groups.Added added = groups.find(bytes);
        if (added != Groups.Added.YES) {
            throw refused(added);
        }
        return true;
    }

    private TooMuch refused(Groups.Added why) {
        String what = "'" + Canonical.text(stage) + "'";
        return why == Groups.Added.TOO_MANY
                ? refusals.groups(
                        String.format(
                                Locale.ROOT,
                                "%s would have more than %,d rows; %s",
                                what,
                                Groups.MOST,
                                narrower()))
                : refusals.bytes(
                        String.format(
                                Locale.ROOT,
                                "the values of %s would need more than %d MB, or one of them is"
                                        + " too long; %s",
                                what,
                                Groups.MOST_BYTES >> 20,
                                narrower()));
    }

    private String narrower() {
        return "ask for less time, or with a narrower filter"
                + (grouping.size() > 1 ? ", or group by fewer fields" : "");
    }

    private void begin(long at) throws TooMuch {
        if (at == lastBegin) {
            return;
        }
        lastBegin = at;
        if (begun.add(at) && begun.size() > Intervals.MOST) {
            throw tooManyIntervals();
        }
    }

    private TooMuch tooManyIntervals() {
        return refusals.intervals(
                String.format(
                        Locale.ROOT,
                        "'%s' would have more than %,d intervals; ask for less time or longer"
                                + " intervals",
                        Canonical.text(stage),
                        Intervals.MOST));
    }

    private static void append(Key key, Field field, FlowRecord record) {
        switch (field.kind()) {
            case WORD -> key.word(FieldValues.text(field, record));
            case ADDRESS -> {
                var address = FieldValues.address(field, record);
                if (address == null) {
                    key.missing();
                } else {
                    key.address(address);
                }
            }
            case NUMBER, TIME, TRUTH ->
                    FieldValues.number(field, record).ifPresentOrElse(key::number, key::missing);
        }
    }

    private static long value(Metric metric, FlowRecord record) {
        return switch (metric) {
            case Metric.Total total ->
                    switch (total) {
                        case BYTES -> record.slice().bytes();
                        case PACKETS -> record.slice().packets();
                        case FLOWS -> record.identity().slice() == 1 ? 1 : 0;
                        case SLICES -> 1;
                    };
            case Metric.Sum sum -> FieldValues.number(sum.field(), record).orElse(0);
        };
    }

    @Override
    public Table table() {
        var layout = new Layout(groups, intervals != null, grouping, metrics);
        Comparator<Integer> order =
                question.sort()
                        .map(sort -> layout.by(sort.column(), sort.direction()))
                        .orElseGet(() -> usual(layout));
        int most = question.head().map(Stage.Head::most).orElse(Listing.MOST_ROWS);
        List<Integer> rows =
                stage instanceof Stage.Top top
                        ? top(top, layout, order, most)
                        : groups.first(most, order);
        List<Column> columns = question.columns().orElseThrow();
        List<List<Cell>> cells = new ArrayList<>(rows.size());
        for (int group : rows) {
            cells.add(columns.stream().map(column -> layout.cell(group, column)).toList());
        }
        boolean cut = question.head().isEmpty() && !(stage instanceof Stage.Top);
        return new Table(
                columns.stream().map(Heading::of).toList(),
                cells,
                groups.size(),
                slices,
                cut ? Listing.cut(groups.size(), "rows", "first") : List.of());
    }

    private static List<Integer> top(
            Stage.Top top, Layout layout, Comparator<Integer> order, int most) {
        List<Integer> best =
                layout.groups()
                        .first(
                                top.most(),
                                layout.by(
                                        new Column.Total(top.metric()),
                                        Stage.Direction.DESCENDING));
        return best.stream().sorted(order).limit(most).toList();
    }

    /// Of the stage, where no other order was asked for.
    private Comparator<Integer> usual(Layout layout) {
        return switch (stage) {
            case Stage.Top top ->
                    layout.by(new Column.Total(top.metric()), Stage.Direction.DESCENDING);
            case Stage.CountBy _ ->
                    layout.by(new Column.Total(Metric.Total.FLOWS), Stage.Direction.DESCENDING);
            case Stage.Timeline _,
                    Stage.Distinct _,
                    Stage.Evidence _,
                    Stage.Sort _,
                    Stage.Fields _,
                    Stage.Head _ ->
                    layout.byKey();
        };
    }
}
