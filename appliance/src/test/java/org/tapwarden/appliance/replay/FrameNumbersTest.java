package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.file.CaptureFile;
import picocli.CommandLine;

/// The frame that a case's evidence names is the one with that number in the capture.
class FrameNumbersTest {

    private static final String SEGMENTS =
            """
            segments:
              - name: students
                prefixes: [10.20.0.0/24, "fd20::/64", "fe80::/10"]
                tap: access
                equipment: {dhcp-server: ["02:00:00:00:02:50"], router: ["02:00:00:00:02:50"]}
            """;

    @TempDir private Path directory;

    private Path capture() throws IOException {
        String recorded = "/org/tapwarden/appliance/scenario/recorded/rogue-dhcpd.pcap.gz";
        Path capture = directory.resolve("rogue-dhcpd.pcap");
        try (InputStream packed = FrameNumbersTest.class.getResourceAsStream(recorded)) {
            assertThat(packed).isNotNull();
            Files.copy(new GZIPInputStream(packed), capture);
        }
        return capture;
    }

    private static List<Instant> times(Path capture) throws IOException {
        List<Instant> times = new ArrayList<>();
        try (CaptureFile file = CaptureFile.open(capture)) {
            var block = new Block();
            while (file.read(block, 0) == FrameSource.Read.FRAMES) {
                for (int i = 0; i < block.count(); i++) {
                    times.add(Instant.ofEpochSecond(0, block.timestampNanos(i)));
                }
            }
        }
        return times;
    }

    private List<JsonNode> traces(String... arguments) throws IOException {
        Path segments = Files.writeString(directory.resolve("segments.yaml"), SEGMENTS);
        Path findings = directory.resolve("findings.ndjson");
        List<String> all = new ArrayList<>(List.of("--segments", segments.toString()));
        all.addAll(List.of("--findings", findings.toString()));
        all.addAll(List.of(arguments));
        var said = new StringWriter();
        var line = new CommandLine(new ReplayCommand());
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        assertThat(line.execute(all.toArray(String[]::new))).as(said.toString()).isZero();
        List<JsonNode> traces = new ArrayList<>();
        for (String alert : Files.readAllLines(findings)) {
            JsonNode node = new ObjectMapper().readTree(alert);
            if (node.path("rule").asText().equals("rogue-dhcp-server")) {
                assertThat(node.path("traces")).hasSameSizeAs(node.path("evidence"));
                node.path("traces").forEach(traces::add);
            }
        }
        assertThat(traces).as("the rogue server's evidence").isNotEmpty();
        return traces;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void evidence_names_the_frame_by_its_number_in_the_capture(int threads) throws IOException {
        Path capture = capture();
        List<Instant> times = times(capture);
        for (JsonNode trace : traces("--threads", "" + threads, capture.toString())) {
            int frame = trace.path("frame").asInt();
            assertThat(frame).isBetween(1, times.size());
            assertThat(times.get(frame - 1)).isEqualTo(Instant.parse(trace.path("at").asText()));
            assertThat(trace.path("family").asText()).isEqualTo("services");
        }
    }

    @Test
    void frames_that_a_filter_leaves_out_are_counted_too() throws IOException {
        Path capture = capture();
        assertThat(traces("--filter", "udp or arp", capture.toString()))
                .isEqualTo(traces(capture.toString()));
    }

    @Test
    void a_second_capture_counts_on() throws IOException {
        Path capture = capture();
        Path first = directory.resolve("first.pcap");
        byte[] head = new byte[24];
        try (InputStream in = Files.newInputStream(capture)) {
            assertThat(in.readNBytes(head, 0, 24)).isEqualTo(24);
        }
        // One frame of an hour ago, which is nobody's.
        try (var out = Files.newOutputStream(first)) {
            out.write(head);
            long seconds = times(capture).getFirst().getEpochSecond() - 3_600;
            var record = ByteBuffer.allocate(16 + 60);
            record.order(ByteOrder.LITTLE_ENDIAN);
            record.putInt((int) seconds).putInt(0).putInt(60).putInt(60);
            out.write(record.array());
        }
        int alone = traces(capture.toString()).getFirst().path("frame").asInt();
        int behind = traces(first.toString(), capture.toString()).getFirst().path("frame").asInt();
        assertThat(behind).isEqualTo(alone + 1);
    }
}
