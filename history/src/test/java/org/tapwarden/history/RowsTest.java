package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.record.FlowJson;
import org.tapwarden.history.FlowSearch.Answer;

class RowsTest {

    private static final ZoneId SITE = ZoneId.of("America/Los_Angeles");
    private static final Instant END = Instant.parse("2026-03-10T20:00:00.123456789Z");

    @Test
    void a_table_shows_the_sites_time_the_counts_and_the_gaps() throws IOException {
        FlowRecord flow = Flows.flow(1, END);
        var answer =
                new Answer(List.of(flow), null, 12, "*", false, List.of("a day is missing"), 1);
        assertThat(written(Rows.TABLE, answer).lines())
                .satisfiesExactly(
                        title -> assertThat(title).startsWith("end ").endsWith(" name"),
                        row ->
                                assertThat(row)
                                        .startsWith("2026-03-10 13:00:00.123-07:00 10.0.0.1 ")
                                        .contains(" tcp ", " tls ", " seen ", " 160 ")
                                        .endsWith(" docs.google.com"),
                        counts -> assertThat(counts).isEqualTo("1 of 12 flow slices"),
                        gap -> assertThat(gap).isEqualTo("incomplete: a day is missing"));
    }

    @Test
    void a_table_drops_what_moves_the_cursor_or_turns_the_line() throws IOException {
        String nasty = "a\u001b[2J\r\n\u009b\u202e\u2028\u200b\ud800b\ud83d\ude00";
        assertThat(written(Rows.TABLE, answer(nasty)).lines().toList())
                .hasSize(3)
                .element(1)
                .asString()
                .endsWith(" a[2Jb\ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd()", "+1", "-1", "@x", "\tx", "\rx"})
    void a_cell_is_no_formula(String name) throws IOException {
        String csv = written(Rows.CSV, answer(name));
        String cell = "'" + name;
        assertThat(csv)
                .endsWith(name.startsWith("\r") ? ",\"" + cell + "\"\r\n" : "," + cell + "\r\n");
    }

    @Test
    void a_cell_stays_one_cell() throws IOException {
        String csv = written(Rows.CSV, answer("a\",\nb"));
        assertThat(csv).endsWith(",\"a\"\",\nb\"\r\n");
        assertThat(csv).startsWith("end,source,port,destination,port_to,transport,");
        assertThat(csv).contains("\r\n2026-03-10T13:00:00.123456789-07:00,10.0.0.1,4000,");
    }

    @Test
    void a_line_of_json_is_the_slice() throws IOException {
        FlowRecord flow = Flows.flow(1, END);
        var answer = new Answer(List.of(flow, flow), null, 2, "*", true, List.of(), 1);
        String line = new String(new FlowJson().slice(flow), StandardCharsets.UTF_8);
        assertThat(written(Rows.NDJSON, answer)).isEqualTo(line + "\n" + line + "\n");
    }

    @Test
    void an_unknown_format_names_the_known_ones() {
        assertThat(Rows.of("csv")).isEqualTo(Rows.CSV);
        assertThatThrownBy(() -> Rows.of("xml"))
                .hasMessage("the formats are table, csv and ndjson, not xml");
    }

    private static Answer answer(String name) {
        FlowRecord flow = Flows.flow(1, END, Population.STAFF, name);
        return new Answer(List.of(flow), null, 1, "*", true, List.of(), 1);
    }

    private static String written(Rows format, Answer answer) throws IOException {
        var out = new StringBuilder();
        format.write(answer, SITE, out);
        return out.toString();
    }
}
