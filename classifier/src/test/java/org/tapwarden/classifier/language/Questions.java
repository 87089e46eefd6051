package org.tapwarden.classifier.language;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tapwarden.classifier.language.Field.Scope;

/// Random questions of the kind that the parser makes.
final class Questions {

    private static final List<Field> STORED =
            Catalogue.fields().stream().filter(field -> field.scope() == Scope.FLOW).toList();

    private static final List<Duration> INTERVALS =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(1_500),
                    Duration.ofSeconds(90),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    Duration.ofHours(8),
                    Duration.ofDays(1));

    private Questions() {}

    static Question random(Random random) {
        List<Stage> stages = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            stages.add(counting(random));
        }
        boolean fieldsFirst = random.nextBoolean();
        if (fieldsFirst && random.nextBoolean()) {
            stages.add(fields(stages, random));
        }
        if (random.nextBoolean()) {
            List<Column> columns = columns(stages);
            Stage.Direction[] directions = Stage.Direction.values();
            stages.add(
                    new Stage.Sort(
                            columns.get(random.nextInt(columns.size())),
                            directions[random.nextInt(directions.length)]));
        }
        if (random.nextBoolean()) {
            stages.add(new Stage.Head(1 + random.nextInt(FlowLanguage.MOST_ROWS)));
        }
        if (!fieldsFirst && random.nextBoolean()) {
            stages.add(fields(stages, random));
        }
        return new Question(Queries.random(random, 2), stages);
    }

    private static Stage counting(Random random) {
        return switch (random.nextInt(5)) {
            case 0 ->
                    new Stage.Top(
                            1 + random.nextInt(FlowLanguage.MOST_ROWS),
                            field(random),
                            metric(random));
            case 1 -> {
                var fields = new ArrayList<>(STORED);
                Collections.shuffle(fields, random);
                yield new Stage.CountBy(fields.subList(0, 1 + random.nextInt(4)));
            }
            case 2 ->
                    new Stage.Timeline(
                            INTERVALS.get(random.nextInt(INTERVALS.size())),
                            random.nextBoolean() ? Optional.of(field(random)) : Optional.empty());
            case 3 -> new Stage.Evidence();
            default -> new Stage.Distinct(field(random));
        };
    }

    private static Stage fields(List<Stage> before, Random random) {
        var columns = new ArrayList<>(columns(before));
        Collections.shuffle(columns, random);
        return new Stage.Fields(columns.subList(0, 1 + random.nextInt(columns.size())));
    }

    private static List<Column> columns(List<Stage> stages) {
        return StageOrder.of(stages)
                .columns()
                .orElseGet(() -> STORED.stream().<Column>map(Column.Value::new).toList());
    }

    private static Field field(Random random) {
        return STORED.get(random.nextInt(STORED.size()));
    }

    private static Metric metric(Random random) {
        List<Field> amounts = Metric.summable();
        Metric.Total[] totals = Metric.Total.values();
        return random.nextBoolean()
                ? totals[random.nextInt(totals.length)]
                : new Metric.Sum(amounts.get(random.nextInt(amounts.size())));
    }
}
