package org.tapwarden.classifier.language;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which stage may follow, and which columns it finds, as stages are added one after the other.
///
/// What counts comes first and once; then at most one `sort`, one `head` behind it, and one
/// `fields`. Until something counts, every field of the slice is a column.
final class StageOrder {

    private static final int SUGGESTIONS = 3;

    private final Set<Shape> before = EnumSet.noneOf(Shape.class);
    private @Nullable List<Column> columns;

    /// Goes through stages that are there already.
    ///
    /// @throws IllegalArgumentException when they make no sense, with the reason
    static StageOrder of(List<Stage> stages) {
        var order = new StageOrder();
        for (Stage stage : stages) {
            order.fault(Shape.of(stage)).ifPresent(StageOrder::refuse);
            List<Column> named =
                    switch (stage) {
                        case Stage.Sort sort -> List.of(sort.column());
                        case Stage.Fields fields -> fields.columns();
                        case Stage.Top _,
                                Stage.CountBy _,
                                Stage.Timeline _,
                                Stage.Distinct _,
                                Stage.Evidence _,
                                Stage.Head _ ->
                                List.of();
                    };
            for (Column column : named) {
                if (!order.has(column)) {
                    refuse("there is no column " + column.name());
                }
            }
            order.add(stage);
        }
        return order;
    }

    private static void refuse(String reason) {
        throw new IllegalArgumentException(reason);
    }

    /// Why a stage may not stand here.
    Optional<String> fault(Shape next) {
        String word = "'" + next.word() + "'";
        Optional<Shape> counted = before.stream().filter(Shape::counts).findAny();
        if (next.counts() && counted.isPresent()) {
            String other = "'" + counted.get().word() + "'";
            return Optional.of(word + " after " + other + ": flows are counted once in a query");
        }
        if (next.counts() && !before.isEmpty()) {
            return Optional.of(
                    word + " counts what the filter finds, so it must be the first stage");
        }
        if (before.contains(next)) {
            return Optional.of(word + " stands twice");
        }
        if (next == Shape.SORT && before.contains(Shape.HEAD)) {
            return Optional.of("'sort' must stand before 'head'");
        }
        return Optional.empty();
    }

    void add(Stage stage) {
        before.add(Shape.of(stage));
        columns =
                switch (stage) {
                    case Stage.Top top ->
                            List.of(new Column.Value(top.field()), new Column.Total(top.metric()));
                    case Stage.CountBy count ->
                            Stream.concat(
                                            count.fields().stream().map(Column.Value::new),
                                            totals(Metric.Total.FLOWS, Metric.Total.SLICES))
                                    .toList();
                    case Stage.Timeline timeline ->
                            Stream.of(
                                            Stream.of(new Column.Begin()),
                                            timeline.field().stream().map(Column.Value::new),
                                            totals(
                                                    Metric.Total.FLOWS,
                                                    Metric.Total.BYTES,
                                                    Metric.Total.PACKETS))
                                    .flatMap(part -> part)
                                    .<Column>map(column -> column)
                                    .toList();
                    case Stage.Distinct distinct -> List.of(new Column.Value(distinct.field()));
                    case Stage.Evidence _ -> KeptFact.columns();
                    case Stage.Fields fields -> fields.columns();
                    case Stage.Sort _, Stage.Head _ -> columns;
                };
    }

    private static Stream<Column> totals(Metric... metrics) {
        return Stream.of(metrics).map(Column.Total::new);
    }

    /// The columns there are; empty while they are all the fields of the slice.
    Optional<List<Column>> columns() {
        return Optional.ofNullable(columns);
    }

    private boolean has(Column column) {
        return columns == null
                ? column instanceof Column.Value value && value.field().scope() == Field.Scope.FLOW
                : columns.contains(column);
    }

    /// The column of this name, which may be another name of its field.
    ///
    /// @param start where the name begins
    Column column(String name, int start) throws WrongQuery {
        if (columns == null) {
            return new Column.Value(stored(name, start));
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        for (Column column : columns) {
            if (column.name().equals(wanted)) {
                return column;
            }
        }
        List<Column> meant =
                columns.stream()
                        .filter(column ->
                                column instanceof Column.Value value
                                        && Catalogue.named(name).contains(value.field()))
                        .toList();
        if (meant.size() == 1) {
            return meant.getFirst();
        }
        String there = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        throw new WrongQuery(
                "there is no column " + WrongQuery.shown(name) + " here; there are " + there,
                start + 1);
    }

    /// The one field of the record that a name stands for.
    ///
    /// @param start where the name begins
    static Field stored(String name, int start) throws WrongQuery {
        List<Field> fields = TokenReader.fields(name, start);
        Field field = fields.getFirst();
        if (fields.size() > 1) {
            String names = fields.stream().map(Field::name).collect(Collectors.joining(", "));
            throw new WrongQuery(
                    WrongQuery.shown(name) + " stands for several fields; name one: " + names,
                    start + 1);
        }
        if (field.scope() != Field.Scope.FLOW) {
            throw new WrongQuery(
                    field.name()
                            + " is a fact of a device and no column; take source.endpoint or"
                            + " destination.endpoint",
                    start + 1);
        }
        return field;
    }

    /// Says that a word is none of those that are known, and which are like it.
    static WrongQuery unknown(String what, String word, List<String> known, int start) {
        String nearest = String.join(", ", Spelling.nearest(word, known, SUGGESTIONS));
        return new WrongQuery(
                "unknown " + what + " " + WrongQuery.shown(word) + "; nearest: " + nearest,
                start + 1);
    }
}
