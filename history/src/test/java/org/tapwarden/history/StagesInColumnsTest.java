package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Column;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.history.index.Saturating;
import org.tapwarden.history.stage.Range;
import org.tapwarden.history.stage.Refusals;
import org.tapwarden.history.stage.Stages;
import org.tapwarden.history.stage.Table;

/// What the columns add up is what comes of one record after the other.
class StagesInColumnsTest {

    private static final int FLOWS = 3_000;
    private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");
    private static final List<Field> FIELDS =
            Catalogue.fields().stream().filter(field -> field.scope() == Field.Scope.FLOW).toList();

    private final Random random = new Random(21);

    @TempDir Path folder;

    @Test
    void each_field_counted_by_columns_is_as_by_records() throws Exception {
        var questions = new ArrayList<Question>();
        for (Field field : FIELDS) {
            questions.add(question(new Stage.Top(7, field, Metric.Total.BYTES)));
            questions.add(question(new Stage.CountBy(List.of(field))));
            questions.add(question(new Stage.Distinct(field)));
        }
        for (Field amount : Metric.summable()) {
            questions.add(question(new Stage.Top(5, field("source.ip"), new Metric.Sum(amount))));
        }
        ask(questions);
    }

    @Test
    void several_fields_and_intervals_by_columns_are_as_by_records() throws Exception {
        var questions = new ArrayList<Question>();
        for (int i = 0; i < 150; i++) {
            var fields = new ArrayList<Field>();
            while (fields.size() < 2 + i % 3) {
                Field field = FIELDS.get(random.nextInt(FIELDS.size()));
                if (!fields.contains(field)) {
                    fields.add(field);
                }
            }
            questions.add(question(new Stage.CountBy(fields)));
        }
        for (String interval : List.of("PT10M", "PT1H", "PT4H", "PT24H")) {
            var length = Duration.parse(interval);
            questions.add(question(new Stage.Timeline(length, Optional.empty())));
            questions.add(
                    question(new Stage.Timeline(length, Optional.of(field("tapwarden.category")))));
        }
        ask(questions);
    }

    @Test
    void rows_with_columns_order_and_an_end_are_as_by_records() throws Exception {
        var bytes = new Column.Value(field("network.bytes"));
        var end = new Column.Value(field("event.end"));
        ask(
                List.of(
                        question(new Stage.Head(20)),
                        question(new Stage.Fields(List.of(bytes, end))),
                        question(new Stage.Sort(bytes, Stage.Direction.DESCENDING)),
                        new Question(
                                new Query.Everything(),
                                List.of(
                                        new Stage.Sort(bytes, Stage.Direction.ASCENDING),
                                        new Stage.Head(13)))));
    }

    private void ask(List<Question> questions) throws Exception {
        var flows = new Flows(17);
        List<FlowRecord> all = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) {
            FlowRecord flow = flows.next();
            if (flow.place().population() == Population.STAFF || i % 50 == 0) {
                all.add(flow);
            }
        }
        all.sort(Comparator.comparingLong(flow -> flow.slice().endNanos()));
        var asked = new AtomicReference<>(questions.getFirst());
        HistorySettings settings =
                HistorySettings.of(_ -> asked.get(), ZONE, Directory.NOBODY)
                        .with(Retention.FOR_EVER)
                        .with(InstantSource.fixed(Opened.NOW));
        var unused = new AtomicReference<Query>(new Query.Everything());
        try (var opened = Opened.in(folder, settings, unused, Partitions.MOST_PARTITIONS)) {
            for (int i = 0; i < all.size(); i++) {
                opened.append(all.get(i));
                if (i % 400 == 0) {
                    opened.catchUp(); // several segments of an index
                }
            }
            opened.catchUp();
            Instant from = Flows.DAY;
            Instant to = Flows.DAY.plus(Duration.ofDays(5));
            var range = new Range(ZONE, Saturating.millis(from), Saturating.millis(to));
            for (Question question : questions) {
                asked.set(question);
                FlowSearch.Answer answer =
                        opened.history.search(
                                Opened.request("compares", from, to, FlowSearch.MOST_ROWS));
                List<FlowRecord> met =
                        all.stream()
                                .map(Flows::kept)
                                .filter(FlowPredicate.of(question.filter(), Directory.NOBODY))
                                .toList();
                Table expected = Stages.run(question, met, range, new Refusals());
                assertThat(answer.table()).as(answer.canonical()).isEqualTo(expected);
                assertThat(answer.matched()).isEqualTo(met.size());
                assertThat(answer.complete()).isTrue();
            }
        }
    }

    private Question question(Stage stage) {
        Query filter =
                switch (random.nextInt(4)) {
                    case 0 -> new Query.Like(field("tls.client.server_name"), "*tiktok*");
                    case 1 -> new Query.Between(field("source.bytes"), 1_000, 600_000);
                    case 2 -> new Query.Not(new Query.Is(field("network.transport"), "tcp"));
                    default -> new Query.Everything();
                };
        return new Question(filter, List.of(stage));
    }

    private static Field field(String name) {
        return Catalogue.field(name).orElseThrow();
    }
}
