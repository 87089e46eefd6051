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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;

class HistoryKillTest {

    private static final int KILLS = 20;

    /// How often a child may say that something is safe before it dies.
    private static final int MOST_SAID = Boolean.getBoolean("tapwarden.whole") ? 40 : 12;

    private static final SpoolLimits SMALL =
            new SpoolLimits(20_000, 1L << 30, Duration.ofMillis(10));

    /// More than are written at the same time, so that kills meet indexes being closed too.
    private static final int DAYS = Writers.MOST + 3;

    @TempDir Path folder;

    @Test
    void twenty_kills_lose_nothing_and_double_nothing() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = Math.max(acknowledged, runAndKill(random.nextInt(MOST_SAID)));
        }
        try (var spool = Spool.open(folder.resolve("spool"), SMALL);
                var history = FlowHistory.open(folder, spool, settings())) {
            assertThat(history.catchUp(Opened.LONG)).isTrue();
            List<Long> ids = ids(history);
            // Numbered through all lives: none is missing, none is there twice.
            System.out.printf(
                    "history kills: %d, seed %d, %d flows confirmed, %d found%n",
                    KILLS, seed, acknowledged, ids.size());
            assertThat(ids)
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, ids.size()).boxed().toList());
            assertThat(ids)
                    .hasSizeGreaterThanOrEqualTo((int) acknowledged)
                    .hasSizeGreaterThan(KILLS);
            assertThat(history.counts().written().gaps()).isZero();
            assertThat(spool.begin()).as("the spool let go of something").isPositive();
        }
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    @Test
    void a_process_that_dies_between_the_row_and_the_answer_leaves_the_row() throws Exception {
        Process child = start(Searcher.class);
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(Searcher.HALTED);
        List<String> rows = Files.readAllLines(folder.resolve(SearchAudit.FILE));
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst())
                .contains("\"act\":\"search-begun\"", "\"who\":\"ann\"", "host.name:ann-laptop")
                .contains("\"purpose\":\"checks the history\"");
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    /// @param more how many acknowledgements behind the first
    /// @return the last number of which the child said before it died that it was safe
    private long runAndKill(int more) throws IOException, InterruptedException {
        Process child = start(Writer.class);
        long last = 0;
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            for (int i = 0; i <= more; i++) {
                String line = out.readLine();
                assertThat(line).as("the child's acknowledgement").isNotNull();
                last = Long.parseLong(line);
            }
            child.toHandle().destroyForcibly(); // unlike Process's own, leaves the pipe open
            // What it had said before it died counts too; its last line may be cut.
            String line = out.readLine();
            for (String next = out.readLine(); next != null; next = out.readLine()) {
                last = Math.max(last, Long.parseLong(line));
                line = next;
            }
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    private Process start(Class<?> main) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static HistorySettings settings() {
        return new HistorySettings(
                Retention.FOR_EVER,
                _ -> new Question(new Query.Everything(), List.of()),
                ZoneOffset.UTC,
                Directory.NOBODY,
                InstantSource.fixed(Opened.NOW),
                Duration.ofSeconds(30),
                Duration.ofMillis(20),
                Duration.ofMillis(1));
    }

    private static List<Long> ids(FlowHistory history) throws SearchRefused {
        List<Long> ids = new ArrayList<>();
        Instant to = Flows.DAY.plus(Duration.ofDays(1));
        for (int day = 0; day < DAYS; day++) {
            Instant from = Flows.DAY.minus(Duration.ofDays(day));
            Request request =
                    Opened.request("counts what is there", from, to, FlowSearch.MOST_ROWS);
            FlowSearch.Answer answer = history.search(request);
            assertThat(answer.matched()).isEqualTo(answer.rows().size());
            answer.rows().forEach(flow -> ids.add(flow.identity().flow()));
            to = from;
        }
        return ids;
    }

    /// The child: appends numbered flows of many days, and says how many the spool has forced.
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            try (var spool = Spool.open(folder.resolve("spool"), SMALL);
                    var history = FlowHistory.open(folder, spool, settings())) {
                if (!history.catchUp(Opened.LONG)) {
                    throw new IllegalStateException("cannot catch up");
                }
                long number = ids(history).stream().mapToLong(Long::longValue).max().orElse(0);
                while (true) {
                    for (int i = 0; i < 10; i++) {
                        number++;
                        Instant end =
                                Flows.DAY
                                        .minus(Duration.ofDays(number / 7 % DAYS))
                                        .plusSeconds(number % 86_400);
                        spool.append(FlowCodec.encode(Flows.flow(number, end)));
                    }
                    if (spool.force()) {
                        System.out.println(number);
                    }
                    Thread.sleep(5);
                }
            }
        }
    }

    /// The child: dies while the question about devices is asked, which is behind the audit's row
    /// and before the first flow is read.
    static final class Searcher {

        static final int HALTED = 7;

        private Searcher() {}

        public static void main(String[] args) throws IOException, SearchRefused {
            Directory deadly =
                    (_, _, _, _) -> {
                        Runtime.getRuntime().halt(HALTED);
                        return List.of();
                    };
            var host = Catalogue.field("host.name").orElseThrow();
            var question = new AtomicReference<Query>(new Query.Is(host, "ann-laptop"));
            HistorySettings settings = Opened.settings(question, deadly);
            try (var opened = Opened.in(Path.of(args[0]), settings, question, 10)) {
                opened.append(Flows.flow(1, Flows.DAY));
                opened.catchUp();
                opened.history.search(Opened.request(9));
            }
        }
    }
}
