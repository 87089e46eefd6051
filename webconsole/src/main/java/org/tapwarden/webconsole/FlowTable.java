package org.tapwarden.webconsole;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.Canonical;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.stage.Cell;
import org.tapwarden.history.stage.Heading;
import org.tapwarden.history.stage.Table;
import org.tapwarden.webconsole.page.TablePage;
import org.tapwarden.webconsole.page.TablePage.Chart;
import org.tapwarden.webconsole.page.TablePage.Value;
import org.tapwarden.webconsole.page.Words;

/// A table as the page shows it: amounts with a bar beside them, a timeline drawn, and from each
/// value the search for it.
final class FlowTable {

    /// Longest query that the form takes.
    static final int LONGEST_QUERY = 4_000;

    /// Most bars of a drawn timeline; more intervals share one.
    static final int MOST_BARS = 300;

    private static final Field END = Catalogue.field("event.end").orElseThrow();
    private static final String TIME = "time";
    private static final Set<String> AMOUNTS = amounts();

    private final Words words;
    private final Table table;
    private final @Nullable Question question;

    private FlowTable(Words words, Table table, @Nullable Question question) {
        this.words = words;
        this.table = table;
        this.question = question;
    }

    private static Set<String> amounts() {
        Set<String> amounts =
                Metric.summable().stream().map(Field::name).collect(Collectors.toSet());
        for (Metric total : Metric.Total.values()) {
            amounts.add(total.word());
        }
        return Set.copyOf(amounts);
    }

    private static boolean isAmount(Heading heading) {
        return AMOUNTS.contains(heading.name()) || heading.name().startsWith("sum(");
    }

    static TablePage page(Answer answer, Table table, Words words) {
        return new FlowTable(words, table, question(answer)).page();
    }

    /// The canonical text is one that the language reads.
    private static @Nullable Question question(Answer answer) {
        try {
            return FlowLanguage.question(answer.canonical(), FlowLanguage.Options.UTC);
        } catch (WrongQuery e) {
            return null;
        }
    }

    private TablePage page() {
        int columns = table.columns().size();
        var most = new long[columns];
        for (List<Cell> row : table.rows()) {
            for (int i = 0; i < columns; i++) {
                most[i] = Math.max(most[i], amount(row.get(i)));
            }
        }
        List<List<Value>> rows = new ArrayList<>();
        for (List<Cell> row : table.rows()) {
            List<Value> values = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                values.add(value(table.columns().get(i), row.get(i), most[i]));
            }
            rows.add(values);
        }
        return new TablePage(
                table.columns().stream()
                        .map(h -> new TablePage.Column(h.name(), h.kind() == Field.Kind.NUMBER))
                        .toList(),
                rows,
                Words.count(table.rows().size())
                        + " of "
                        + Words.count(table.total())
                        + " rows, of "
                        + Words.count(table.slices())
                        + " slices.",
                table.sentences(),
                chart());
    }

    private static long amount(Cell cell) {
        return cell instanceof Cell.Whole whole ? whole.value() : 0;
    }

    private Value value(Heading heading, Cell cell, long most) {
        boolean amount = isAmount(heading);
        int bar = amount ? percent(amount(cell), most) : -1;
        return new Value(text(heading, cell), bar, amount ? "" : query(heading, cell));
    }

    /// What is there at all is to be seen.
    private static int percent(long value, long most) {
        return value <= 0 ? 0 : Math.max(1, (int) Math.round(100.0 * value / most));
    }

    private String text(Heading heading, Cell cell) {
        return switch (cell) {
            case Cell.Nothing _ -> "none";
            case Cell.Word word -> Words.plain(word.text());
            case Cell.Ip ip -> ip.address().toString();
            case Cell.Whole whole -> number(heading, whole.value());
            case Cell.Time time -> words.time(Instant.ofEpochMilli(time.millis()));
            case Cell.Truth truth -> truth.value() ? "yes" : "no";
        };
    }

    private static String number(Heading heading, long value) {
        if (!isAmount(heading)) {
            return Long.toString(value); // a port or an id: a name, not an amount
        }
        if (heading.name().contains("bytes")) {
            return Words.bytes(value);
        }
        return heading.name().contains("duration")
                ? Words.count(value) + " ms"
                : Words.count(value);
    }

    // ---- from a value to the search for it

    private String query(Heading heading, Cell cell) {
        if (question == null) {
            return "";
        }
        Query condition = condition(heading, cell);
        if (condition == null) {
            return "";
        }
        String text = Canonical.text(both(question.filter(), condition));
        return text.length() > LONGEST_QUERY ? "" : text;
    }

    private static Query both(Query filter, Query condition) {
        return switch (filter) {
            case Query.Everything _ -> condition;
            case Query.And and -> {
                List<Query> parts = new ArrayList<>(and.parts());
                parts.add(condition);
                yield new Query.And(parts);
            }
            default -> new Query.And(List.of(filter, condition));
        };
    }

    private @Nullable Query condition(Heading heading, Cell cell) {
        if (heading.name().equals(TIME)) {
            Duration interval = interval();
            return interval != null && cell instanceof Cell.Time begin
                    ? new Query.Between(
                            END, begin.millis(), begin.millis() + interval.toMillis() - 1)
                    : null;
        }
        Optional<Field> known = Catalogue.field(heading.name());
        if (known.isEmpty()) {
            return null;
        }
        Field field = known.orElseThrow();
        return switch (cell) {
            case Cell.Nothing _ -> new Query.Not(new Query.Exists(field));
            case Cell.Word word -> new Query.Is(field, word.text().toLowerCase(Locale.ROOT));
            case Cell.Ip ip ->
                    new Query.Within(field, ip.address(), ip.address().isIpv4() ? 32 : 128);
            case Cell.Whole whole -> new Query.Between(field, whole.value(), whole.value());
            case Cell.Truth truth -> {
                long bit = truth.value() ? 1 : 0;
                yield new Query.Between(field, bit, bit);
            }
            case Cell.Time _ -> null;
        };
    }

    private @Nullable Duration interval() {
        if (question == null) {
            return null;
        }
        Stage counting = question.counting().orElse(null);
        return counting instanceof Stage.Timeline timeline ? timeline.interval() : null;
    }

    // ---- a timeline, drawn

    /// The first amount that is told of each interval, bytes before others; all values of a field
    /// together.
    private Chart chart() {
        Duration interval = interval();
        int time = column(TIME);
        int amount = column("bytes");
        for (int i = 0; amount < 0 && i < table.columns().size(); i++) {
            amount = isAmount(table.columns().get(i)) ? i : amount;
        }
        if (interval == null || time < 0 || amount < 0 || table.rows().isEmpty()) {
            return Chart.NONE;
        }
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (List<Cell> row : table.rows()) {
            if (row.get(time) instanceof Cell.Time begin) {
                first = Math.min(first, begin.millis());
                last = Math.max(last, begin.millis());
            }
        }
        long length = interval.toMillis();
        long intervals = (last - first) / length + 1;
        long shared = Math.ceilDiv(intervals, MOST_BARS);
        var sums = new long[(int) Math.ceilDiv(intervals, shared)];
        for (List<Cell> row : table.rows()) {
            if (row.get(time) instanceof Cell.Time begin) {
                int at = (int) ((begin.millis() - first) / (length * shared));
                sums[at] += amount(row.get(amount));
            }
        }
        return drawn(table.columns().get(amount), sums, first, length * shared);
    }

    private int column(String name) {
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private Chart drawn(Heading amount, long[] sums, long first, long length) {
        long most = 0;
        for (long sum : sums) {
            most = Math.max(most, sum);
        }
        int step = 10 * Chart.WIDTH / sums.length;
        int width = Math.max(step * 4 / 5, 1);
        List<TablePage.Bar> bars = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] > 0) {
                double share = (double) sums[i] / most;
                int height = Math.max(10, (int) Math.round(share * 10 * Chart.HEIGHT));
                bars.add(new TablePage.Bar(i * step, width, height));
            }
        }
        return new Chart(
                amount.name()
                        + " every "
                        + Words.span(Duration.ofMillis(length))
                        + ", the highest bar is "
                        + number(amount, most),
                words.time(Instant.ofEpochMilli(first)),
                words.time(Instant.ofEpochMilli(first + length * sums.length)),
                bars);
    }
}
