package org.tapwarden.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowExport.Exported;
import org.tapwarden.history.FlowExport.Order;
import org.tapwarden.history.FlowSearch.SearchRefused;

class ExportTest {

    private static final String EVIL = "=a\",\r\n\u001bb\ud800";

    @TempDir Path folder;

    private Opened opened() throws IOException {
        HistorySettings settings =
                HistorySettings.of(ZoneOffset.UTC, Directory.NOBODY)
                        .with(Retention.FOR_EVER)
                        .with(InstantSource.fixed(Opened.NOW));
        return Opened.in(
                folder,
                settings,
                new AtomicReference<>(new Query.Everything()),
                Partitions.MOST_PARTITIONS);
    }

    private static Order order(String query, ExportFormat format, long most) {
        return order("checks the export", query, format, most);
    }

    private static Order order(String purpose, String query, ExportFormat format, long most) {
        return new Order(
                "ann",
                "command-line",
                purpose,
                query,
                Instant.EPOCH,
                Opened.NOW.plusSeconds(9),
                format,
                most);
    }

    /// Gathers what comes.
    private static class Gathering implements FlowExport.Receiver {
        final StringBuilder text = new StringBuilder();

        @Override
        public void take(String more) throws IOException {
            assertThat(more).endsWith("\n");
            text.append(more);
        }

        @Override
        public void progress(long rows, String where) {
            assertThat(where).contains("flows of 2026-03-1");
        }
    }

    private String audit() throws IOException {
        return Files.readString(folder.resolve("audit.ndjson"));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    private static void threeDays(Opened opened) {
        for (int day = 0; day < 3; day++) {
            for (int i = 0; i < 700; i++) {
                Instant end = Flows.DAY.plus(Duration.ofDays(day)).plusSeconds(i);
                Population population = i % 2 == 0 ? Population.STAFF : Population.STUDENT;
                opened.append(Flows.flow(day * 1_000 + i + 1, end, population, "a.example"));
            }
        }
        opened.catchUp();
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void every_row_comes_once_newest_day_first_and_the_audit_has_their_hash(ExportFormat format)
            throws Exception {
        try (var opened = opened()) {
            threeDays(opened);
            var got = new Gathering();
            Exported exported = opened.history.exports().export(order("", format, 2_100), got);
            assertThat(exported.rows()).isEqualTo(2_100);
            assertThat(exported.isCut()).isFalse();
            assertThat(exported.gaps()).isEmpty();
            assertThat(exported.sha256()).isEqualTo(sha256(got.text.toString()));
            List<String> rows =
                    got.text
                            .toString()
                            .lines()
                            .filter(l -> !l.startsWith("#") && !l.startsWith("end,"))
                            .toList();
            assertThat(rows).hasSize(2_100).doesNotHaveDuplicates();
            assertThat(audit())
                    .contains("\"act\":\"export-begun\"", "\"format\":\"" + format.word() + "\"")
                    .contains("\"rows\":2100,\"complete\":true,\"sha256\":\"" + exported.sha256());
        }
    }

    @Test
    void who_and_why_are_on_the_disk_before_the_first_row() throws Exception {
        try (var opened = opened()) {
            threeDays(opened);
            var before = new AtomicReference<>("");
            Exported exported =
                    opened.history
                            .exports()
                            .export(
                                    order("source.ip:10.0.0.1", ExportFormat.ECS, 5),
                                    new Gathering() {
                                        @Override
                                        public void take(String more) throws IOException {
                                            before.compareAndSet("", audit());
                                        }
                                    });
            assertThat(before.get())
                    .contains("{\"number\":" + exported.auditNumber() + ",")
                    .contains("\"who\":\"ann\"", "\"query\":\"source.ip:10.0.0.1\"", "\"most\":5")
                    .contains("\"purpose\":\"checks the export\"")
                    .doesNotContain("export-ended");
        }
    }

    @Test
    void the_cap_cuts_and_says_so() throws Exception {
        try (var opened = opened()) {
            threeDays(opened);
            var got = new Gathering();
            Exported exported =
                    opened.history.exports().export(order("", ExportFormat.ECS, 7), got);
            assertThat(exported.isCut()).isTrue();
            assertThat(exported.rows()).isEqualTo(7);
            assertThat(got.text.toString().lines())
                    .hasSize(7)
                    .allMatch(line -> line.startsWith("{\"@timestamp\":\"2026-03-12T00:"));
            assertThat(audit()).contains("\"rows\":7,\"complete\":false");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a reason, '| top 3 source.ip by bytes', 5, stages behind '|'",
        "'', '', 5, the purpose must have",
        "a reason, sorce.ip:10.0.0.1, 5, source.ip",
        "a reason, '', 0, 'an export has 1 to 1000000000 rows, not 0'",
        "a reason, '', 1000000001, not 1000000001"
    })
    void refuses_in_one_line_and_looks_at_nothing(
            String purpose, String query, long most, String message) throws IOException {
        String asked = message.startsWith("stages") ? "stages behind '|'" : message;
        try (var opened = opened()) {
            assertThatThrownBy(() ->
                            opened.history
                                    .exports()
                                    .export(
                                            order(purpose, query, ExportFormat.CSV, most),
                                            new Gathering()))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessageContaining(asked)
                    .message()
                    .hasLineCount(1);
            assertThat(audit()).isEmpty();
        }
    }

    @Test
    void a_receiver_that_fails_ends_it_and_the_audit_says_what_had_gone_out() throws Exception {
        try (var opened = opened()) {
            threeDays(opened);
            var got =
                    new Gathering() {
                        @Override
                        public void take(String more) throws IOException {
                            if (text.toString().lines().count() == 3) {
                                throw new IOException("the disk is full");
                            }
                            super.take(more);
                        }
                    };
            assertThatThrownBy(() ->
                            opened.history.exports().export(order("", ExportFormat.ECS, 99), got))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is full");
            assertThat(audit()).contains("\"rows\":3,", "\"note\":\"given up: the disk is full\"");
            Exported again =
                    opened.history
                            .exports()
                            .export(order("", ExportFormat.ECS, 9), new Gathering());
            assertThat(again.rows()).as("the turn was given back").isEqualTo(9);
        }
    }

    @Test
    void one_at_a_time_and_closing_cuts_it_short() throws Exception {
        var opened = opened();
        threeDays(opened);
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first =
                    threads.submit(() ->
                            opened.history
                                    .exports()
                                    .export(
                                            order("", ExportFormat.ECS, 9_999),
                                            new Gathering() {
                                                @Override
                                                public void take(String more) throws IOException {
                                                    begun.countDown();
                                                    await(go);
                                                }
                                            }));
            begun.await();
            assertThat(refusal(opened)).contains("another export is under way");
            var closing =
                    threads.submit(() -> {
                        opened.close();
                        return true;
                    });
            while (!refusal(opened).contains("being closed")) {
                Thread.sleep(20);
            }
            go.countDown();
            assertThat(closing.get()).isTrue();
            Exported cut = first.get();
            assertThat(cut.rows()).isLessThan(2_100);
            assertThat(cut.gaps()).isNotEmpty().allMatch(g -> g.contains("the history was closed"));
        }
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
        assertThat(audit()).contains("export-ended");
    }

    private static String refusal(Opened opened) throws IOException {
        try {
            var _ =
                    opened.history
                            .exports()
                            .export(order("", ExportFormat.ECS, 9), new Gathering());
            throw new AssertionError("it was not refused");
        } catch (SearchRefused e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void what_there_was_no_time_for_is_said() throws Exception {
        try (var opened = opened()) {
            threeDays(opened);
        }
        HistorySettings settings =
                HistorySettings.of(ZoneOffset.UTC, Directory.NOBODY).with(Retention.FOR_EVER);
        try (var audit = SearchAudit.open(folder, Opened.NOW)) {
            var partitions =
                    new Partitions(
                            folder.resolve("flows"),
                            Retention.FOR_EVER,
                            audit,
                            Partitions.MOST_PARTITIONS,
                            Duration.ofMinutes(1));
            Exported exported =
                    new Exporter(partitions, settings, audit, Duration.ZERO)
                            .export(order("", ExportFormat.ECS, 99), new Gathering());
            partitions.closeReaders();
            assertThat(exported.rows()).isZero();
            assertThat(exported.gaps())
                    .hasSize(6)
                    .allMatch(gap -> gap.endsWith("the time was over"));
        }
    }

    @Test
    void no_format_lets_a_name_be_more_than_a_value() throws Exception {
        try (var opened = opened()) {
            opened.append(Flows.flow(1, Flows.DAY, Population.STAFF, EVIL));
            opened.catchUp();
            List<String> all = new ArrayList<>();
            for (ExportFormat format : ExportFormat.values()) {
                var got = new Gathering();
                Exported told = opened.history.exports().export(order("", format, 9), got);
                assertThat(told.sha256()).isEqualTo(sha256(got.text.toString()));
                all.add(got.text.toString());
            }
            assertThat(all.get(0)).contains(",\"'=a\"\",\r\n");
            assertThat(all.get(1).lines()).hasSize(1);
            assertThat(all.get(1)).doesNotContain("\u001b").contains("=a\\\",");
            assertThat(all.get(2)).doesNotContain("=a");
        }
    }

    @Test
    void a_conn_log_has_a_line_for_each_flow_that_is_over() throws Exception {
        try (var opened = opened()) {
            FlowRecord over = Flows.flow(1, Flows.DAY.plusMillis(1_500));
            var goesOn = new FlowRecord.Identity("test", 2, 1, null);
            FlowRecord open =
                    new FlowRecord(
                            goesOn,
                            over.conversation(),
                            over.slice(),
                            over.whole(),
                            over.label(),
                            over.names(),
                            over.place());
            opened.append(over);
            opened.append(open);
            opened.catchUp();
            var got = new Gathering();
            Exported told =
                    opened.history.exports().export(order("port:443", ExportFormat.ZEEK, 9), got);
            assertThat(told.canonical()).contains("tapwarden.final:true");
            List<String> lines = got.text.toString().lines().toList();
            assertThat(lines.get(0)).isEqualTo("#separator \\x09");
            List<String> fields = List.of(lines.get(6).split("\t"));
            List<String> types = List.of(lines.get(7).split("\t"));
            assertThat(fields).startsWith("#fields", "ts", "uid", "id.orig_h").hasSameSizeAs(types);
            String[] line = lines.get(8).split("\t", -1);
            assertThat(line).hasSize(fields.size() - 1);
            assertThat(line[0]).isEqualTo("1773100801.495000");
            assertThat(line[1]).matches("C[0-9A-Za-z]{14,17}");
            assertThat(List.of(line).subList(2, 12))
                    .containsExactly(
                            "10.0.0.1",
                            "4000",
                            "10.0.0.2",
                            "443",
                            "tcp",
                            "ssl",
                            "0.005000",
                            "-",
                            "-",
                            "OTH");
            assertThat(List.of(line).subList(16, 22))
                    .containsExactly("2", "100", "1", "60", "-", line[21]);
            assertThat(line[21]).startsWith("1:");
            assertThat(lines.get(9)).startsWith("#close\t2026-03-14-");
            assertThat(lines).hasSize(10);
        }
    }

    @Test
    void a_line_for_ecs_says_what_kind_of_event_it_is() {
        String line = new EcsLines().line(Flows.flow(1, Flows.DAY.plusMillis(1_500)));
        assertThat(line)
                .startsWith(
                        "{\"@timestamp\":\"2026-03-10T00:00:01.500Z\",\"ecs\":{\"version\":\"8.17.0\"},"
                                + "\"event\":{\"kind\":\"event\",\"category\":[\"network\"],"
                                + "\"type\":[\"connection\",\"start\",\"end\"],\"start\":")
                .contains("\"community_id\":\"1:", "\"observer\":{\"name\":\"test\"}")
                .contains("\"tapwarden\":{")
                .endsWith("}}\n");
    }
}
