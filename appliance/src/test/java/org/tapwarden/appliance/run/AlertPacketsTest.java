package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Ran;
import org.tapwarden.appliance.lab.Running;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.SensorStore;

/// `tapwarden run` on a cable: an alert, its packets, and what Wireshark's reader finds in them;
/// then whole payload of its device, ordered by two persons, which outlives a kill and ends.
class AlertPacketsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String ITEM = "live/state/history/packets/item-000000001.pcapng";

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Frames of the device in the traffic that have something that is kept whole.
    private static final int WHOLE = 3;

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
    }

    @Test
    void an_alert_keeps_its_packets_without_a_secret_and_whole_only_under_an_order()
            throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.ALONE)) {
            LiveTapTest.cable(lab);
            try (Running appliance = run(lab)) {
                appliance.awaits("watching extra0", Duration.ofSeconds(60));
                lab.must(lab.tapNamespace(), Lab.PYTHON, "-c", TRAFFIC);
                assertThat(Lab.await(() -> kept(lab) >= 1, PATIENCE)).as(appliance.said()).isTrue();
                looksAtItAsTheAnalystDoes(lab);
                var persons = new TwoPersons(lab, lab.directory().resolve("live"));
                persons.order(1);
                lab.must(lab.tapNamespace(), Lab.PYTHON, "-c", TRAFFIC);
                persons.awaitFrames(WHOLE);
                // Killed while the next alert waits for the frames behind it.
                lab.must(lab.tapNamespace(), Lab.PYTHON, "-c", TRAFFIC.replace("\\x07", "\\x09"));
                assertThat(Lab.await(() -> alerts(lab) >= 2, PATIENCE)).isTrue();
                appliance.process().destroyForcibly();
                appliance.process().onExit().join();
            }
            try (Running again = run(lab)) {
                again.awaits("watching extra0", Duration.ofSeconds(60));
                assertThat(Lab.await(() -> items(lab) >= 2, PATIENCE)).as(again.said()).isTrue();
                assertThat(command(lab, "packets", "verify").said()).contains(", 0 differences");
                // The order outlived the kill.
                var persons = new TwoPersons(lab, lab.directory().resolve("live"));
                lab.must(lab.tapNamespace(), Lab.PYTHON, "-c", TRAFFIC);
                persons.awaitFrames(WHOLE);
                persons.readAndEnd("password=secret");
                again.interrupt();
                assertThat(again.ended(Duration.ofSeconds(30))).isTrue();
            }
            whatWasDoneWithPayloadIsInTheAudit(lab);
            Path file = lab.directory().resolve(ITEM);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            Ran found = command(lab, "packets", "verify");
            assertThat(found.exit()).isEqualTo(1);
            assertThat(found.said()).contains("item 1: the packets were changed");
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertThat(command(lab, "packets", "verify").exit()).isZero();
            // The newest item and its row, as if it had never been.
            Path folder = file.resolveSibling("chain.ndjson");
            List<String> rows = Files.readAllLines(folder);
            Files.write(folder, rows.subList(0, rows.size() - 1));
            Files.delete(file.resolveSibling("item-000000002.pcapng"));
            Files.delete(file.resolveSibling("item-000000002.json"));
            Ran cut = command(lab, "packets", "verify");
            assertThat(cut.exit()).as(cut.said()).isEqualTo(1);
            assertThat(cut.said())
                    .contains("the row that the sensor's audit noted last is missing");
        }
    }

    private static void looksAtItAsTheAnalystDoes(Lab lab) throws Exception {
        assertThat(command(lab, "packets", "list").said()).contains("speaks-http");
        Path out = lab.directory().resolve("alert.pcapng");
        assertThat(command(lab, "packets", "export", "1", out.toString()).exit()).isEqualTo(2);
        Ran export =
                command(lab, "packets", "export", "1", out.toString(), "--purpose", "ticket 4711");
        assertThat(export.exit()).as(export.said()).isZero();
        assertThat(Files.readAllBytes(out))
                .isEqualTo(Files.readAllBytes(lab.directory().resolve(ITEM)));
        String shown = command(lab, "packets", "show", "1").said();
        assertThat(shown).contains("alert      1, rule speaks-http", "CLOCK_REALTIME", "student");
        String audit = Files.readString(lab.directory().resolve("live/state/history/audit.ndjson"));
        assertThat(audit).contains("packets-opened", "ticket 4711");

        String bytes = Files.readString(out, StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("secret").contains("GET ", "Host: www.example.org");
        String lines =
                lab.must(
                        lab.tapNamespace(),
                        "tshark",
                        "-r",
                        out.toString(),
                        "-T",
                        "fields",
                        "-e",
                        "eth.src",
                        "-e",
                        "tcp.dstport",
                        "-e",
                        "http.host",
                        "-e",
                        "arp.opcode");
        // The device's other flow, which told nothing, and its ARP are there; the stranger's not.
        assertThat(lines)
                .contains("02:00:00:00:00:07\t80\twww.example.org")
                .contains("02:00:00:00:00:07\t4711\t\t", "02:00:00:00:00:07\t\t\t1")
                .doesNotContain("02:00:00:00:00:08");
    }

    private static void whatWasDoneWithPayloadIsInTheAudit(Lab lab) throws IOException {
        try (var store =
                SensorStore.forOneCommand(
                        lab.directory().resolve("live/state/sensor.db"), Segments.UNDECLARED)) {
            assertThat(store.verifyAudit().intact()).isTrue();
            List<String> done = new ArrayList<>();
            for (AuditTrail.Row row : store.audit(0, 1_000)) {
                JsonNode record = JSON.readTree(row.record());
                done.add(record.path("actor").asText() + " " + record.path("act").asText());
            }
            assertThat(done)
                    .filteredOn(row -> row.contains(" payload-"))
                    .containsExactly(
                            "daemon payload-asked",
                            "daemon payload-not-done",
                            "games payload-confirmed",
                            "root payload-not-done",
                            "games payload-read",
                            "daemon payload-ended",
                            "payload payload-destroyed");
        }
    }

    private static long kept(Lab lab) {
        return LiveTapTest.number(LiveTapTest.story(lab), "alert_packets_kept_total");
    }

    private static long items(Lab lab) {
        return LiveTapTest.number(LiveTapTest.story(lab), "alert_packets_items");
    }

    private static long alerts(Lab lab) {
        return LiveTapTest.story(lab)
                .lines()
                .filter(line -> line.startsWith("tapwarden_alerts{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf('}') + 1)))
                .sum();
    }

    private static Ran command(Lab lab, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", lab.directory().resolve("live/tapwarden.yaml").toString()));
        return Program.answer(all.toArray(String[]::new));
    }

    private static Running run(Lab lab) throws IOException {
        Path directory = Files.createDirectories(lab.directory().resolve("live"));
        Files.writeString(
                directory.resolve("segments.yaml"),
                """
                segments:
                  - {name: students, site: LAB, prefixes: [10.0.0.0/24], population: student, tap: access}
                """);
        Files.writeString(
                directory.resolve("policy.yaml"),
                """
                rules:
                  - id: speaks-http
                    title: "Somebody speaks HTTP"
                    clause: K.5
                    when: "network.protocol:http"
                    severity: medium
                    step: notify
                """);
        Files.writeString(
                directory.resolve("tapwarden.yaml"),
                """
                state: state
                control-socket: control.sock
                segments: segments.yaml
                policy: policy.yaml
                capture:
                  interface: extra0
                  threads: 1
                  ring-megabytes: 8
                  keep:
                    megabytes: 16
                    alerts: {megabytes: 4, before: 30s, after: 2s}
                    payload: {accounts: [daemon, games], order-megabytes: 4}
                console: {host: 127.0.0.1, port: 8443}
                """);
        return lab.spawn(
                lab.tapNamespace(),
                Program.command("run", "--config", directory.resolve("tapwarden.yaml").toString())
                        .toArray(String[]::new));
    }

    private static final String TRAFFIC =
            """
            import socket, struct, time
            out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            out.bind(('extra1', 0))
            me, peer, other = b'\\x02\\0\\0\\0\\0\\x07', b'\\x02\\0\\0\\0\\0\\1', b'\\x02\\0\\0\\0\\0\\x08'
            def send(sender, host, transport):
                ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(transport), 1, 0, 64, 6, 0,
                                 bytes([10, 0, 0, host]), bytes([203, 0, 113, 6]))
                out.send(peer + sender + b'\\x08\\0' + ip + transport)
            def tcp(sender, host, port, sequence, flags, payload):
                send(sender, host, struct.pack('!HHIIBBHHH', 4000, port, sequence, 1, 0x50, flags, 1024, 0, 0) + payload)
            out.send(b'\\xff' * 6 + me + b'\\x08\\x06' + struct.pack('!HHBBH', 1, 0x800, 6, 4, 1) + me
                     + bytes([10, 0, 0, me[5]]) + b'\\0' * 6 + bytes([10, 0, 0, 1]) + b'\\0' * 18)
            tcp(me, me[5], 4711, 1, 2, b'')
            tcp(other, 8, 4711, 1, 2, b'')
            http = (b'GET /secret/path?q=secret HTTP/1.1\\r\\nCookie: secret\\r\\nHost: www.example.org\\r\\n'
                    b'Authorization: Basic secret\\r\\nUser-Agent: a-browser\\r\\n\\r\\nsecret=body')
            tcp(me, me[5], 80, 99, 2, b'')
            tcp(me, me[5], 80, 100, 24, http)
            tcp(me, me[5], 80, 100 + len(http), 24, b'password=secret')
            """;
}
