package org.tapwarden.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;

/// What the kernel answers when a disk breaks, put in its mouth by strace: each so-and-so-manieth
/// call of every thread fails. The process is killed in the middle of it, too.
class SyscallFaultTest {

    private static final SpoolLimits LIMITS =
            new SpoolLimits(200_000, 1L << 30, Duration.ofMillis(20));
    private static final Pattern CONFIRMED = Pattern.compile("confirmed (\\d+)-(\\d+)");
    private static final Pattern STATE =
            Pattern.compile("errors (\\d+) rescued (\\d+) lost (\\d+) raised (\\d+)");

    /// `-Dtapwarden.whole=true`, as `./check soak` says, goes on for longer.
    private static final Duration LONG_ENOUGH =
            Duration.ofSeconds(Boolean.getBoolean("tapwarden.whole") ? 30 : 3);

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "'fsync,fdatasync', EIO, 12",
        "'pwrite64,write', ENOSPC, 17",
        "'pwrite64,write', EIO, 23",
    })
    void what_was_confirmed_is_there_once_though_calls_fail(String calls, String error, int every)
            throws Exception {
        assumeThat(Path.of("/usr/bin/strace")).as("strace").exists();
        int first = 30 + new Random().nextInt(every);
        String what = calls + ":error=" + error + ":when=" + first + "+" + every;
        List<String> said = run(what);

        var confirmed = new HashSet<Long>();
        long errors = 0;
        long rescued = 0;
        long raised = 0;
        for (String line : said) {
            Matcher range = CONFIRMED.matcher(line);
            Matcher state = STATE.matcher(line);
            if (range.matches()) {
                for (long id = Long.parseLong(range.group(1));
                        id <= Long.parseLong(range.group(2));
                        id++) {
                    confirmed.add(id);
                }
            } else if (state.matches()) {
                errors = Long.parseLong(state.group(1));
                rescued = Long.parseLong(state.group(2));
                assertThat(state.group(3)).as("lost bytes").isEqualTo("0");
                raised = Long.parseLong(state.group(4));
            }
        }
        System.out.printf(
                "%s: %d flows confirmed, %d errors of the spool's disk, %d segments rescued, %d"
                        + " alarms%n",
                what, confirmed.size(), errors, rescued, raised);
        assertThat(confirmed).as(what).hasSizeGreaterThan(100);
        assertThat(errors).as("calls failed").isPositive();
        assertThat(raised).as("it was told").isPositive();
        if (calls.contains("sync")) {
            assertThat(rescued).isPositive();
        }
        try (var spool = Spool.open(folder.resolve("spool"), LIMITS);
                var history = FlowHistory.open(folder, spool, DiskFaultTest.settings())) {
            assertThat(history.catchUp(Opened.LONG)).isTrue();
            List<Long> found = Feed.found(history, Child.MOST);
            assertThat(found).as(what).hasSize(new HashSet<>(found).size());
            assertThat(new HashSet<>(found)).as(what).containsAll(confirmed);
            assertThat(history.counts().written().gaps()).isZero();
        }
        DiskFaultTest.checkIndexes(folder);
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    /// @return the lines that the child said before it was killed
    private List<String> run(String what) throws IOException, InterruptedException {
        Process strace =
                new ProcessBuilder(
                                "/usr/bin/strace",
                                "-f",
                                "--seccomp-bpf",
                                "-qq",
                                "-o",
                                "/dev/null",
                                "-e",
                                "trace=" + what.substring(0, what.indexOf(':')),
                                "-e",
                                "inject=" + what,
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                folder.toString())
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        List<String> lines = new ArrayList<>();
        long pid = 0;
        try (var out = new BufferedReader(new InputStreamReader(strace.getInputStream(), UTF_8))) {
            String line = out.readLine();
            assertThat(line).as(Files.readString(folder.resolve("errors"))).isNotNull();
            pid = Long.parseLong(line);
            long began = System.nanoTime();
            int told = 0;
            boolean killed = false;
            for (line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                long nanos = System.nanoTime() - began;
                told += isTold(line, what) ? 1 : 0;
                boolean enough = nanos > LONG_ENOUGH.toNanos() && told > 1; // one line may be cut
                if (!killed && (enough || nanos > LONGEST.toNanos())) {
                    killed = true;
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            assertThat(killed).as(Files.readString(folder.resolve("errors"))).isTrue();
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            assertThat(strace.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        lines.removeLast(); // may be cut
        return lines;
    }

    /// Whether what was to happen has happened, on a machine that is slow.
    private static boolean isTold(String line, String what) {
        Matcher state = STATE.matcher(line);
        return state.matches()
                && !state.group(1).equals("0")
                && !state.group(4).equals("0")
                && !(what.contains("sync") && state.group(2).equals("0"));
    }

    /// Appends numbered flows, and says which the spool has confirmed, and how the disk is.
    static final class Child {

        /// More than it comes to.
        static final long MOST = 300_000;

        private Child() {}

        public static void main(String[] args) throws Exception {
            System.out.println(ProcessHandle.current().pid());
            Path folder = Path.of(args[0]);
            try (var spool = Spool.open(folder.resolve("spool"), LIMITS);
                    var history = FlowHistory.open(folder, spool, DiskFaultTest.settings());
                    var feed = new Feed(spool, 1)) {
                spool.forceInBackground();
                long raised = 0;
                while (feed.isGoingOn(MOST)) {
                    Thread.sleep(50);
                    feed.newlyConfirmed(
                            (from, to) -> System.out.println("confirmed " + from + "-" + to));
                    raised = Math.max(raised, history.alarms());
                    Spool.Counts counts = spool.counts();
                    System.out.println(
                            "errors "
                                    + counts.diskErrors()
                                    + " rescued "
                                    + counts.rescued()
                                    + " lost "
                                    + counts.lostBytes()
                                    + " raised "
                                    + raised);
                }
            }
        }
    }
}
