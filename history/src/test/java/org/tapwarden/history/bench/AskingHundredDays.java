package org.tapwarden.history.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// Asks for one host over all of a hundred days, warm, while the history's writer runs as in an
/// appliance, and then counts what it keeps open and in memory: `AskingHundredDays N FOLDER
/// [ARRIVAL]`.
final class AskingHundredDays {

    private static final int ROUNDS = 21;
    private static final int WARM = 40;
    private static final int ROWS = 100;

    /// As a person asks: the history meanwhile closes what it does not want to keep open.
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final FlowHistory history;
    private final String host;
    private final Instant from;
    private final Instant to;

    private AskingHundredDays(FlowHistory history, BenchRun days) {
        this.history = history;
        this.host = days.flows().hosts().active(1.76).address().toString();
        this.from = days.firstHour();
        this.to = days.end();
    }

    public static void main(String[] arguments) throws IOException {
        BenchRun run = BenchRun.of(arguments);
        BenchRun days = run.hundredDays();
        double before = BenchRun.heap();
        try (Spool spool = Spool.open(days.spool(), SpoolLimits.DEFAULT);
                FlowHistory history = FlowHistory.open(days.history(), spool, days.settings())) {
            var asking = new AskingHundredDays(history, days);
            asking.measure(run, before);
        } catch (SearchRefused e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void measure(BenchRun run, double before) throws IOException, SearchRefused {
        long began = System.nanoTime();
        Answer answer = ask("ip:" + host, from);
        double first = millis(began);
        for (int i = 1; i < WARM; i++) {
            answer = ask("ip:" + host, from);
        }
        double[] ours = new double[ROUNDS];
        double[] audit = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            LockSupport.parkNanos(BETWEEN.toNanos());
            began = System.nanoTime();
            answer = ask("ip:" + host, from);
            ours[i] = millis(began);
            began = System.nanoTime();
            // Of a time before all flows, so that what it takes is parsing and the audit.
            var _ = ask("ip:" + host, Instant.EPOCH);
            audit[i] = millis(began);
        }
        double heap = BenchRun.heap();
        long files = openFiles();
        long mappings = mappings();
        run.tell("days.host", BenchRun.median(ours));
        run.tell("days.audit", BenchRun.median(audit));
        run.tell("days.matched", answer.matched());
        run.tell("days.heap", heap);
        run.tell("days.files", files);
        run.tell("days.mappings", mappings);
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "host over a hundred days %.2f ms, of it audit %.2f, the first time %.0f;"
                                + " %,d match; heap %.1f MiB, before %.1f; %d files open, %d mapped",
                        BenchRun.median(ours),
                        BenchRun.median(audit),
                        first,
                        answer.matched(),
                        heap / (1 << 20),
                        before / (1 << 20),
                        files,
                        mappings));
    }

    private Answer ask(String query, Instant begin) throws SearchRefused {
        Instant end = begin.equals(Instant.EPOCH) ? begin.plusSeconds(1) : to;
        Answer answer =
                history.search(
                        new Request(
                                "bench",
                                "command-line",
                                "measures the history",
                                query,
                                begin,
                                end,
                                ROWS));
        if (!answer.complete()) {
            throw new SearchRefused("not complete: " + answer.gaps());
        }
        return answer;
    }

    private static double millis(long began) {
        return (System.nanoTime() - began) / 1e6;
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /// Files of indexes stay mapped after they were closed.
    private static long mappings() throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("/history/flows/")).count();
        }
    }
}
