package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.history.stage.Cell;
import org.tapwarden.history.stage.Table;

/// Writes the table that stages made, as {@link Rows} writes slices and under the same promises.
///
/// The columns are the table's own. A missing value is `-` for people, an empty cell of CSV and
/// `null` in JSON. What a table does not show is told in sentences, which only people's format has
/// room for; whoever writes another one tells them elsewhere.
final class TableRows {

    /// Wider values push the others to the right.
    private static final int WIDEST = 60;

    private static final String NOTHING = "-";

    private TableRows() {}

    static void text(FlowSearch.Answer answer, Table table, ZoneId zone, Appendable out)
            throws IOException {
        DateTimeFormatter time = Rows.TABLE_TIME.withZone(zone);
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.columns().stream().map(heading -> heading.name()).toList());
        for (List<Cell> row : table.rows()) {
            lines.add(row.stream().map(cell -> Rows.shown(text(cell, time, NOTHING))).toList());
        }
        int columns = table.columns().size();
        var widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.min(WIDEST, Math.max(widths[i], line.get(i).length()));
            }
        }
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                boolean number = table.columns().get(i).kind() == Field.Kind.NUMBER;
                boolean last = i == columns - 1;
                padded(out, line.get(i), widths[i], number, last);
            }
            out.append('\n');
        }
        out.append(
                String.format(
                        Locale.ROOT,
                        "%d of %d rows, of %d flow slices\n",
                        table.rows().size(),
                        table.total(),
                        table.slices()));
        for (String sentence : table.sentences()) {
            out.append("not shown: ").append(Rows.shown(sentence)).append('\n');
        }
        for (String gap : answer.gaps()) {
            out.append("incomplete: ").append(Rows.shown(gap)).append('\n');
        }
    }

    private static void padded(
            Appendable out, String value, int width, boolean number, boolean last)
            throws IOException {
        String blanks = " ".repeat(Math.max(0, width - value.length()));
        if (number) {
            out.append(blanks).append(value);
        } else {
            out.append(value).append(last ? "" : blanks);
        }
        out.append(last ? "" : "  ");
    }

    static void csv(Table table, ZoneId zone, Appendable out) throws IOException {
        DateTimeFormatter time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone);
        String separator = "";
        for (var heading : table.columns()) {
            out.append(separator).append(Rows.quoted(heading.name()));
            separator = ",";
        }
        out.append("\r\n");
        for (List<Cell> row : table.rows()) {
            separator = "";
            for (Cell cell : row) {
                out.append(separator).append(Rows.quoted(text(cell, time, "")));
                separator = ",";
            }
            out.append("\r\n");
        }
    }

    /// A flat object a row, whose members are called as the columns; times as in the lines of
    /// slices, in UTC.
    static void ndjson(Table table, Appendable out) throws IOException {
        for (List<Cell> row : table.rows()) {
            char before = '{';
            for (int i = 0; i < row.size(); i++) {
                out.append(before);
                string(out, table.columns().get(i).name());
                out.append(':');
                json(out, row.get(i));
                before = ',';
            }
            out.append("}\n");
        }
    }

    private static void json(Appendable out, Cell cell) throws IOException {
        switch (cell) {
            case Cell.Nothing _ -> out.append("null");
            case Cell.Word word -> string(out, word.text());
            case Cell.Ip ip -> string(out, ip.address().toString());
            case Cell.Whole whole -> out.append(Long.toString(whole.value()));
            case Cell.Time time -> string(out, Instant.ofEpochMilli(time.millis()).toString());
            case Cell.Truth truth -> out.append(Boolean.toString(truth.value()));
        }
    }

    /// All that is not plain is written as a code (RFC 8259, section 7), so that nothing of it
    /// reaches a terminal as it is.
    private static void string(Appendable out, String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static String text(Cell cell, DateTimeFormatter time, String nothing) {
        return switch (cell) {
            case Cell.Nothing _ -> nothing;
            case Cell.Word word -> word.text();
            case Cell.Ip ip -> ip.address().toString();
            case Cell.Whole whole -> Long.toString(whole.value());
            case Cell.Time at -> time.format(Instant.ofEpochMilli(at.millis()));
            case Cell.Truth truth -> Boolean.toString(truth.value());
        };
    }
}
