package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.QueryCompiler;

class QueryCompilerTest {

    private static final boolean WHOLE = Boolean.getBoolean("tapwarden.whole");
    private static final int FLOWS = 1_500;
    private static final int QUERIES = WHOLE ? 800 : 180;
    private static final List<Field> COLUMNS =
            Catalogue.fields().stream().filter(field -> field.scope() == Field.Scope.FLOW).toList();
    private static final Field HOST = field("host.name");
    private static final Field SERVER = field("tls.client.server_name");
    private static final long DAY_MILLIS = Flows.DAY.toEpochMilli();
    private static final long HOUR = 3_600_000;

    /// Who had which endpoint when; a laptop changed hands in the second day.
    private static final List<Directory.Held> ANN =
            List.of(
                    new Directory.Held(1, 0, DAY_MILLIS + 30 * HOUR),
                    new Directory.Held(3, DAY_MILLIS + 5 * HOUR, Long.MAX_VALUE),
                    new Directory.Held(0, 0, Long.MAX_VALUE));

    private static final List<Directory.Held> BOB =
            List.of(new Directory.Held(1, DAY_MILLIS + 30 * HOUR, Long.MAX_VALUE));

    private static final Map<String, List<Directory.Held>> LEDGER =
            Map.of("ann-laptop", ANN, "bob-laptop", BOB, "true", BOB);

    private final Random random = new Random(7);

    @TempDir Path folder;

    @Test
    void means_what_the_predicate_means() throws IOException, SearchRefused {
        var flows = new Flows(3);
        List<FlowRecord> all = new ArrayList<>();
        try (var opened = Opened.in(folder, ledger(), Partitions.MOST_PARTITIONS)) {
            all.addAll(inOrder(flows, FLOWS));
            for (FlowRecord flow : all) {
                opened.append(flow);
                if (flow.identity().flow() % 500 == 0) {
                    opened.catchUp(); // several segments of an index
                }
            }
            opened.catchUp();
            assertThat(opened.everything().matched()).isEqualTo(FLOWS);
            int met = 0;
            for (int i = 0; i < QUERIES; i++) {
                Query query = query(4, flows);
                FlowSearch.Answer answer = opened.ask(query);
                Set<Long> expected =
                        ids(all.stream().filter(FlowPredicate.of(query, ledger())).toList());
                assertThat(ids(answer.rows())).as(answer.canonical()).isEqualTo(expected);
                assertThat(answer.matched()).isEqualTo(expected.size());
                assertThat(answer.complete()).isTrue();
                met += expected.isEmpty() || expected.size() == FLOWS ? 0 : 1;
            }
            assertThat(met).as("queries that tell flows apart").isGreaterThan(QUERIES / 3);
        }
    }

    @Test
    void each_column_alone_means_what_the_predicate_means() throws IOException, SearchRefused {
        var flows = new Flows(4);
        List<FlowRecord> all = new ArrayList<>();
        try (var opened = Opened.in(folder)) {
            all.addAll(inOrder(flows, 500));
            all.forEach(opened::append);
            opened.catchUp();
            for (Field column : COLUMNS) {
                List<Query> queries = new ArrayList<>();
                queries.add(new Query.Exists(column));
                queries.add(new Query.Not(new Query.Exists(column)));
                all.subList(0, WHOLE ? 20 : 7).forEach(flow -> queries.add(same(column, flow)));
                for (Query query : queries) {
                    Set<Long> expected =
                            ids(all.stream().filter(FlowPredicate.of(query, ledger())).toList());
                    FlowSearch.Answer answer = opened.ask(query);
                    assertThat(ids(answer.rows())).as(answer.canonical()).isEqualTo(expected);
                }
            }
        }
    }

    private static List<FlowRecord> inOrder(Flows flows, int count) {
        return Stream.generate(flows::next)
                .limit(count)
                .sorted(Comparator.comparingLong(flow -> flow.slice().endNanos()))
                .toList();
    }

    private static Query same(Field column, FlowRecord flow) {
        return switch (column.kind()) {
            case WORD -> {
                String value = FieldValues.text(column, flow);
                yield value == null ? new Query.Exists(column) : new Query.Is(column, value);
            }
            case ADDRESS -> {
                Address value = FieldValues.address(column, flow);
                assertThat(value).isNotNull();
                yield new Query.Within(column, value, value.isIpv4() ? 32 : 128);
            }
            case NUMBER, TIME, TRUTH -> {
                OptionalLong value = FieldValues.number(column, flow);
                yield value.isEmpty()
                        ? new Query.Exists(column)
                        : new Query.Between(column, value.getAsLong(), value.getAsLong());
            }
        };
    }

    @Test
    void a_field_that_is_not_kept_is_refused() throws IOException {
        var unknown = new Field("rumour", Field.Kind.WORD, Field.Scope.FLOW, "");
        try (var opened = Opened.in(folder)) {
            assertThatThrownBy(() -> opened.ask(new Query.Not(new Query.Exists(unknown))))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessage("the history does not keep rumour");
        }
    }

    @Test
    void too_many_conditions_and_too_deep_nesting_are_refused() throws IOException, SearchRefused {
        Query one = new Query.Is(SERVER, "a");
        Query deep = one;
        for (int i = 0; i < QueryCompiler.DEEPEST; i++) {
            deep = new Query.Not(deep);
        }
        Query tooDeep = deep;
        var most = Collections.nCopies(QueryCompiler.MOST_CONDITIONS, one);
        var tooMany = Collections.nCopies(QueryCompiler.MOST_CONDITIONS + 1, one);
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            assertThat(opened.ask(new Query.Or(most)).complete()).isTrue();
            assertThatThrownBy(() -> opened.ask(new Query.Or(tooMany)))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessageContaining("513 conditions");
            assertThatThrownBy(() -> opened.ask(tooDeep))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessageContaining("nested deeper");
        }
    }

    @Test
    void as_many_different_conditions_as_allowed_are_answered() throws IOException, SearchRefused {
        List<Query> parts = new ArrayList<>();
        for (int i = 0; i < QueryCompiler.MOST_CONDITIONS / 2; i++) {
            parts.add(new Query.Within(field("source.ip"), Address.parse("::"), i % 90));
            parts.add(new Query.Not(new Query.Is(SERVER, "name" + i)));
        }
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            assertThat(opened.ask(new Query.Or(parts)).matched()).isEqualTo(1);
        }
    }

    @Test
    void a_pattern_may_stand_for_any_number_of_words() throws IOException, SearchRefused {
        int names = 60_000;
        try (var opened = Opened.in(folder)) {
            for (int i = 0; i < names; i++) {
                opened.append(Flows.flow(i, Flows.DAY, Population.STAFF, "n" + i + ".example.org"));
            }
            opened.catchUp();
            assertThat(opened.ask(new Query.Like(SERVER, "*.org")).matched()).isEqualTo(names);
            assertThat(opened.ask(new Query.Like(SERVER, "n1*")).matched()).isEqualTo(11_111);
            assertThat(opened.ask(new Query.Like(SERVER, "*99.example.org")).matched())
                    .isEqualTo(600);
            assertThat(opened.ask(new Query.Like(SERVER, "n1?.*")).matched()).isEqualTo(10);
        }
    }

    @Test
    void a_fact_of_too_many_devices_is_refused() throws IOException {
        var one = new Directory.Held(5, 0, 1);
        var many = Collections.nCopies(QueryCompiler.MOST_HELD + 1, one);
        Directory crowd = (_, _, _, _) -> many;
        try (var opened = Opened.in(folder, crowd, Partitions.MOST_PARTITIONS)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            assertThatThrownBy(() -> opened.ask(new Query.Exists(HOST)))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessageContaining("more than 100000 devices");
        }
    }

    @Test
    void a_directory_that_is_away_is_said_and_not_an_empty_answer() throws IOException {
        Directory away =
                (_, _, _, _) -> {
                    throw new IllegalStateException("away");
                };
        try (var opened = Opened.in(folder, away, Partitions.MOST_PARTITIONS)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            assertThatThrownBy(() -> opened.ask(new Query.Is(HOST, "x")))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessageContaining("ask again later");
        }
    }

    private static Directory ledger() {
        return (_, value, from, to) ->
                LEDGER.entrySet().stream()
                        .filter(entry -> value.test(entry.getKey()))
                        .flatMap(entry -> entry.getValue().stream())
                        .filter(held -> held.fromMillis() <= to && held.toMillis() > from)
                        .toList();
    }

    private Query query(int depth, Flows flows) {
        int kind = random.nextInt(depth == 0 ? 1 : 5);
        return switch (kind) {
            case 1 -> new Query.And(parts(depth, flows));
            case 2 -> new Query.Or(parts(depth, flows));
            case 3 -> new Query.Not(query(depth - 1, flows));
            default -> leaf(flows);
        };
    }

    private List<Query> parts(int depth, Flows flows) {
        List<Query> parts = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            parts.add(query(depth - 1, flows));
        }
        return parts;
    }

    private Query leaf(Flows flows) {
        if (random.nextInt(12) == 0) {
            return switch (random.nextInt(4)) {
                case 0 -> new Query.Exists(HOST);
                case 1 -> new Query.Between(field("device.approved"), 1, 1);
                case 2 -> new Query.Is(HOST, "ann-laptop");
                default -> new Query.Like(HOST, "b*");
            };
        }
        if (random.nextInt(40) == 0) {
            return new Query.Everything();
        }
        Field field = COLUMNS.get(random.nextInt(COLUMNS.size()));
        if (random.nextInt(5) == 0) {
            return new Query.Exists(field);
        }
        FlowRecord example = flows.next();
        return switch (field.kind()) {
            case WORD -> {
                String value = FieldValues.text(field, example);
                String word = value == null ? "nobody" : value;
                yield random.nextBoolean() ? new Query.Is(field, word) : like(field, word);
            }
            case ADDRESS -> {
                Address address = flows.address();
                yield new Query.Within(field, address, random.nextInt(address.isIpv4() ? 33 : 129));
            }
            case NUMBER, TIME, TRUTH -> {
                long from = FieldValues.number(field, example).orElse(random.nextInt(3));
                long to = FieldValues.number(field, flows.next()).orElse(random.nextInt(3));
                yield switch (random.nextInt(4)) {
                    case 0 -> new Query.Between(field, from, Long.MAX_VALUE);
                    case 1 -> new Query.Between(field, Long.MIN_VALUE, to);
                    case 2 -> new Query.Between(field, from, from);
                    default -> new Query.Between(field, from, to);
                };
            }
        };
    }

    private Query like(Field field, String word) {
        int[] points = word.codePoints().toArray();
        var pattern = new StringBuilder();
        for (int point : points) {
            switch (random.nextInt(4)) {
                case 0 -> pattern.append('?');
                case 1 -> pattern.append(random.nextInt(3) == 0 ? "*" : "");
                default -> pattern.appendCodePoint(point);
            }
        }
        return new Query.Like(field, pattern + "*");
    }

    private static Field field(String name) {
        return Catalogue.field(name).orElseThrow();
    }

    private static Set<Long> ids(List<FlowRecord> flows) {
        Set<Long> ids = new HashSet<>();
        flows.forEach(flow -> assertThat(ids.add(flow.identity().flow())).isTrue());
        return ids;
    }
}
