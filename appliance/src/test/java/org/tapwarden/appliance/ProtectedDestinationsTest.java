package org.tapwarden.appliance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.control.Control;
import org.tapwarden.appliance.demo.PacedSource;
import org.tapwarden.appliance.metrics.Metrics;
import org.tapwarden.appliance.replay.Confided;
import org.tapwarden.appliance.replay.ReplayCommand;
import org.tapwarden.appliance.run.Appliance;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.detector.Health;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.history.FlowSearch;
import picocli.CommandLine;

/// A conversation with a protected destination is counted, and stored nowhere with a device, an
/// address or a name (design 9.8): whatever the product writes is searched byte by byte.
class ProtectedDestinationsTest {

    private static final List<String> NAMES =
            List.of("988lifeline", "crisistextline", "crisisline");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StringWriter said = new StringWriter();

    @TempDir private Path directory;
    private Path capture = Path.of("");
    private Path segments = Path.of("");
    private Path policy = Path.of("");

    @BeforeEach
    void two_clients_a_segment_and_rules_that_would_match() throws IOException {
        capture = Confided.write(directory.resolve("confided.pcap"));
        segments =
                Files.writeString(
                        directory.resolve("segments.yaml"),
                        """
                        segments:
                          - {name: students, site: HS1, prefixes: [10.20.0.0/16], population: student, tap: access}
                        """);
        policy =
                Files.writeString(
                        directory.resolve("policy.yaml"),
                        """
                        rules:
                          - id: tls
                            title: "Somebody speaks TLS"
                            clause: K.5
                            when: "network.protocol:tls or network.protocol:http"
                            severity: medium
                            step: notify
                          - id: confided
                            title: "What must never be asked"
                            clause: K.5
                            when: "tapwarden.category:protected or source.bytes >= 0"
                            severity: high
                            step: notify
                        """);
    }

    /// What nobody may find, with how it is told when somebody does.
    private static Map<String, String> secrets(boolean devicesToo) {
        Map<String, String> secrets = new LinkedHashMap<>();
        NAMES.forEach(name -> secrets.put(name, name));
        addresses(secrets, Confided.LIFELINE);
        addresses(secrets, Confided.TEXT_LINE);
        if (devicesToo) {
            addresses(secrets, Confided.SHY);
            secrets.put("MAC", new String(Confided.shyMac(), ISO_8859_1));
            secrets.put("MAC text", HexFormat.ofDelimiter(":").formatHex(Confided.shyMac()));
        }
        return secrets;
    }

    private static void addresses(Map<String, String> secrets, String address) {
        byte[] network = Address.parse(address).bytes();
        byte[] turned = new byte[4];
        ByteBuffer.wrap(turned)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(ByteBuffer.wrap(network).getInt());
        secrets.put(address, address);
        secrets.put(address + " in bytes", new String(network, ISO_8859_1));
        secrets.put(address + " in turned bytes", new String(turned, ISO_8859_1));
    }

    private static void assertHasNone(String where, String text, Map<String, String> secrets) {
        secrets.forEach((told, secret) ->
                assertThat(text.contains(secret)).as(told + " in " + where).isFalse());
    }

    private static void assertFilesHaveNone(Path folder, Map<String, String> secrets)
            throws IOException {
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            assertHasNone(file.toString(), Files.readString(file, ISO_8859_1), secrets);
        }
    }

    @Test
    void a_replay_writes_nothing_of_them_but_their_number() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Path flows = out.resolve("flows.ndjson");
        Path findings = out.resolve("findings.ndjson");
        Path history = out.resolve("history");
        var line = new CommandLine(new ReplayCommand());
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        int code =
                line.execute(
                        "--flows=" + flows,
                        "--findings=" + findings,
                        "--history=" + history,
                        "--segments=" + segments,
                        "--policy=" + policy,
                        "--explain",
                        capture.toString());
        assertThat(code).as(said.toString()).isZero();
        search(history, "category:protected", "table");
        search(history, "", "csv");
        search(history, "", "ndjson");

        assertFilesHaveNone(out, secrets(true));
        assertHasNone("what was said", said.toString(), secrets(true));

        List<String> records = Files.readAllLines(flows);
        assertThat(records)
                .hasSize(Confided.FLOWS + Confided.ORDINARY_FLOWS)
                .filteredOn(record -> record.contains("\"category\":\"protected\""))
                .hasSize(Confided.FLOWS)
                .allMatch(record -> record.contains("\"segment\":\"students\""));
        assertThat(records)
                .filteredOn(record -> record.contains(Confided.OPEN))
                .hasSize(Confided.ORDINARY_FLOWS)
                .anyMatch(record -> record.contains("\"server_name\":\"www.example.org\""));
        assertThat(Files.readString(findings)).contains(Confided.OPEN);
        assertThat(said.toString())
                .contains("protected destinations: " + Confided.FLOWS + " flows, not listed")
                .contains(Confided.FLOWS + " of " + Confided.FLOWS + " flow slices")
                .contains("a protected destination: counted");
    }

    private void search(Path history, String query, String format) {
        int code =
                Control.execute(
                        new String[] {
                            "search",
                            query,
                            "--purpose=a test",
                            "--from=2023-01-01",
                            "--format=" + format,
                            "--history=" + history
                        },
                        new PrintWriter(said, true),
                        new PrintWriter(said, true));
        assertThat(code).as(said.toString()).isZero();
    }

    @Test
    void two_replays_write_the_same_bytes_with_any_number_of_threads() throws IOException {
        List<byte[]> written = new ArrayList<>();
        for (String threads : List.of("1", "1", "4")) {
            Path flows = directory.resolve("flows" + written.size() + ".ndjson");
            var line = new CommandLine(new ReplayCommand());
            line.setOut(new PrintWriter(said, true));
            line.execute("--threads=" + threads, "--flows=" + flows, capture.toString());
            written.add(Files.readAllBytes(flows));
        }
        assertThat(new String(written.getFirst(), ISO_8859_1)).contains("protected");
        assertThat(written).allMatch(bytes -> Arrays.equals(bytes, written.getFirst()));
    }

    @Test
    void the_appliance_keeps_nothing_of_them_but_their_number() throws Exception {
        Path config =
                Files.writeString(
                        directory.resolve("tapwarden.yaml"),
                        """
                        office: Confided High
                        time-zone: America/Los_Angeles
                        state: state
                        capture: {interface: none, keep: {megabytes: 16, age: 60m}}
                        segments: segments.yaml
                        policy: policy.yaml
                        mail: {host: localhost, from: a@example.org, to: b@example.org}
                        """);
        long first = Confided.START * 1_000_000_000L;
        long shift = (Instant.now().getEpochSecond() - 600 - Confided.START) * 1_000_000_000L;
        var source = new PacedSource(CaptureFile.open(capture), first, shift, 60);
        List<String> mails = new ArrayList<>();
        List<FlowRecord> rows;
        String metrics;
        Health.State state;
        try (var appliance =
                new Appliance(
                        Settings.read(config),
                        new Appliance.Surroundings(
                                List.of(source),
                                source.clock(),
                                FrameFilter.ALL,
                                List.of(),
                                () -> Optional.of(ProtectedSet.NOBODY),
                                Optional.of(mail -> {
                                    synchronized (mails) {
                                        mails.add(mail.toString());
                                    }
                                    return Optional.empty();
                                })))) {
            appliance.start();
            await(source::isPlayed);
            await(() -> appliance.health().now().counters().get("packets_kept_withdrawn") > 0);
            appliance.stopSensor();
            await(() -> appliance.history().catchUp(PATIENCE));
            state = appliance.health().now();
            metrics =
                    new Metrics(
                                    appliance.health(),
                                    appliance.alerts(),
                                    appliance.history(),
                                    appliance.enforcement(),
                                    appliance::resetCounts)
                            .get();
            rows = rows(appliance);
            assertThat(appliance.alerts().newest(1_000))
                    .isNotEmpty()
                    .allMatch(alert -> !alert.address().equals(Confided.SHY));
        }
        assertThat(rows)
                .filteredOn(row -> row.label().category() == Category.PROTECTED)
                .hasSize(Confided.FLOWS);
        assertThat(rows)
                .filteredOn(row -> row.label().category() != Category.PROTECTED)
                .hasSize(Confided.ORDINARY_FLOWS)
                .allMatch(row -> row.conversation().source().equals(Address.parse(Confided.OPEN)));
        assertThat(state.segments().getFirst().protectedToday()).isEqualTo(Confided.FLOWS);
        assertThat(metrics)
                .contains("tapwarden_segment_protected_flows{segment=\"students\",} 8.0");
        assertHasNone("the rows", rows.toString(), secrets(true));
        assertHasNone("the metrics", metrics, secrets(true));
        assertHasNone("the mails", mails.toString(), secrets(true));
        assertHasNone("the state", state.toString(), secrets(true));
        // That a device is there is no conversation: its own row stays.
        Path folder = directory.resolve("state");
        assertFilesHaveNone(folder, secrets(false));
        assertFilesHaveNone(folder.resolve("packets"), secrets(true));
        try (var kept = Files.list(folder.resolve("packets"))) {
            assertThat(kept.toList())
                    .anySatisfy(file ->
                            assertThat(Files.readString(file, ISO_8859_1))
                                    .contains("example")
                                    .contains(
                                            new String(
                                                    Address.parse(Confided.OPEN).bytes(),
                                                    ISO_8859_1)));
        }
    }

    private static List<FlowRecord> rows(Appliance appliance) throws Exception {
        return appliance
                .search()
                .search(
                        new FlowSearch.Request(
                                "test",
                                "command-line",
                                "a test",
                                "",
                                Instant.now().minus(Duration.ofDays(2)),
                                Instant.now().plus(Duration.ofDays(1)),
                                FlowSearch.MOST_ROWS))
                .rows();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(until);
            Thread.sleep(20);
        }
    }
}
