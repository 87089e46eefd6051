package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.index.TopNames;
import org.tapwarden.history.packets.KeptPackets;
import org.tapwarden.history.packets.PacketLimits;
import org.tapwarden.history.packets.Ring;

class CertificateTest {

    private static final String MARKER = "marker-of-students.example";
    private static final Retention ONE_DAY_FOR_STUDENTS =
            new Retention(Map.of(Population.STUDENT, 1));

    @TempDir Path folder;

    private final AtomicReference<Query> question = new AtomicReference<>(new Query.Everything());

    private HistorySettings settings(Instant now) {
        return Opened.settings(question, Directory.NOBODY)
                .with(ONE_DAY_FOR_STUDENTS)
                .with(InstantSource.fixed(now));
    }

    private void append(Spool spool, long id, Population population, String name) {
        var flow = Flows.flow(id, Flows.DAY.plusSeconds(id), population, name);
        assertThat(spool.append(FlowCodec.encode(flow))).isPositive();
    }

    private List<Path> certificates() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(Certificates.FOLDER))) {
            return files.sorted().toList();
        }
    }

    private void awaitCertificate() throws IOException {
        long deadline = System.nanoTime() + Opened.LONG.toNanos();
        while (certificates().isEmpty()
                || !certificates().stream().allMatch(file -> file.toString().endsWith(".txt"))) {
            assertThat(System.nanoTime()).as("destroyed in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static void awaitSeals(FlowHistory history, int indexes) {
        long deadline = System.nanoTime() + Opened.LONG.toNanos();
        while (history.counts().written().sealed() < indexes) {
            assertThat(System.nanoTime()).as("sealed in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private List<String> audit() throws IOException {
        return Files.readAllLines(folder.resolve(SearchAudit.FILE));
    }

    @Test
    void a_purge_leaves_no_trace_and_a_certificate() throws Exception {
        Instant due = Flows.DAY.plus(Duration.ofDays(3));
        List<Instant> elsewhere = new ArrayList<>();
        HistorySettings sealing =
                settings(Flows.DAY.plus(Duration.ofDays(2)))
                        .with(Retention.FOR_EVER)
                        .sealingAfter(Duration.ofMillis(100));
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, sealing, Elsewhere.NOTHING)) {
            for (int i = 1; i <= 50; i++) {
                append(spool, i, Population.STUDENT, i + "." + MARKER);
                append(spool, 100 + i, Population.STAFF, "kept.example");
            }
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Opened.LONG)).isTrue();
            awaitSeals(history, 2);
        }
        Path names = folder.resolve("flows/2026-03-10-student").resolve(TopNames.FOLDER);
        assertThat(Traces.of(MARKER, names)).as("the sums of the day name it").isNotEmpty();
        Path damaged = folder.resolve("flows/2026-03-09-student.damaged1");
        Files.createDirectory(damaged);
        Files.writeString(damaged.resolve("_0.cfs"), MARKER);
        Files.writeString(folder.resolve("spool/00.damaged"), MARKER);
        assertThat(Traces.of(MARKER, folder))
                .extracting(file -> String.valueOf(folder.relativize(file).getName(0)))
                .contains("spool", "flows");
        HistorySettings later = settings(due);
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, later, elsewhere::add)) {
            awaitCertificate();
            assertThat(history.search(Opened.request(100)).matched()).isEqualTo(50);
            assertThat(history.counts().damagedPartitions()).isZero();
        }
        // The file that the test made is younger than the days that went.
        Files.delete(folder.resolve("spool/00.damaged"));
        assertThat(Traces.of(MARKER, folder)).isEmpty();
        assertThat(Traces.of("kept.example", folder)).isNotEmpty();
        assertThat(elsewhere).containsExactly(Flows.DAY.plus(Duration.ofDays(1)));
        assertThat(certificates()).hasSize(2);
        String text = Files.readString(certificates().getFirst());
        assertThat(certificates().getFirst()).hasFileName("000001-2026-03-10-student.txt");
        assertThat(text)
                .contains("slices 50 flows 50", "what student flows of 2026-03-10")
                .contains("ends 2026-03-10T00:00:01Z to 2026-03-10T00:00:50Z")
                .contains("who retention\nvia schedule\nwhy the days")
                .contains("when " + due)
                .containsPattern("file [0-9a-f]{64} \\d+ names/segments_")
                .containsPattern("file [0-9a-f]{64} \\d+ segments_");
        String body = text.substring(0, text.lastIndexOf("sha256 "));
        String sum = Manifest.sha256(body.getBytes(StandardCharsets.UTF_8));
        assertThat(text).endsWith("sha256 " + sum + "\n");
        assertThat(audit())
                .filteredOn(row -> row.contains(sum))
                .singleElement()
                .asString()
                .contains("\"act\":\"destroyed\"", "\"certificate\":\"000001-2026-03-10-student\"");
        assertThat(Files.readString(certificates().getLast())).contains("is not known");
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    @Test
    void the_packets_kept_of_an_alert_go_with_the_flows_that_they_show() throws Exception {
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, settings(Flows.DAY));
                var ring = new Ring(folder.resolve("ring"))) {
            append(spool, 1, Population.STUDENT, MARKER);
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Opened.LONG)).isTrue();
            ring.add(1, 10);
            ring.add(2, 10);
            PacketLimits limits = PacketLimits.DEFAULT;
            var items = history.packets();
            items.keep(
                    Ring.order(1, limits, Population.STUDENT), ring.frames(), limits, _ -> false);
            items.keep(Ring.order(2, limits, Population.STAFF), ring.frames(), limits, _ -> false);
            var look = new KeptPackets.Look("ann", "console", "ticket 4711");
            assertThat(items.open(1, look)).isNotEmpty();
        }
        HistorySettings later = settings(Flows.DAY.plus(Duration.ofDays(3)));
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, later)) {
            awaitCertificate();
            assertThat(history.packets().ofAlert(1)).isEmpty();
            assertThat(history.packets().ofAlert(2)).isPresent();
            assertThat(history.packets().verify().intact()).isTrue();
        }
        assertThat(Traces.of("flow 1", folder.resolve("packets"))).isEmpty();
        assertThat(Traces.of("flow 2", folder.resolve("packets"))).hasSize(1);
        assertThat(audit())
                .filteredOn(row -> row.contains("packets-opened"))
                .singleElement()
                .asString()
                .contains("\"who\":\"ann\"", "\"item\":1", "\"purpose\":\"ticket 4711\"");
    }

    @Test
    void what_cannot_go_yet_is_tried_again_and_the_certificate_waits() throws Exception {
        Instant due = Flows.DAY.plus(Duration.ofDays(3));
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, settings(Flows.DAY))) {
            append(spool, 1, Population.STUDENT, MARKER);
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Opened.LONG)).isTrue();
        }
        var tries = new ArrayList<Instant>();
        Elsewhere stubborn =
                end -> {
                    tries.add(end);
                    if (tries.size() < 2) {
                        throw new IOException("the disk is asleep");
                    }
                };
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, settings(due), stubborn)) {
            awaitCertificate();
            assertThat(history.counts().written().diskErrors()).isEqualTo(1);
        }
        assertThat(tries).hasSize(2);
    }

    @Test
    void a_line_of_a_person_stays_one_line() {
        var cause = Cause.person("ann\nwho bob", "command-line", "\u2028why\nnot");
        var certificate =
                new Certificate("flows/x", "x", 1, 1, 0, 0, Flows.DAY, List.of(), cause, Flows.DAY);
        assertThat(certificate.text()).contains("who ann?who bob\n", "why ?why?not\n");
        assertThat(Certificate.Begun.of(certificate.text()).orElseThrow().sha256())
                .isEqualTo(certificate.sha256());
        assertThat(Certificate.Begun.of(certificate.text().replace("slices 1", "slices 2")))
                .isEmpty();
    }

    @Test
    void a_certificate_of_a_folder_outside_the_history_deletes_nothing() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path directory = Files.createDirectory(folder.resolve("history"));
        var certificates = new Certificates(directory);
        certificates.begin(
                new Certificate(
                        "../other", "x", 1, 1, 0, 0, Flows.DAY, List.of(), Cause.SIZE, Flows.DAY));
        try (var audit = SearchAudit.open(directory, Flows.DAY)) {
            assertThatThrownBy(() -> new Destruction(directory, audit, certificates, Flows.DAY))
                    .hasMessageContaining("is not of this history");
        }
        assertThat(other).exists();
    }
}
