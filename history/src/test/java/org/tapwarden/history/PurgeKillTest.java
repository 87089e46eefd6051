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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
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

/// Kills processes that destroy days, and looks at what the next ones make of it.
class PurgeKillTest {

    private static final int DAYS = 60;
    private static final int KILLS = 8;
    private static final String MARKER = "marker-of-the-past.example";
    private static final Instant NOW = Flows.DAY.plus(Duration.ofDays(DAYS));

    @TempDir Path folder;

    private static HistorySettings settings(Retention retention) {
        var question = new AtomicReference<Query>(new Query.Everything());
        return Opened.settings(question, Directory.NOBODY)
                .with(retention)
                .with(InstantSource.fixed(NOW));
    }

    private static HistorySettings purging() {
        return settings(new Retention(Map.of(Population.STAFF, 1)));
    }

    @Test
    void whenever_it_dies_the_next_start_completes_what_was_begun() throws Exception {
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, settings(Retention.FOR_EVER))) {
            for (int day = 0; day < DAYS - 2; day++) {
                Instant end = Flows.DAY.plus(Duration.ofDays(day));
                spool.append(FlowCodec.encode(Flows.flow(day + 1, end, Population.STAFF, MARKER)));
            }
            for (int i = 0; i < 5; i++) {
                spool.append(FlowCodec.encode(Flows.flow(1_000 + i, NOW)));
            }
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Opened.LONG)).isTrue();
        }
        var random = new Random(5);
        var states = new TreeSet<String>();
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(random.nextInt(60));
            certificates().forEach(name -> states.add(name.substring(name.lastIndexOf('.'))));
        }
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, purging())) {
            long deadline = System.nanoTime() + Opened.LONG.toNanos();
            while (certificates().size() < DAYS - 2
                    || !certificates().stream().allMatch(name -> name.endsWith(".txt"))) {
                assertThat(System.nanoTime()).as("destroyed in time").isLessThan(deadline);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            assertThat(history.catchUp(Opened.LONG)).isTrue();
            assertThat(
                            history.search(
                                            Opened.request(
                                                    "counts what is left",
                                                    Instant.EPOCH,
                                                    NOW.plusSeconds(1),
                                                    100))
                                    .matched())
                    .isEqualTo(5);
        }
        // Each day has one certificate, and none was destroyed twice.
        assertThat(certificates().stream().map(name -> name.substring(7)))
                .doesNotHaveDuplicates()
                .hasSize(DAYS - 2);
        assertThat(Traces.of(MARKER, folder)).isEmpty();
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
        assertThat(states).as("what the killed ones left").hasSizeGreaterThan(1);
        List<String> rows = Files.readAllLines(folder.resolve(SearchAudit.FILE));
        for (String name : certificates()) {
            String row = "\"certificate\":\"" + name.substring(0, name.lastIndexOf('.')) + "\"";
            assertThat(rows).filteredOn(line -> line.contains(row)).isNotEmpty();
        }
    }

    private List<String> certificates() throws IOException {
        Path certificates = folder.resolve(Certificates.FOLDER);
        if (!Files.exists(certificates)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(certificates)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    /// @param afterMillis from when it has begun to destroy
    private void runAndKill(int afterMillis) throws IOException, InterruptedException {
        int before = certificates().size();
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Purger.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            assertThat(out.readLine()).isEqualTo("open");
            long deadline = System.nanoTime() + Opened.LONG.toNanos();
            while (certificates().size() <= before && before < DAYS - 2) {
                assertThat(System.nanoTime()).as("begun in time").isLessThan(deadline);
                LockSupport.parkNanos(1_000_000);
            }
            TimeUnit.MILLISECONDS.sleep(afterMillis);
            child.toHandle().destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /// The child: opens the history, whose writer destroys what is due.
    static final class Purger {

        private Purger() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                    var history = FlowHistory.open(folder, spool, purging())) {
                System.out.println("open");
                history.catchUp(Opened.LONG);
                TimeUnit.SECONDS.sleep(60);
            }
        }
    }
}
