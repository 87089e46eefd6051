package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Ran;
import org.tapwarden.appliance.lab.Running;

/// `tapwarden run` on an interface that falls silent, vanishes and comes back.
class LiveTapTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
    }

    @Test
    void the_appliance_outlives_its_interface_and_says_so() throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.ALONE)) {
            String space = lab.tapNamespace();
            cable(lab);
            try (Running appliance = run(lab, "extra0")) {
                appliance.awaits("watching extra0", Duration.ofSeconds(60));
                assertThat(soon(lab, story -> taps(story, "silent") == 1)).as(story(lab)).isTrue();

                lab.must(space, "ip", "link", "del", "extra0");
                assertThat(soon(lab, story -> taps(story, "gone") == 1)).as(story(lab)).isTrue();

                cable(lab);
                send(lab, 500);
                assertThat(soon(lab, LiveTapTest::isBack)).as(story(lab)).isTrue();
                assertThat(appliance.process().isAlive()).isTrue();
                assertThat(appliance.said()).contains("too little traffic").contains("is gone");
                String story = story(lab);
                long dropped = dropped(story);
                assertThat(number(story, "frames_offered_total"))
                        .isEqualTo(number(story, "frames_processed_total") + dropped);
                assertThat(number(story, "sensor_frames_unaccounted")).isZero();
            }
        }
    }

    @Test
    void an_interface_that_is_missing_at_the_start_is_one_clear_line() throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.ALONE);
                Running appliance = run(lab, "nothing0")) {
            assertThat(appliance.ended(Duration.ofSeconds(60))).isTrue();
            assertThat(appliance.process().exitValue()).isEqualTo(1);
            List<String> said = appliance.said().lines().filter(l -> !l.isBlank()).toList();
            assertThat(said.getLast()).contains("no interface nothing0; there are: ");
            assertThat(said.getLast()).contains(Lab.TAP);
        }
    }

    /// Hand-made conversations with secrets in them, sent through the cable.
    @Test
    void kept_packets_hold_headers_and_what_a_label_was_read_from_and_no_secret() throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.ALONE)) {
            cable(lab);
            try (Running appliance =
                    run(lab, "extra0", "ring-megabytes: 8, keep: {megabytes: 16}")) {
                appliance.awaits("watching extra0", Duration.ofSeconds(60));
                lab.must(lab.tapNamespace(), Lab.PYTHON, "-c", SECRETS);
                assertThat(soon(lab, story -> number(story, "sensor_packets_kept") >= 6))
                        .as(story(lab))
                        .isTrue();
                appliance.interrupt();
                assertThat(appliance.ended(Duration.ofSeconds(30))).isTrue();
            }
            Path packets = lab.directory().resolve("live/state/packets");
            try (Stream<Path> files = Files.list(packets)) {
                Path file = files.findFirst().orElseThrow();
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes).doesNotContain("secret");
                assertThat(bytes)
                        .contains(
                                "GET ",
                                "Host: www.example.org",
                                "User-Agent: a-browser",
                                "Cookie:*",
                                "flow ");
                String lines =
                        lab.must(
                                lab.tapNamespace(),
                                "tshark",
                                "-r",
                                file.toString(),
                                "-T",
                                "fields",
                                "-e",
                                "http.host",
                                "-e",
                                "dns.qry.name",
                                "-e",
                                "tcp.dstport");
                assertThat(lines)
                        .contains("www.example.org\t\t80", "\tasked.example.org\t", "\t\t21");
            }
        }
    }

    private static final String SECRETS =
            """
            import socket, struct, time
            out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            out.bind(('extra1', 0))
            def send(protocol, transport):
                ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(transport), 1, 0, 64, protocol, 0,
                                 bytes([10, 0, 0, 5]), bytes([10, 0, 0, 6]))
                out.send(b'\\x02\\0\\0\\0\\0\\2' + b'\\x02\\0\\0\\0\\0\\1' + b'\\x08\\0' + ip + transport)
            def tcp(port, sequence, flags, payload):
                send(6, struct.pack('!HHIIBBHHH', 4000, port, sequence, 1, 0x50, flags, 1024, 0, 0) + payload)
            http = (b'GET /secret/path?q=secret HTTP/1.1\\r\\nCookie: secret\\r\\nHost: www.example.org\\r\\n'
                    b'Authorization: Basic secret\\r\\nUser-Agent: a-browser\\r\\n\\r\\nsecret=body')
            tcp(80, 99, 2, b'')
            tcp(80, 100, 24, http)
            tcp(80, 100 + len(http), 24, b'password=secret')
            tcp(21, 99, 2, b'')
            tcp(21, 100, 24, b'USER me\\r\\nPASS secret\\r\\n')
            name = b'\\x05asked\\x07example\\x03org\\0'
            question = struct.pack('!6H', 7, 0x100, 1, 0, 0, 0) + name + struct.pack('!HH', 1, 1)
            send(17, struct.pack('!HHHH', 4000, 53, 8 + len(question), 0) + question)
            """;

    /// Seen again; the one gap is counted.
    private static boolean isBack(String story) {
        return number(story, "frames_processed_total") >= 500
                && number(story, "capture_gaps_total") == 1
                && taps(story, "watched") == 1;
    }

    static void cable(Lab lab) throws IOException, InterruptedException {
        String space = lab.tapNamespace();
        lab.must(space, "ip", "link", "add", "extra0", "type", "veth", "peer", "name", "extra1");
        lab.must(space, "ip", "link", "set", "extra0", "up");
        lab.must(space, "ip", "link", "set", "extra1", "up");
    }

    /// Sends until the interface is surely watched again.
    private static void send(Lab lab, int frames) throws IOException, InterruptedException {
        String program =
                """
                import socket, time
                out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
                out.bind(('extra1', 0))
                time.sleep(2)
                for i in range(%d):
                    out.send(b'\\x02' * 6 + b'\\x02\\0\\0\\0\\0\\1' + b'\\x88\\xb5' + b'x' * 60)
                """
                        .formatted(frames);
        lab.must(lab.tapNamespace(), Lab.PYTHON, "-c", program);
    }

    private static Running run(Lab lab, String name) throws IOException {
        return run(lab, name, "ring-megabytes: 8, silence: 2s");
    }

    static Running run(Lab lab, String name, String more) throws IOException {
        Path directory = Files.createDirectories(lab.directory().resolve("live"));
        Path settings = directory.resolve("tapwarden.yaml");
        Files.writeString(
                settings,
                """
                state: state
                capture: {interface: %s, threads: 2, %s}
                console: {host: 127.0.0.1, port: 8443}
                """
                        .formatted(name, more));
        return lab.spawn(
                lab.tapNamespace(),
                Program.command("run", "--config", settings.toString()).toArray(String[]::new));
    }

    private static boolean soon(Lab lab, Predicate<String> wanted) {
        return Lab.await(() -> wanted.test(story(lab)), PATIENCE);
    }

    static String story(Lab lab) {
        try {
            Ran ran = lab.exec(lab.tapNamespace(), "curl", "-sk", "https://127.0.0.1:8443/metrics");
            return ran.said();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /// Of everything that has a name for a loss of frames.
    static long dropped(String story) {
        long dropped = 0;
        Matcher drops =
                Pattern.compile("tapwarden_frames_dropped_total\\{[^}]*\\} (\\S+)").matcher(story);
        while (drops.find()) {
            dropped += (long) Double.parseDouble(drops.group(1));
        }
        return dropped;
    }

    private static long taps(String story, String condition) {
        return number(story, "taps{condition=\"" + condition + "\",}");
    }

    static long number(String story, String name) {
        String start = "tapwarden_" + name + " ";
        return story.lines()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(start.length())))
                .findFirst()
                .orElse(-1);
    }
}
