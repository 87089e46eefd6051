package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.language.Field.Kind;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.stage.Cell;
import org.tapwarden.history.stage.Heading;
import org.tapwarden.history.stage.Table;

class TableRowsTest {

    private static final ZoneId SITE = ZoneId.of("America/Los_Angeles");
    private static final long TIME = Instant.parse("2026-03-10T20:00:00Z").toEpochMilli();
    private static final List<Heading> COLUMNS =
            List.of(
                    new Heading("time", Kind.TIME),
                    new Heading("source.ip", Kind.ADDRESS),
                    new Heading("tls.client.server_name", Kind.WORD),
                    new Heading("tapwarden.final", Kind.TRUTH),
                    new Heading("bytes", Kind.NUMBER));

    @Test
    void people_read_columns_what_is_missing_and_what_is_not_shown() throws IOException {
        assertThat(written(Rows.TABLE, table("docs.google.com")).lines())
                .satisfiesExactly(
                        title ->
                                assertThat(title)
                                        .matches(
                                                "time +source.ip  tls.client.server_name "
                                                        + " tapwarden.final  bytes"),
                        row ->
                                assertThat(row)
                                        .startsWith("2026-03-10 13:00:00.000-07:00  10.0.0.1   ")
                                        .contains("  docs.google.com  ", "  true  ")
                                        .endsWith("  1234"),
                        row -> assertThat(row).matches("-  +-  +-  +-  +5"),
                        count -> assertThat(count).isEqualTo("2 of 7 rows, of 900 flow slices"),
                        cut -> assertThat(cut).isEqualTo("not shown: there are more"),
                        gap -> assertThat(gap).isEqualTo("incomplete: a day is missing"));
    }

    @Test
    void a_name_moves_no_cursor_and_adds_no_line() throws IOException {
        String text = written(Rows.TABLE, table("a\u001b[2J\r\nb\u202e"));
        assertThat(text.lines()).hasSize(6);
        assertThat(text).contains("  a[2Jb  ").doesNotContain("\u001b", "\r", "\u202e");
    }

    @Test
    void a_cell_of_csv_is_one_cell_and_no_formula() throws IOException {
        assertThat(written(Rows.CSV, table("=cmd(\",\")")))
                .isEqualTo(
                        """
                        time,source.ip,tls.client.server_name,tapwarden.final,bytes\r
                        2026-03-10T13:00:00-07:00,10.0.0.1,"'=cmd("","")",true,1234\r
                        ,,,,5\r
                        """);
    }

    @Test
    void a_row_of_json_has_every_column() throws IOException {
        assertThat(written(Rows.NDJSON, table("\u00fc\"\n")))
                .isEqualTo(
                        "{\"time\":\"2026-03-10T20:00:00Z\",\"source.ip\":\"10.0.0.1\","
                                + "\"tls.client.server_name\":\"\\u00fc\\\"\\u000a\","
                                + "\"tapwarden.final\":true,\"bytes\":1234}\n"
                                + "{\"time\":null,\"source.ip\":null,"
                                + "\"tls.client.server_name\":null,"
                                + "\"tapwarden.final\":null,\"bytes\":5}\n");
    }

    private static Table table(String name) {
        var none = new Cell.Nothing();
        return new Table(
                COLUMNS,
                List.of(
                        List.of(
                                new Cell.Time(TIME),
                                new Cell.Ip(Address.parse("10.0.0.1")),
                                new Cell.Word(name),
                                new Cell.Truth(true),
                                new Cell.Whole(1_234)),
                        List.of(none, none, none, none, new Cell.Whole(5))),
                7,
                900,
                List.of("there are more"));
    }

    private static String written(Rows format, Table table) throws IOException {
        var answer = new Answer(List.of(), table, 900, "", false, List.of("a day is missing"), 1);
        var out = new StringBuilder();
        format.write(answer, SITE, out);
        return out.toString();
    }
}
