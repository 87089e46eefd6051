package org.tapwarden.classifier.language;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the stages behind a filter, from the first `|` to the end of the text.
///
/// Whether a stage may follow the others, and whether its columns are there, is asked of {@link
/// StageOrder} as soon as it is read, so that an error points at its place.
final class StageParser {

    private static final String INTERVALS = "1s to 1d, such as 1m, 5m, 15m, 1h or 1d";

    private final TokenReader reader;
    private final StageOrder order = new StageOrder();

    StageParser(TokenReader reader) {
        this.reader = reader;
    }

    List<Stage> stages() throws WrongQuery {
        List<Stage> stages = new ArrayList<>();
        while (!reader.isEnd()) {
            if (reader.isHere("||")) {
                throw reader.wrong("one '|' stands between stages");
            }
            if (!reader.take("|")) {
                throw reader.wrong(
                        "'"
                                + stages.getLast().word()
                                + "' ends here; expected '|' before "
                                + WrongQuery.shown(rest()));
            }
            reader.skip();
            Stage stage = stage();
            order.add(stage);
            stages.add(stage);
            reader.skip();
            reader.expecting(Candidates::ofPipe);
        }
        return List.copyOf(stages);
    }

    private Stage stage() throws WrongQuery {
        reader.expecting(() -> Candidates.ofStages(order));
        int start = reader.at();
        List<String> words = Stream.of(Shape.values()).map(Shape::word).toList();
        String word = word("a stage is missing: one of " + String.join(", ", words));
        Optional<Shape> shape = Shape.of(word);
        if (shape.isEmpty()) {
            throw StageOrder.unknown("stage", word, words, start);
        }
        Optional<String> fault = order.fault(shape.get());
        if (fault.isPresent()) {
            throw new WrongQuery(fault.get(), start + 1);
        }
        reader.skip();
        return switch (shape.get()) {
            case TOP -> top();
            case COUNT -> count();
            case TIMELINE -> timeline();
            case DISTINCT -> new Stage.Distinct(field(Shape.DISTINCT));
            case EVIDENCE -> new Stage.Evidence();
            case SORT -> sort();
            case FIELDS -> fields();
            case HEAD -> new Stage.Head(rows(Shape.HEAD, 100));
        };
    }

    private Stage top() throws WrongQuery {
        int most = rows(Shape.TOP, 10);
        reader.skip();
        Field field = field(Shape.TOP);
        reader.skip();
        by(Shape.TOP);
        return new Stage.Top(most, field, metric());
    }

    private Stage count() throws WrongQuery {
        by(Shape.COUNT);
        List<Field> fields = new ArrayList<>();
        do {
            reader.skip();
            int start = reader.at();
            Field field = field(Shape.COUNT);
            if (fields.contains(field)) {
                throw new WrongQuery(field.name() + " stands twice", start + 1);
            }
            if (fields.size() == Stage.MOST_FIELDS) {
                throw new WrongQuery(
                        "'count by' takes at most " + Stage.MOST_FIELDS + " fields", start + 1);
            }
            fields.add(field);
            reader.skip();
        } while (reader.take(","));
        return new Stage.CountBy(fields);
    }

    private Stage timeline() throws WrongQuery {
        reader.expecting(() -> Candidates.examples("1m", "5m", "15m", "1h", "1d"));
        int start = reader.at();
        String word = word("'timeline' takes an interval of " + INTERVALS);
        Duration interval =
                Span.duration(word)
                        .map(span -> Duration.ofMillis(span.from()))
                        .orElse(Duration.ZERO);
        if (interval.compareTo(Stage.SHORTEST) < 0 || interval.compareTo(Stage.LONGEST) > 0) {
            throw new WrongQuery(
                    "'timeline' takes an interval of "
                            + INTERVALS
                            + ", not "
                            + WrongQuery.shown(word),
                    start + 1);
        }
        if (!Stage.Timeline.fits(interval)) {
            throw new WrongQuery(
                    "a day is no whole number of "
                            + WrongQuery.shown(word)
                            + "; take an interval that divides it, such as 1m, 5m, 15m or 1h",
                    start + 1);
        }
        reader.skip();
        reader.expecting(() -> Candidates.words("by"));
        if (!reader.takeWord("by")) {
            return new Stage.Timeline(interval, Optional.empty());
        }
        reader.skip();
        return new Stage.Timeline(interval, Optional.of(field(Shape.TIMELINE)));
    }

    private Stage sort() throws WrongQuery {
        Column column = column(Shape.SORT);
        reader.skip();
        reader.expecting(() -> Candidates.words("asc", "desc"));
        if (reader.takeWord("desc") || reader.takeWord("descending")) {
            return new Stage.Sort(column, Stage.Direction.DESCENDING);
        }
        if (!reader.takeWord("asc") && !reader.takeWord("ascending") && !isDone()) {
            throw reader.wrong(
                    "'sort' takes one column, then asc or desc; expected '|' before "
                            + WrongQuery.shown(rest()));
        }
        return new Stage.Sort(column, Stage.Direction.ASCENDING);
    }

    private Stage fields() throws WrongQuery {
        List<Column> columns = new ArrayList<>();
        do {
            reader.skip();
            int start = reader.at();
            Column column = column(Shape.FIELDS);
            if (columns.contains(column)) {
                throw new WrongQuery(column.name() + " stands twice", start + 1);
            }
            columns.add(column);
            reader.skip();
        } while (reader.take(","));
        return new Stage.Fields(columns);
    }

    private int rows(Shape shape, int often) throws WrongQuery {
        reader.expecting(() -> Candidates.examples(Integer.toString(often)));
        int start = reader.at();
        String takes = "'" + shape.word() + "' takes a number from 1 to " + FlowLanguage.MOST_ROWS;
        String word = word(takes + suchAs(shape));
        long rows = Span.count(word).map(Span::from).orElse(0L);
        if (rows < 1 || rows > FlowLanguage.MOST_ROWS) {
            throw new WrongQuery(
                    takes + ", not " + WrongQuery.shown(word) + suchAs(shape), start + 1);
        }
        return (int) rows;
    }

    private void by(Shape shape) throws WrongQuery {
        reader.expecting(() -> Candidates.words("by"));
        if (!reader.takeWord("by")) {
            throw reader.wrong(
                    "'by' is missing"
                            + (isDone() ? "" : " before " + WrongQuery.shown(rest()))
                            + suchAs(shape));
        }
    }

    private Field field(Shape shape) throws WrongQuery {
        reader.expecting(Candidates::ofStoredFields);
        int start = reader.at();
        return StageOrder.stored(word("a field is missing" + suchAs(shape)), start);
    }

    private Metric metric() throws WrongQuery {
        reader.skip();
        reader.expecting(Candidates::ofMetrics);
        int start = reader.at();
        String word = word("a metric is missing: bytes, packets, flows, slices or sum(field)");
        if (word.equalsIgnoreCase("sum")) {
            return new Metric.Sum(summed());
        }
        Optional<Metric.Total> total = Metric.Total.of(word);
        if (total.isEmpty()) {
            List<String> known =
                    Stream.concat(
                                    Arrays.stream(Metric.Total.values()).map(Metric::word),
                                    Stream.of("sum(field)"))
                            .toList();
            throw StageOrder.unknown("metric", word, known, start);
        }
        return total.get();
    }

    /// What stands in the parentheses behind `sum`.
    private Field summed() throws WrongQuery {
        reader.skip();
        if (!reader.take("(")) {
            throw reader.wrong("'sum' takes a field in parentheses, such as sum(source.bytes)");
        }
        reader.skip();
        reader.expecting(Candidates::ofSummable);
        int start = reader.at();
        Field field =
                StageOrder.stored(
                        word("'sum' takes a field in parentheses, such as sum(source.bytes)"),
                        start);
        if (!Metric.summable().contains(field)) {
            String amounts =
                    String.join(", ", Metric.summable().stream().map(Field::name).toList());
            throw new WrongQuery(
                    field.name() + " is no amount that could be summed; these are: " + amounts,
                    start + 1);
        }
        reader.expect(')', "the parenthesis of 'sum' is not closed");
        return field;
    }

    private Column column(Shape shape) throws WrongQuery {
        reader.expecting(() -> Candidates.ofColumns(order));
        int start = reader.at();
        String name = word("a column is missing" + suchAs(shape));
        if (name.equalsIgnoreCase("sum") && reader.isHere("(")) {
            name = new Metric.Sum(summed()).word();
        }
        return order.column(name, start);
    }

    private String word(String otherwise) throws WrongQuery {
        int start = reader.at();
        String word = reader.word();
        if (word.isEmpty()) {
            throw new WrongQuery(
                    isDone() ? otherwise : otherwise + "; found " + WrongQuery.shown(rest()),
                    start + 1);
        }
        return word;
    }

    private boolean isDone() {
        return reader.isEnd() || reader.isHere("|");
    }

    /// The word that stands here, or the sign that is none.
    private String rest() {
        int start = reader.at();
        int end = reader.endOfWord(start);
        return reader.between(start, Math.max(end, Math.min(start + 1, reader.length())));
    }

    private static String suchAs(Shape shape) {
        return ", such as: " + shape.example();
    }
}
