package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Column;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.history.stage.Cell;
import org.tapwarden.history.stage.Collecting;
import org.tapwarden.history.stage.Counting;
import org.tapwarden.history.stage.Heading;
import org.tapwarden.history.stage.Intervals;
import org.tapwarden.history.stage.Key;
import org.tapwarden.history.stage.Listing;
import org.tapwarden.history.stage.Range;
import org.tapwarden.history.stage.Refusals;
import org.tapwarden.history.stage.Stages;
import org.tapwarden.history.stage.Table;
import org.tapwarden.history.stage.TooMuch;

class StagesTest {

    /// Midnight is not that of UTC.
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    private static final List<String> FIELDS =
            Catalogue.fields().stream()
                    .filter(field -> field.scope() == Field.Scope.FLOW)
                    .map(Field::name)
                    .toList();

    private static final List<String> METRICS =
            Stream.concat(
                            Stream.of("bytes", "packets", "flows", "slices"),
                            Metric.summable().stream().map(f -> "sum(" + f.name() + ")"))
                    .toList();

    private final Refusals refusals = new Refusals();

    @Test
    void makes_what_the_naive_way_makes() throws WrongQuery, TooMuch {
        var random = new Random(20_260_903);
        for (int i = 0; i < 600; i++) {
            List<FlowRecord> found = records(random);
            ZoneId zone = random.nextBoolean() ? ZoneOffset.UTC : PACIFIC;
            String text = question(random);
            Question question = ask(text);
            Table table = Stages.run(question, found, Range.unbounded(zone), refusals);
            assertThat(values(table))
                    .as("%s over %d slices in %s", text, found.size(), zone)
                    .isEqualTo(NaiveStages.rows(question, found, zone));
            assertThat(table.total()).isEqualTo(NaiveStages.total(question, found, zone));
            assertThat(table.slices()).isEqualTo(found.size());
            assertThat(table.complete()).isTrue();
            assertThat(table.columns().stream().map(Heading::name))
                    .isEqualTo(
                            question.columns().orElseThrow().stream().map(Column::name).toList());
        }
    }

    @Test
    void slices_may_come_in_any_order() throws WrongQuery, TooMuch {
        var random = new Random(20_260_904);
        for (int i = 0; i < 200; i++) {
            Question question = ask(question(random));
            var found = new ArrayList<>(records(random));
            Table table = Stages.run(question, found, Range.unbounded(PACIFIC), refusals);
            Collections.shuffle(found, random);
            assertThat(Stages.run(question, found, Range.unbounded(PACIFIC), refusals))
                    .isEqualTo(table);
        }
    }

    /// As a reader of columns does: it sums up by ordinals, then adds each group once.
    @Test
    void sums_of_many_slices_may_be_added_at_once() throws WrongQuery, TooMuch {
        var random = new Random(20_260_905);
        int counted = 0;
        for (int i = 0; i < 400; i++) {
            Question question = ask(question(random));
            List<FlowRecord> found = records(random);
            Range range = Range.unbounded(PACIFIC);
            if (!(Collecting.of(question, range, refusals) instanceof Counting counting)) {
                continue;
            }
            int middle = found.size() / 3;
            addAtOnce(counting, found.subList(0, middle));
            addAtOnce(counting, found.subList(middle, found.size()));
            assertThat(counting.table()).isEqualTo(Stages.run(question, found, range, refusals));
            counted++;
        }
        assertThat(counted).isGreaterThan(200);
    }

    private static void addAtOnce(Counting counting, List<FlowRecord> found) throws TooMuch {
        Map<List<@Nullable Object>, List<FlowRecord>> groups = new HashMap<>();
        for (FlowRecord record : found) {
            List<@Nullable Object> key = new ArrayList<>();
            counting.intervals()
                    .ifPresent(intervals ->
                            key.add(
                                    intervals.begin(
                                            Math.floorDiv(record.slice().endNanos(), 1_000_000L))));
            counting.grouping().forEach(field -> key.add(raw(field, record)));
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(record);
        }
        var key = new Key();
        for (var group : groups.entrySet()) {
            key.clear();
            for (Object value : group.getKey()) {
                switch (value) {
                    case null -> key.missing();
                    case String text -> key.word(text);
                    case Long number -> key.number(number);
                    case Address address -> key.address(address);
                    default -> throw new AssertionError(value);
                }
            }
            long[] sums =
                    counting.metrics().stream()
                            .mapToLong(metric -> sum(metric, group.getValue()))
                            .toArray();
            counting.add(key, sums, group.getValue().size());
        }
    }

    private static @Nullable Object raw(Field field, FlowRecord record) {
        return switch (field.kind()) {
            case WORD -> FieldValues.text(field, record);
            case ADDRESS -> FieldValues.address(field, record);
            case NUMBER, TIME, TRUTH -> {
                var number = FieldValues.number(field, record);
                yield number.isPresent() ? (Object) number.getAsLong() : null;
            }
        };
    }

    private static long sum(Metric metric, List<FlowRecord> records) {
        return switch (metric) {
            case Metric.Sum sum ->
                    records.stream()
                            .mapToLong(r -> FieldValues.number(sum.field(), r).orElse(0))
                            .sum();
            case Metric.Total total ->
                    switch (total) {
                        case BYTES -> records.stream().mapToLong(r -> r.slice().bytes()).sum();
                        case PACKETS -> records.stream().mapToLong(r -> r.slice().packets()).sum();
                        case FLOWS ->
                                records.stream().filter(r -> r.identity().slice() == 1).count();
                        case SLICES -> records.size();
                    };
        };
    }

    @Test
    void flows_are_counted_by_their_first_slices() throws WrongQuery, TooMuch {
        FlowRecord first = Flows.flow(1, Flows.DAY);
        FlowRecord second =
                new FlowRecord(
                        new FlowRecord.Identity("test", 1, 2, null),
                        first.conversation(),
                        first.slice(),
                        first.whole(),
                        first.label(),
                        first.names(),
                        first.place());
        Table table = run("| count by app", List.of(first, second));
        assertThat(values(table)).containsExactly(List.of("google", 1L, 2L));
        assertThat(values(run("| top 1 app by bytes", List.of(first, second))))
                .containsExactly(List.of("google", 320L));
        assertThat(values(run("| count by app", List.of(second))))
                .containsExactly(List.of("google", 0L, 1L));
    }

    @Test
    void a_slice_without_the_field_is_in_a_group_without_a_value_but_no_value()
            throws WrongQuery, TooMuch {
        var nameless = Flows.flow(1, Flows.DAY, Population.STAFF, null);
        List<FlowRecord> found = List.of(nameless, Flows.flow(2, Flows.DAY));
        assertThat(run("| count by sni", found).rows())
                .extracting(List::getFirst)
                .containsExactly(new Cell.Word("docs.google.com"), new Cell.Nothing());
        assertThat(values(run("| distinct sni", found)))
                .containsExactly(List.of("docs.google.com"));
        assertThat(run("| sort sni desc", found).rows()).hasSize(2);
        assertThat(run("| sort sni desc | fields sni", found).rows())
                .containsExactly(
                        List.of(new Cell.Word("docs.google.com")), List.of(new Cell.Nothing()));
    }

    @Test
    void nothing_found_makes_no_rows() throws WrongQuery, TooMuch {
        for (String text :
                List.of("| top 3 sni by bytes", "| timeline 5m", "| distinct sni", "| head 3")) {
            Table table = run(text, List.of());
            assertThat(table.rows()).isEmpty();
            assertThat(table.columns()).isNotEmpty();
            assertThat(table.complete()).isTrue();
        }
    }

    @Test
    void a_timeline_that_has_too_many_intervals_is_refused_before_anything_is_read()
            throws WrongQuery, TooMuch {
        Question question = ask("| timeline 1s");
        long from = Flows.DAY.toEpochMilli();
        long most = from + Intervals.MOST * 1_000L;
        assertThat(Collecting.of(question, new Range(PACIFIC, from, most), refusals)).isNotNull();
        TooMuch refused =
                catchThrowableOfType(
                        TooMuch.class,
                        () ->
                                Collecting.of(
                                        question, new Range(PACIFIC, from, most + 1), refusals));
        assertThat(refused)
                .hasMessage(
                        "'timeline 1s' would have more than 10,000 intervals; ask for less time or"
                                + " longer intervals");
        assertThat(refusals.tooManyIntervals()).isEqualTo(1);
    }

    @Test
    void a_timeline_without_a_range_is_refused_once_it_has_too_many_intervals()
            throws WrongQuery, TooMuch {
        Question question = ask("| timeline 1s | head 5");
        Collecting collecting = Collecting.of(question, Range.unbounded(PACIFIC), refusals);
        for (int i = 0; i < Intervals.MOST; i++) {
            collecting.add(Flows.flow(i, Flows.DAY.plusSeconds(i)));
        }
        collecting.add(Flows.flow(1, Flows.DAY));
        assertThat(collecting.table().rows()).hasSize(5);
        TooMuch refused =
                catchThrowableOfType(
                        TooMuch.class,
                        () -> collecting.add(Flows.flow(1, Flows.DAY.plusSeconds(Intervals.MOST))));
        assertThat(refused).hasMessageContaining("'timeline 1s' would have more than 10,000");
        assertThat(refusals.tooManyIntervals()).isEqualTo(1);
    }

    @Test
    void more_than_a_million_groups_are_refused_and_a_million_are_not() throws WrongQuery, TooMuch {
        Question question = ask("| count by source.ip, flow.id | sort flow.id desc | head 2");
        Counting counting = (Counting) Collecting.of(question, Range.unbounded(PACIFIC), refusals);
        var key = new Key();
        for (long id = 0; id < 1_000_000; id++) {
            counting.add(key.clear().missing().number(id), new long[] {1, 1}, 1);
        }
        counting.add(key.clear().missing().number(999_999), new long[] {1, 1}, 1);
        Table table = counting.table();
        assertThat(table.total()).isEqualTo(1_000_000);
        assertThat(values(table))
                .containsExactly(asList(null, 999_999L, 2L, 2L), asList(null, 999_998L, 1L, 1L));
        TooMuch refused =
                catchThrowableOfType(
                        TooMuch.class,
                        () -> counting.add(key.clear().missing().number(-1), new long[] {1, 1}, 1));
        assertThat(refused)
                .hasMessage(
                        "'count by source.ip, tapwarden.flow.id' would have more than 1,000,000"
                                + " rows; ask for less time, or with a narrower filter, or group by"
                                + " fewer fields");
        assertThat(refusals.tooManyGroups()).isEqualTo(1);
    }

    @Test
    void values_that_are_too_long_together_or_alone_are_refused() throws WrongQuery, TooMuch {
        Question question = ask("| count by sni");
        Counting counting = (Counting) Collecting.of(question, Range.unbounded(PACIFIC), refusals);
        var key = new Key();
        String long30 = "x".repeat(30_000);
        // A byte before each value and one behind it.
        int most = (64 << 20) / (30_000 + 4 + 2);
        for (int i = 0; i < most; i++) {
            counting.add(key.clear().word(long30 + (1_000 + i)), new long[] {1, 1}, 1);
        }
        counting.add(key.clear().word(long30 + 1_000), new long[] {1, 1}, 1);
        TooMuch together =
                catchThrowableOfType(
                        TooMuch.class,
                        () -> counting.add(key.clear().word(long30 + "last"), new long[2], 1));
        assertThat(together).hasMessageContaining("would need more than 64 MB");
        TooMuch alone =
                catchThrowableOfType(
                        TooMuch.class,
                        () ->
                                ((Counting)
                                                Collecting.of(
                                                        question,
                                                        Range.unbounded(PACIFIC),
                                                        refusals))
                                        .add(key.clear().word("y".repeat(40_000)), new long[2], 1));
        assertThat(alone).hasMessageContaining("too long");
        assertThat(refusals.tooLongValues()).isEqualTo(2);
    }

    @Test
    void says_how_many_rows_there_are_where_it_shows_fewer() throws WrongQuery, TooMuch {
        List<FlowRecord> found =
                IntStream.rangeClosed(0, 10_000)
                        .mapToObj(i -> Flows.flow(i, Flows.DAY.plusMillis(i)))
                        .toList();
        Table groups = run("| count by flow.id", found);
        assertThat(groups.rows()).hasSize(10_000);
        assertThat(groups.total()).isEqualTo(10_001);
        assertThat(groups.sentences())
                .containsExactly("there are 10,001 rows; the first 10,000 are shown");
        Table slices = run("| fields flow.id", found);
        assertThat(slices.rows().getFirst()).containsExactly(new Cell.Whole(10_000));
        assertThat(slices.sentences())
                .containsExactly("there are 10,001 slices; the newest 10,000 are shown");
        assertThat(run("| head 10", found).complete()).isTrue();
        assertThat(run("| count by flow.id | head 10", found).total()).isEqualTo(10_001);
    }

    @Test
    void slices_that_nobody_made_records_of_are_counted_too() throws WrongQuery, TooMuch {
        var listing = (Listing) Collecting.of(ask("| head 1"), Range.unbounded(PACIFIC), refusals);
        listing.add(Flows.flow(1, Flows.DAY));
        listing.addUnseen(41);
        assertThat(listing.table().total()).isEqualTo(42);
        assertThat(listing.table().rows()).hasSize(1);
    }

    @Test
    void sums_end_where_numbers_do() throws WrongQuery, TooMuch {
        Counting counting =
                (Counting)
                        Collecting.of(
                                ask("| top 2 app by bytes"), Range.unbounded(PACIFIC), refusals);
        var key = new Key();
        counting.add(key.clear().word("a"), new long[] {Long.MAX_VALUE - 1}, 1);
        counting.add(key.clear().word("a"), new long[] {5}, 1);
        assertThat(values(counting.table())).containsExactly(asList("a", Long.MAX_VALUE));
    }

    @Test
    void an_answer_has_as_many_rows_as_a_search_may_have() {
        assertThat(FlowLanguage.MOST_ROWS).isEqualTo(FlowSearch.MOST_ROWS);
    }

    private Table run(String text, List<FlowRecord> found) throws WrongQuery, TooMuch {
        return Stages.run(ask(text), found, Range.unbounded(PACIFIC), refusals);
    }

    private static Question ask(String text) throws WrongQuery {
        return FlowLanguage.question(text, FlowLanguage.Options.UTC);
    }

    private static List<FlowRecord> records(Random random) {
        var flows = new Flows(random.nextLong());
        return Stream.generate(flows::next).limit(random.nextInt(200)).toList();
    }

    /// A random question that names its columns.
    private static String question(Random random) {
        var text = new StringBuilder();
        List<String> columns = new ArrayList<>();
        switch (random.nextInt(5)) {
            case 0 -> {
                columns.add(one(FIELDS, random));
                columns.add(one(METRICS, random));
                text.append("| top ").append(1 + random.nextInt(20));
                text.append(' ').append(columns.get(0)).append(" by ").append(columns.get(1));
            }
            case 1 -> {
                columns.addAll(some(FIELDS, 4, random));
                text.append("| count by ").append(String.join(", ", columns));
                columns.addAll(List.of("flows", "slices"));
            }
            case 2 -> {
                text.append("| timeline ")
                        .append(one(List.of("90s", "5m", "1h", "2h", "6h", "8h", "1d"), random));
                columns.add("time");
                if (random.nextBoolean()) {
                    columns.add(one(FIELDS, random));
                    text.append(" by ").append(columns.getLast());
                }
                columns.addAll(List.of("flows", "bytes", "packets"));
            }
            case 3 -> {
                columns.add(one(FIELDS, random));
                text.append("| distinct ").append(columns.getFirst());
            }
            default -> columns.addAll(FIELDS);
        }
        if (random.nextBoolean()) {
            text.append(" | sort ").append(one(columns, random));
            text.append(random.nextBoolean() ? " desc" : "");
        }
        if (random.nextInt(3) == 0) {
            text.append(" | head ").append(1 + random.nextInt(50));
        }
        boolean slices = columns.size() == FIELDS.size();
        if (slices || random.nextInt(3) == 0) {
            text.append(" | fields ").append(String.join(", ", some(columns, 6, random)));
        }
        return text.toString();
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static List<String> some(List<String> of, int most, Random random) {
        var shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, 1 + random.nextInt(Math.min(most, of.size())));
    }

    private static List<List<@Nullable Object>> values(Table table) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<Cell> cells : table.rows()) {
            List<@Nullable Object> row = new ArrayList<>();
            cells.forEach(cell -> row.add(value(cell)));
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable Object value(Cell cell) {
        return switch (cell) {
            case Cell.Nothing _ -> null;
            case Cell.Word word -> word.text();
            case Cell.Ip ip -> ip.address();
            case Cell.Whole number -> number.value();
            case Cell.Time time -> Instant.ofEpochMilli(time.millis());
            case Cell.Truth truth -> truth.value();
        };
    }

    private static List<@Nullable Object> asList(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
