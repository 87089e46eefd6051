package org.tapwarden.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowJson;
import org.tapwarden.history.stage.Table;

/// Writes the rows of an answer, one at a time, as people and programs want them; where stages made
/// a table of them, that.
///
/// Names come from the network. A table shows no character that moves the cursor or turns the line;
/// a cell of CSV that a spreadsheet would take for a formula begins with an apostrophe (OWASP "CSV
/// Injection"); JSON escapes what is not plain.
public enum Rows {
    TABLE {
        @Override
        public void write(FlowSearch.Answer answer, ZoneId zone, Appendable out)
                throws IOException {
            Table table = answer.table();
            if (table != null) {
                TableRows.text(answer, table, zone, out);
                return;
            }
            for (Cell cell : CELLS) {
                padded(out, cell, cell.title());
            }
            out.append('\n');
            DateTimeFormatter time = TABLE_TIME.withZone(zone);
            for (FlowRecord row : answer.rows()) {
                for (Cell cell : CELLS) {
                    padded(out, cell, shown(cell.value(row, time)));
                }
                out.append('\n');
            }
            int rows = answer.rows().size();
            out.append(rows + " of " + answer.matched() + " flow slices\n");
            for (String gap : answer.gaps()) {
                out.append("incomplete: ").append(shown(gap)).append('\n');
            }
        }
    },
    CSV {
        @Override
        public void write(FlowSearch.Answer answer, ZoneId zone, Appendable out)
                throws IOException {
            Table table = answer.table();
            if (table != null) {
                TableRows.csv(table, zone, out);
                return;
            }
            csvTitles(out);
            DateTimeFormatter time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone);
            for (FlowRecord row : answer.rows()) {
                csvRow(row, time, out);
            }
        }
    },
    NDJSON {
        @Override
        public void write(FlowSearch.Answer answer, ZoneId zone, Appendable out)
                throws IOException {
            Table table = answer.table();
            if (table != null) {
                TableRows.ndjson(table, out);
                return;
            }
            var json = new FlowJson();
            for (FlowRecord row : answer.rows()) {
                out.append(new String(json.slice(row), StandardCharsets.UTF_8)).append('\n');
            }
        }
    };

    static final DateTimeFormatter TABLE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSXXX");

    private static final int TIME_WIDTH = "2026-01-31 23:59:59.999-08:00".length();

    private static final List<Cell> CELLS =
            List.of(
                    new Cell("end", TIME_WIDTH, Rows::ended),
                    cell("source", 15, r -> r.conversation().source().toString()),
                    cell("port", 5, r -> number(r.conversation().sourcePort())),
                    cell("destination", 15, r -> r.conversation().destination().toString()),
                    cell("port to", 7, r -> number(r.conversation().destinationPort())),
                    cell("transport", 9, r -> r.conversation().transport()),
                    cell("protocol", 9, Rows::protocol),
                    cell("service", 12, r -> r.label().application()),
                    cell("category", 14, r -> r.label().category().word()),
                    cell("basis", 8, r -> r.label().basis().word()),
                    cell("bytes", 10, r -> number(r.slice().bytes())),
                    cell("packets", 8, r -> number(r.slice().packets())),
                    cell("segment", 12, r -> r.place().segment()),
                    cell("flow", 10, r -> number(r.identity().flow())),
                    cell("slice", 5, r -> number(r.identity().slice())),
                    cell("name", 0, Rows::name));

    /// One column of a table.
    ///
    /// @param width wider values push the others to the right
    private record Cell(String title, int width, Reading reading) {

        String value(FlowRecord row, DateTimeFormatter time) {
            String value = reading.of(row, time);
            return value == null ? "" : value;
        }
    }

    @FunctionalInterface
    private interface Reading {
        @Nullable String of(FlowRecord row, DateTimeFormatter time);
    }

    /// Writes all rows, or the table; as a table for people also the sentences of both.
    ///
    /// @param zone the site's time zone; the offset is written with each time
    public abstract void write(FlowSearch.Answer answer, ZoneId zone, Appendable out)
            throws IOException;

    /// The format of this name.
    ///
    /// @throws IllegalArgumentException with one line that names the formats
    public static Rows of(String word) {
        for (Rows format : values()) {
            if (format.name().equals(word.toUpperCase(Locale.ROOT))) {
                return format;
            }
        }
        throw new IllegalArgumentException("the formats are table, csv and ndjson, not " + word);
    }

    static void csvTitles(Appendable out) throws IOException {
        String separator = "";
        for (Cell cell : CELLS) {
            out.append(separator).append(cell.title().replace(' ', '_'));
            separator = ",";
        }
        out.append("\r\n");
    }

    static void csvRow(FlowRecord row, DateTimeFormatter time, Appendable out) throws IOException {
        String separator = "";
        for (Cell cell : CELLS) {
            out.append(separator).append(quoted(cell.value(row, time)));
            separator = ",";
        }
        out.append("\r\n");
    }

    private static Cell cell(
            String title, int width, Function<FlowRecord, @Nullable String> value) {
        return new Cell(title, width, (row, _) -> value.apply(row));
    }

    private static String number(long value) {
        return Long.toString(value);
    }

    private static @Nullable String protocol(FlowRecord row) {
        Protocol protocol = row.label().protocol();
        return protocol == Protocol.UNKNOWN ? null : protocol.word();
    }

    private static @Nullable String name(FlowRecord row) {
        String server = row.names().serverName();
        return server == null ? row.names().question() : server;
    }

    private static String ended(FlowRecord row, DateTimeFormatter time) {
        return time.format(Instant.ofEpochSecond(0, row.slice().endNanos()));
    }

    private static void padded(Appendable out, Cell cell, String value) throws IOException {
        out.append(value);
        if (cell.width() > 0) {
            out.append(" ".repeat(1 + Math.max(0, cell.width() - value.length())));
        }
    }

    /// What a terminal may show.
    static String shown(String value) {
        var plain = new StringBuilder(value.length());
        value.codePoints().filter(Rows::isPlain).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }

    /// RFC 4180, with a guard against spreadsheets.
    static String quoted(String value) {
        boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
        String guarded = formula ? "'" + value : value;
        boolean plain =
                guarded.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? guarded : '"' + guarded.replace("\"", "\"\"") + '"';
    }
}
