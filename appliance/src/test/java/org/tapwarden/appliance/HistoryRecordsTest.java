package org.tapwarden.appliance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.control.Control;
import org.tapwarden.appliance.control.ControlServer;
import org.tapwarden.appliance.demo.PacedSource;
import org.tapwarden.appliance.replay.Confided;
import org.tapwarden.appliance.run.Appliance;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// What a records officer orders on the command line, with the appliance running and not: whatever
/// the product wrote is searched byte by byte for a name that must be gone.
class HistoryRecordsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MARKER = "example";

    private final String today = LocalDate.now(ZoneOffset.UTC).toString();

    @TempDir private Path directory;
    private Path config = Path.of("");
    private Path state = Path.of("");

    private record Said(int exit, String out, String err) {}

    @BeforeEach
    void an_office() throws IOException {
        Files.writeString(
                directory.resolve("segments.yaml"),
                """
                segments:
                  - {name: students, site: HS1, prefixes: [10.20.0.0/16], population: student, tap: access}
                """);
        config =
                Files.writeString(
                        directory.resolve("tapwarden.yaml"),
                        """
                        time-zone: America/Los_Angeles
                        state: state
                        capture: {interface: none, keep: {megabytes: 16, age: 60m}}
                        segments: segments.yaml
                        """);
        state = directory.resolve("state");
    }

    private Said run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--config=" + config;
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Control.execute(all, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Said(exit, out.toString(), err.toString());
    }

    /// Which of the state's folders and files hold the marker.
    private List<String> traces() throws IOException {
        List<String> where = new ArrayList<>();
        try (var files = Files.walk(state)) {
            files.filter(Files::isRegularFile)
                    .filter(HistoryRecordsTest::isMarked)
                    .forEach(file -> where.add(state.relativize(file).toString()));
        }
        return where;
    }

    private static boolean isMarked(Path file) {
        try {
            return Files.readString(file, ISO_8859_1).contains(MARKER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is done while the appliance runs, its sensor stopped.
    private interface Work {
        void with(Appliance appliance) throws Exception;
    }

    /// Three days ago students talked to the marker.
    private void played(Work work) throws Exception {
        Path capture = Confided.write(directory.resolve("confided.pcap"));
        long first = Confided.START * 1_000_000_000L;
        Instant then = Instant.now().minus(Duration.ofDays(3));
        long shift = (then.getEpochSecond() - Confided.START) * 1_000_000_000L;
        var source = new PacedSource(CaptureFile.open(capture), first, shift, 60);
        try (var appliance =
                new Appliance(
                        Settings.read(config),
                        new Appliance.Surroundings(
                                List.of(source),
                                source.clock(),
                                FrameFilter.ALL,
                                List.of(),
                                () -> Optional.of(ProtectedSet.NOBODY),
                                Optional.empty()))) {
            appliance.start();
            await(source::isPlayed);
            appliance.stopSensor();
            await(() -> appliance.history().catchUp(PATIENCE));
            work.with(appliance);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(until);
            Thread.sleep(20);
        }
    }

    @Test
    void a_purge_of_a_running_appliance_leaves_no_trace_of_a_name_in_its_state() throws Exception {
        played(appliance -> {
            try (var _ =
                    new ControlServer(
                            state.resolve("control.sock"),
                            state.resolve("history"),
                            ZoneOffset.UTC,
                            appliance.history(),
                            appliance.store(),
                            appliance.enforcement())) {
                assertThat(traces())
                        .anyMatch(file -> file.startsWith("history/flows/"))
                        .anyMatch(file -> file.startsWith("spool/"))
                        .anyMatch(file -> file.startsWith("packets/"));
                Said shown = run("history", "purge", "--before", today, "--reason", "a request");
                assertThat(shown.exit()).as(shown.toString()).isEqualTo(1);
                assertThat(shown.out()).contains("student flows of");
                assertThat(shown.err()).contains("say --yes");
                assertThat(traces()).isNotEmpty();
                Said done =
                        run(
                                "history",
                                "purge",
                                "--before",
                                today,
                                "--reason",
                                "a request",
                                "--yes");
                assertThat(done.exit()).as(done.toString()).isZero();
                assertThat(done.out()).contains("destroyed; certificate 000001-");
                assertThat(traces()).isEmpty();
                assertThat(run("history", "purge", "--before", today, "--reason", "again").out())
                        .contains("nothing is older");
                String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(2).toString();
                assertThat(run("history", "purge", "--before", tomorrow, "--reason", "more").err())
                        .contains("is being written");
            }
        });
        assertThat(traces()).isEmpty();
        try (var certificates = Files.list(state.resolve("history/certificates"))) {
            assertThat(certificates.toList())
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(file)
                                    .content()
                                    .contains("via command-line", "why a request"));
        }
    }

    @Test
    void a_hold_is_placed_outlives_a_purge_and_is_released_with_nothing_running() throws Exception {
        played(_ -> {});
        Said none = run("history", "hold", "list");
        assertThat(none.out()).isEqualTo("nothing is held\n");
        Said held =
                run(
                        "history",
                        "hold",
                        "--case=2026-7",
                        "--reason=the court asks",
                        "sni:www.example.org");
        assertThat(held.exit()).as(held.toString()).isZero();
        assertThat(held.out()).startsWith("held for 2026-7: ").contains("it goes on");
        assertThat(run("history", "hold", "list").out())
                .contains("2026-7: ", "www.example.org", "the court asks");
        Said purged =
                run(
                        "history",
                        "purge",
                        "--before=" + today,
                        "--population=student",
                        "--reason=a request",
                        "--yes");
        assertThat(purged.exit()).as(purged.toString()).isZero();
        Said found = run("search", "ip:" + Confided.OPEN, "--purpose=a test", "--from=2020-01-01");
        assertThat(found.out()).contains("www.example.org");
        assertThat(found.err()).contains("are kept only by a hold");
        assertThat(traces())
                .isNotEmpty()
                .allMatch(file ->
                        file.startsWith("history/holds/") || file.equals("history/audit.ndjson"));
        Said released = run("history", "hold", "release", "2026-7", "--reason=closed");
        assertThat(released.out()).contains("released and destroyed", "-holds-2026-7");
        assertThat(traces())
                .as("the hold's query stays in the audit")
                .containsExactly("history/audit.ndjson");
        assertThat(run("audit", "verify").out()).contains("who searched: intact");
    }

    @Test
    void what_is_wrong_is_one_line() throws IOException {
        Files.createDirectory(state);
        assertThat(run("history", "hold", "sni:a", "--reason=abc").err()).contains("--case ID");
        assertThat(run("history", "hold", "--case=a", "--reason=abc").exit()).isEqualTo(2);
        assertThat(run("history", "purge", "--before=soon", "--reason=abc").exit()).isEqualTo(2);
        assertThat(run("history", "purge", "--before=" + today).exit()).isEqualTo(2);
        assertThat(run("history").exit()).isEqualTo(2);
    }
}
