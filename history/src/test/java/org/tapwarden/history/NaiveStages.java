package org.tapwarden.history;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Column;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;

/// What stages mean, written down once more in the simplest way: everything in memory, maps of
/// lists, full sorts.
final class NaiveStages {

    private static final int MOST_ROWS = 10_000;

    /// A group or a slice: its columns by name, and what puts equal rows in order.
    private record Row(Map<String, @Nullable Object> cells, List<@Nullable Object> ties) {}

    private NaiveStages() {}

    /// The rows; each cell a String, Long, Boolean, Address or null, times as Instants.
    static List<List<@Nullable Object>> rows(
            Question question, List<FlowRecord> found, ZoneId zone) {
        List<Row> rows = new ArrayList<>();
        int most = MOST_ROWS;
        List<Column> columns = question.columns().orElse(List.of());
        if (question.counting().isEmpty()) {
            found.forEach(record -> rows.add(slice(record)));
            rows.sort(Comparator.comparing(Row::ties, NaiveStages::compareAll));
        }
        for (Stage stage : question.stages()) {
            switch (stage) {
                case Stage.Top top -> {
                    String by = top.metric().word();
                    rows.addAll(groups(found, stage, zone));
                    rows.sort(by(by, false));
                    while (rows.size() > top.most()) {
                        rows.removeLast();
                    }
                }
                case Stage.CountBy _ -> {
                    rows.addAll(groups(found, stage, zone));
                    rows.sort(by("flows", false));
                }
                case Stage.Timeline _, Stage.Distinct _ -> {
                    rows.addAll(groups(found, stage, zone));
                    rows.sort(Comparator.comparing(Row::ties, NaiveStages::compareAll));
                }
                case Stage.Sort sort ->
                        rows.sort(
                                by(
                                        sort.column().name(),
                                        sort.direction() == Stage.Direction.ASCENDING));
                case Stage.Head head -> most = head.most();
                case Stage.Evidence _ -> rows.clear(); // no packets are kept of these
                case Stage.Fields _ -> {
                    // The columns of the question are those.
                }
            }
        }
        List<List<@Nullable Object>> shown = new ArrayList<>();
        for (Row row : rows.subList(0, Math.min(most, rows.size()))) {
            List<@Nullable Object> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(row.cells().get(column.name())));
            shown.add(cells);
        }
        return shown;
    }

    /// How many rows there are before `top`, `head` and the cap.
    static long total(Question question, List<FlowRecord> found, ZoneId zone) {
        return question.counting().isEmpty()
                ? found.size()
                : groups(found, question.counting().get(), zone).size();
    }

    private static List<Row> groups(List<FlowRecord> found, Stage stage, ZoneId zone) {
        Map<List<@Nullable Object>, List<FlowRecord>> groups = new HashMap<>();
        for (FlowRecord record : found) {
            List<@Nullable Object> key = new ArrayList<>();
            if (stage instanceof Stage.Timeline timeline) {
                key.add(begin(timeline.interval(), record, zone));
            }
            stage.grouping().forEach(field -> key.add(value(field, record)));
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(record);
        }
        if (stage instanceof Stage.Distinct) {
            groups.remove(Arrays.asList((Object) null));
        }
        List<Row> rows = new ArrayList<>();
        groups.forEach((key, records) -> rows.add(group(stage, key, records)));
        return rows;
    }

    private static Row group(Stage stage, List<@Nullable Object> key, List<FlowRecord> records) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        int at = 0;
        if (stage instanceof Stage.Timeline) {
            cells.put("time", key.get(at++));
        }
        for (Field field : stage.grouping()) {
            cells.put(field.name(), key.get(at++));
        }
        if (stage instanceof Stage.Top top) {
            cells.put(top.metric().word(), sum(top.metric(), records));
        } else {
            for (Metric metric : Metric.Total.values()) {
                cells.putIfAbsent(metric.word(), sum(metric, records));
            }
        }
        return new Row(cells, key);
    }

    private static long sum(Metric metric, List<FlowRecord> records) {
        Stream<FlowRecord> all = records.stream();
        if (metric instanceof Metric.Sum sum) {
            return all.mapToLong(r -> FieldValues.number(sum.field(), r).orElse(0)).sum();
        }
        return switch (metric.word()) {
            case "bytes" ->
                    all.mapToLong(r -> r.slice().sourceBytes() + r.slice().destinationBytes())
                            .sum();
            case "packets" ->
                    all.mapToLong(r -> r.slice().sourcePackets() + r.slice().destinationPackets())
                            .sum();
            case "flows" -> all.filter(r -> r.identity().slice() == 1).count();
            case "slices" -> records.size();
            default -> throw new IllegalArgumentException(metric.word());
        };
    }

    private static Row slice(FlowRecord record) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        for (Field field : Catalogue.fields()) {
            if (field.scope() == Field.Scope.FLOW) {
                cells.put(field.name(), value(field, record));
            }
        }
        FlowRecord.Identity identity = record.identity();
        return new Row(
                cells,
                List.of(
                        -Math.floorDiv(record.slice().endNanos(), 1_000_000L),
                        identity.observer(),
                        identity.flow(),
                        (long) identity.slice()));
    }

    private static @Nullable Object value(Field field, FlowRecord record) {
        return switch (field.kind()) {
            case WORD -> FieldValues.text(field, record);
            case ADDRESS -> FieldValues.address(field, record);
            case NUMBER -> boxed(FieldValues.number(field, record));
            case TIME -> {
                Long millis = boxed(FieldValues.number(field, record));
                yield millis == null ? null : Instant.ofEpochMilli(millis);
            }
            case TRUTH -> {
                Long truth = boxed(FieldValues.number(field, record));
                yield truth == null ? null : truth == 1;
            }
        };
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }

    /// Steps from midnight to the last begin that is not after the end of the slice.
    private static Instant begin(Duration interval, FlowRecord record, ZoneId zone) {
        Instant end = Instant.ofEpochMilli(Math.floorDiv(record.slice().endNanos(), 1_000_000L));
        LocalDate day = end.atZone(zone).toLocalDate();
        Instant begin = day.atStartOfDay(zone).toInstant();
        for (int i = 1; ; i++) {
            Instant next =
                    interval.compareTo(Duration.ofHours(1)) > 0
                            ? day.atStartOfDay()
                                    .plus(interval.multipliedBy(i))
                                    .atZone(zone)
                                    .toInstant()
                            : day.atStartOfDay(zone).toInstant().plus(interval.multipliedBy(i));
            boolean tomorrow = !next.atZone(zone).toLocalDate().equals(day);
            if (tomorrow || next.isAfter(end)) {
                return begin;
            }
            begin = next;
        }
    }

    private static Comparator<Row> by(String column, boolean ascending) {
        return (a, b) -> {
            Object x = a.cells().get(column);
            Object y = b.cells().get(column);
            int compared = compare(x, y);
            if (compared == 0) {
                return compareAll(a.ties(), b.ties());
            }
            return ascending || x == null || y == null ? compared : -compared;
        };
    }

    private static int compareAll(List<@Nullable Object> a, List<@Nullable Object> b) {
        for (int i = 0; i < a.size(); i++) {
            int compared = compare(a.get(i), b.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return Boolean.compare(a == null, b == null);
        }
        return switch (a) {
            case String text ->
                    Arrays.compare(
                            text.codePoints().toArray(), ((String) b).codePoints().toArray());
            case Address address -> address.compareTo((Address) b);
            case Long number -> number.compareTo((Long) b);
            case Boolean truth -> truth.compareTo((Boolean) b);
            case Instant time -> time.compareTo((Instant) b);
            default -> throw new IllegalArgumentException(a.toString());
        };
    }
}
