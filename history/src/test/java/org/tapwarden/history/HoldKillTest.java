package org.tapwarden.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.record.FlowCodec;

/// Kills processes that place a hold and then destroy what it is about: not one held flow is lost,
/// and not one is there twice.
class HoldKillTest {

    private static final int DAYS = 25;
    private static final int KILLS = 8;
    private static final String SUBJECT = "subject.example";
    private static final String OTHER = "somebody-else.example";
    private static final Parser LANGUAGE = Parser.flowLanguage(ZoneOffset.UTC);
    private static final Instant NOW = Flows.DAY.plus(Duration.ofDays(DAYS)).plusSeconds(60);
    private static final Hold.By ANN = new Hold.By("ann", "command-line", "request of the court");

    @TempDir Path folder;

    private static HistorySettings settings() {
        return HistorySettings.of(LANGUAGE, ZoneOffset.UTC, Directory.NOBODY)
                .with(Retention.FOR_EVER)
                .with(InstantSource.fixed(NOW));
    }

    private static void holdAndPurge(FlowHistory history) throws Exception {
        Records records = history.records();
        if (records.holds().isEmpty()) {
            records.hold("a", LANGUAGE.parse("sni:" + SUBJECT), Flows.DAY, Optional.empty(), ANN);
        }
        LocalDate today = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
        records.purge(today, EnumSet.allOf(Population.class), ANN);
    }

    @Test
    void whenever_it_dies_what_is_held_is_there_once_and_the_rest_goes() throws Exception {
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, settings())) {
            for (int day = 0; day < DAYS; day++) {
                Instant end = Flows.DAY.plus(Duration.ofDays(day));
                append(spool, day + 1, end, SUBJECT);
                append(spool, 1_000 + day, end, OTHER);
            }
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Opened.LONG)).isTrue();
        }
        var random = new Random(3);
        int inTheMiddle = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(random.nextInt(1, 12));
            int held = names("holds/a").size();
            inTheMiddle += held > 1 && names("flows").size() > 0 ? 1 : 0;
        }
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, settings())) {
            assertThat(ids(history, "sni:" + SUBJECT)).hasSize(DAYS).doesNotHaveDuplicates();
            holdAndPurge(history);
            assertThat(ids(history, "*"))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, DAYS).boxed().toList());
        }
        assertThat(Traces.of(OTHER, folder)).isEmpty();
        assertThat(names(Certificates.FOLDER)).allMatch(name -> name.endsWith(".txt"));
        assertThat(names("flows")).isEmpty();
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
        assertThat(inTheMiddle).as("kills that met a hold or purge half done").isPositive();
    }

    private static void append(Spool spool, long id, Instant end, String name) {
        var flow = Flows.flow(id, end, Population.STAFF, name);
        assertThat(spool.append(FlowCodec.encode(flow))).isPositive();
    }

    private static List<Long> ids(FlowHistory history, String query) throws Exception {
        return history
                .search(
                        new FlowSearch.Request(
                                "ann", "console", "counts", query, Instant.EPOCH, NOW, 1_000))
                .rows()
                .stream()
                .map(row -> row.identity().flow())
                .toList();
    }

    private List<String> names(String of) throws IOException {
        Path path = folder.resolve(of);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    private int steps() throws IOException {
        return names("holds/a").size() + names(Certificates.FOLDER).size();
    }

    /// @param steps that it makes before it is killed: indexes copied or begun to destroy
    private void runAndKill(int steps) throws IOException, InterruptedException {
        int before = steps();
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Officer.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            assertThat(out.readLine()).isEqualTo("open");
            long deadline = System.nanoTime() + Opened.LONG.toNanos();
            while (steps() < before + steps && child.isAlive()) {
                assertThat(System.nanoTime()).as("begun in time").isLessThan(deadline);
                LockSupport.parkNanos(1_000_000);
            }
            child.toHandle().destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /// The child: places the hold where there is none, and purges.
    static final class Officer {

        private Officer() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                    var history = FlowHistory.open(folder, spool, settings())) {
                System.out.println("open");
                holdAndPurge(history);
            }
        }
    }
}
