package org.tapwarden.history.stage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Column;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;

/// A row for each slice, where no stage counts: the newest first, or by one column.
///
/// Keeps only the rows that the answer shows. Equal ones are put in order by the end of the slice,
/// the newest first, then by observer, flow and slice.
public final class Listing implements Collecting {

    static final int MOST_ROWS = FlowLanguage.MOST_ROWS;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /// What is shown where the question names no columns.
    private static final List<Column> USUAL =
            Stream.of(
                            "event.end",
                            "source.ip",
                            "source.port",
                            "destination.ip",
                            "destination.port",
                            "network.transport",
                            "network.protocol",
                            "network.application",
                            "tls.client.server_name",
                            "tapwarden.category",
                            "network.bytes",
                            "network.packets")
                    .map(name -> Catalogue.field(name).orElseThrow())
                    .<Column>map(Column.Value::new)
                    .toList();

    private final Question question;
    private final List<Column> columns;
    private final @Nullable Column sortedBy;
    private final int most;
    private final PriorityQueue<Row> kept;
    private final Comparator<Row> order;
    private long slices;

    private record Row(Cell sorted, long endMillis, FlowRecord record) {

        Cell observer() {
            return new Cell.Word(record.identity().observer());
        }
    }

    Listing(Question question) {
        this.question = question;
        this.columns = question.columns().orElse(USUAL);
        this.sortedBy = question.sort().map(Stage.Sort::column).orElse(null);
        this.most = question.head().map(Stage.Head::most).orElse(MOST_ROWS);
        this.order = order(question);
        this.kept = new PriorityQueue<>(order.reversed());
    }

    private static Comparator<Row> order(Question question) {
        boolean descending =
                question.sort()
                        .filter(sort -> sort.direction() == Stage.Direction.DESCENDING)
                        .isPresent();
        Comparator<Row> byCell =
                (a, b) -> {
                    boolean missing =
                            a.sorted() instanceof Cell.Nothing
                                    || b.sorted() instanceof Cell.Nothing;
                    int compared = Cell.ORDER.compare(a.sorted(), b.sorted());
                    return descending && !missing ? -compared : compared;
                };
        return byCell.thenComparing(Comparator.comparingLong(Row::endMillis).reversed())
                .thenComparing(Row::observer, Cell.ORDER)
                .thenComparingLong(row -> row.record().identity().flow())
                .thenComparingInt(row -> row.record().identity().slice());
    }

    @Override
    public void add(FlowRecord record) {
        slices++;
        Cell sorted = sortedBy == null ? new Cell.Nothing() : cell(sortedBy, record);
        long end = Math.floorDiv(record.slice().endNanos(), NANOS_PER_MILLI);
        var row = new Row(sorted, end, record);
        if (kept.size() < most) {
            kept.add(row);
        } else if (order.compare(row, kept.element()) < 0) {
            kept.remove();
            kept.add(row);
        }
    }

    /// Takes note of slices that were found too, none of which belongs to the rows: who has columns
    /// need not make records of them.
    public void addUnseen(long more) {
        slices += more;
    }

    @Override
    public Table table() {
        List<Row> rows = new ArrayList<>(kept);
        rows.sort(order);
        return new Table(
                columns.stream().map(Heading::of).toList(),
                rows.stream().map(row -> cells(row.record())).toList(),
                slices,
                slices,
                question.head().isEmpty()
                        ? cut(slices, "slices", sortedBy == null ? "newest" : "first")
                        : List.of());
    }

    private List<Cell> cells(FlowRecord record) {
        return columns.stream().map(column -> cell(column, record)).toList();
    }

    private static Cell cell(Column column, FlowRecord record) {
        if (!(column instanceof Column.Value value)) {
            throw new IllegalArgumentException("no column of a slice: " + column.name());
        }
        Field field = value.field();
        return switch (field.kind()) {
            case WORD -> {
                String text = FieldValues.text(field, record);
                yield text == null ? new Cell.Nothing() : new Cell.Word(text);
            }
            case ADDRESS -> {
                var address = FieldValues.address(field, record);
                yield address == null ? new Cell.Nothing() : new Cell.Ip(address);
            }
            case NUMBER, TIME, TRUTH -> number(field, FieldValues.number(field, record));
        };
    }

    private static Cell number(Field field, OptionalLong value) {
        if (value.isEmpty()) {
            return new Cell.Nothing();
        }
        return switch (field.kind()) {
            case TIME -> new Cell.Time(value.getAsLong());
            case TRUTH -> new Cell.Truth(value.getAsLong() != 0);
            case NUMBER, WORD, ADDRESS -> new Cell.Whole(value.getAsLong());
        };
    }

    /// What to say where nobody asked for so few rows.
    static List<String> cut(long total, String what, String which) {
        return total <= MOST_ROWS
                ? List.of()
                : List.of(
                        String.format(
                                Locale.ROOT,
                                "there are %,d %s; the %s %,d are shown",
                                total,
                                what,
                                which,
                                MOST_ROWS));
    }
}
