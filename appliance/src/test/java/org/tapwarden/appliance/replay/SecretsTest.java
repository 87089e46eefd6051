package org.tapwarden.appliance.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.tapwarden.appliance.run.Histories;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.LiveCapture;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.keep.KeepLimits;
import org.tapwarden.capture.keep.PacketKeeper;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.inspect.FlowInspector;
import org.tapwarden.classifier.inspect.Listeners;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.record.FlowJson;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.FlowSearch;
import picocli.CommandLine;

/// A password, a person, a path, a cookie or a text that is sent in clear is found nowhere
/// afterwards: in no flow, finding, explanation, history, log line, event or kept packet.
///
/// Each conversation must be told for what it is, or nothing would be proved.
class SecretsTest {

    private static final long NOW = 1_700_000_100_000_000_000L;

    /// Turns as they are, and in two and five segments each.
    private static final int[] PIECES = {1, 2, 5};

    private static final List<String> SPELLINGS = spellings();

    private final ObjectMapper json = new ObjectMapper();

    @TempDir private Path directory;

    private Path capture = Path.of("");

    /// The secret as it is, in the encodings that protocols and writers use, in lower case.
    private static List<String> spellings() {
        String secret = SecretTalks.SECRET;
        List<String> spellings = new ArrayList<>();
        spellings.add(secret);
        spellings.add(new StringBuilder(secret).reverse().toString());
        spellings.add(new String(secret.getBytes(UTF_16LE), ISO_8859_1));
        spellings.add(new String(secret.getBytes(UTF_16BE), ISO_8859_1));
        spellings.add(HexFormat.of().formatHex(secret.getBytes(ISO_8859_1)));
        spellings.add(HexFormat.ofDelimiter("%").formatHex(secret.getBytes(ISO_8859_1)));
        // What stands before it shifts its letters; the first and the last depend on neighbours.
        for (String before : List.of("", "x", "xx")) {
            String encoded = SecretTalks.base64(before + secret);
            spellings.add(encoded.substring(before.isEmpty() ? 0 : 4, encoded.length() - 4));
        }
        return spellings.stream().map(one -> one.toLowerCase(Locale.ROOT)).toList();
    }

    private static boolean isGivenAway(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1).toLowerCase(Locale.ROOT);
        // Half of it is too much already.
        String half = SecretTalks.SECRET.substring(0, 7).toLowerCase(Locale.ROOT);
        return text.contains(half) || SPELLINGS.stream().anyMatch(text::contains);
    }

    private static boolean isGivenAway(String text) {
        return isGivenAway(text.getBytes(ISO_8859_1));
    }

    @BeforeEach
    void all_conversations_in_a_capture() throws IOException {
        var all = new TalkCapture();
        int number = 0;
        for (int pieces : PIECES) {
            for (Talk talk : SecretTalks.ALL) {
                all.add(number++, talk, pieces);
            }
        }
        capture = all.write(directory.resolve("secrets.pcap"));
    }

    /// Proof that this test would see what it looks for.
    @Test
    void every_conversation_holds_the_secret_and_each_spelling_is_found() {
        for (Talk talk : SecretTalks.ALL) {
            byte[] all = {};
            for (Talk.Turn turn : talk.turns()) {
                all = Talk.join(all, turn.bytes());
            }
            assertThat(isGivenAway(all)).as("%s holds the secret", talk.word()).isTrue();
        }
        assertThat(isGivenAway("user=" + SecretTalks.base64("\0a" + SecretTalks.SECRET + "b")))
                .isTrue();
        assertThat(isGivenAway(Talk.utf16(SecretTalks.SECRET.toUpperCase(Locale.ROOT)))).isTrue();
        assertThat(isGivenAway("nothing at all")).isFalse();
    }

    @Test
    void no_secret_is_in_flows_findings_explanations_history_or_log() throws Exception {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.TRACE);
        Path flows = directory.resolve("flows.ndjson");
        Path findings = directory.resolve("findings.ndjson");
        Path history = directory.resolve("history");
        var out = new StringWriter();
        try {
            var line = new CommandLine(new ReplayCommand());
            line.setOut(new PrintWriter(out, true));
            line.setErr(new PrintWriter(out, true));
            int code =
                    line.execute(
                            "--explain",
                            "--flows",
                            flows.toString(),
                            "--findings",
                            findings.toString(),
                            "--history",
                            history.toString(),
                            capture.toString());
            assertThat(code).as(out.toString()).isZero();
        } finally {
            root.detachAppender(logged);
            root.setLevel(before);
        }
        List<String> lines = Files.readAllLines(flows);
        Map<String, String> told = told(lines);
        wanted().forEach((client, word) -> assertThat(told).containsEntry(client, word));
        assertThat(lines.stream().filter(SecretsTest::isGivenAway)).isEmpty();
        assertThat(out.toString().lines().filter(SecretsTest::isGivenAway)).isEmpty();
        assertThat(out.toString().lines()).hasSizeGreaterThan(lines.size());
        for (ILoggingEvent event : logged.list) {
            assertThat(isGivenAway(event.getFormattedMessage())).isFalse();
        }
        assertThat(isGivenAway(Files.readAllBytes(findings))).isFalse();
        remembersNone(history, lines.size());
    }

    private static void remembersNone(Path history, int flows) throws Exception {
        try (var files = Files.walk(history)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(isGivenAway(Files.readAllBytes(file))).as(file.toString()).isFalse();
            }
        }
        try (FlowHistory opened =
                Histories.openToSearch(history, Directory.NOBODY, ZoneOffset.UTC)) {
            for (String query : List.of("", "*" + SecretTalks.SECRET + "*")) {
                FlowSearch.Answer answer =
                        opened.search(
                                new FlowSearch.Request(
                                        "tester",
                                        "command-line",
                                        "looks for secrets",
                                        query,
                                        Instant.EPOCH,
                                        Instant.parse("2100-01-01T00:00:00Z"),
                                        FlowSearch.MOST_ROWS));
                assertThat(answer.rows()).hasSize(query.isEmpty() ? flows : 0);
                for (FlowRecord row : answer.rows()) {
                    var document = new ByteArrayOutputStream();
                    new FlowJson().whole(row, document);
                    assertThat(isGivenAway(document.toByteArray())).isFalse();
                    assertThat(isGivenAway(row.toString())).isFalse();
                }
            }
        }
    }

    /// The words that whole turns are told by, by the client's address.
    private static Map<String, String> wanted() {
        var wanted = new TreeMap<String, String>();
        for (int i = 0; i < SecretTalks.ALL.size(); i++) {
            wanted.put(TalkCapture.client(i), SecretTalks.ALL.get(i).word());
        }
        return wanted;
    }

    private Map<String, String> told(List<String> lines) throws IOException {
        var wanted = wanted();
        var told = new TreeMap<String, String>();
        for (String line : lines) {
            JsonNode flow = json.readTree(line);
            String one = flow.at("/source/ip").asText();
            String other = flow.at("/destination/ip").asText();
            String client = one.startsWith("10.") ? one : other;
            if (wanted.containsKey(client)) {
                told.put(client, flow.at("/network/protocol").asText());
            }
        }
        return told;
    }

    /// What the deciding thread hears, byte for byte, and what is kept for a packet capture later.
    @Test
    void no_secret_is_in_events_or_kept_packets() throws Exception {
        Path kept = directory.resolve("kept");
        var events = new ArrayList<byte[]>();
        var keeper =
                new PacketKeeper(
                        kept,
                        new KeepLimits(KeepLimits.FEWEST_BYTES, Duration.ofHours(1)),
                        () -> NOW);
        var pipeline =
                Pipeline.of(
                        FlowLimits.DEFAULTS,
                        (table, to) ->
                                new FlowInspector(table, to, Listeners.LABELS_AND_DECISIONS));
        keeper.start();
        long heardAt = System.nanoTime();
        try (var live =
                new LiveCapture(
                        pipeline, List.of(CaptureFile.open(capture)), () -> NOW, 1, keeper)) {
            live.start();
            while (System.nanoTime() - heardAt < 500_000_000L) {
                int heard =
                        live.events()
                                .drain(
                                        (_, array, offset, length) ->
                                                events.add(copy(array, offset, length)),
                                        256);
                heardAt = heard > 0 ? System.nanoTime() : heardAt;
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(live.failure()).isNull();
        }
        keeper.close();
        assertThat(events).hasSizeGreaterThan(PIECES.length * SecretTalks.ALL.size());
        assertThat(events.stream().filter(SecretsTest::isGivenAway)).isEmpty();

        var all = new ByteArrayOutputStream();
        try (var files = Files.list(kept)) {
            for (Path file : files.toList()) {
                all.writeBytes(Files.readAllBytes(file));
            }
        }
        assertThat(all.toString(ISO_8859_1)).contains("Host: www.example.org");
        assertThat(isGivenAway(all.toByteArray())).isFalse();
        assertThat(keeper.counters().written()).isGreaterThan(SecretTalks.ALL.size());
    }

    private static byte[] copy(byte[] array, int offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(array, offset, copy, 0, length);
        return copy;
    }
}
