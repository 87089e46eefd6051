package org.tapwarden.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.replay.ReplayCommand;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.SegmentsFile;
import picocli.CommandLine;

/// The bundled morning holds what the demo's tour tells of, and the files beside it fit it.
class DemoCaptureTest {

    private static final String ROUTER = "50:c7:bf:4a:1e:32";

    @TempDir private Path directory;

    private Path capture = Path.of("");

    @BeforeEach
    void unpack() throws IOException {
        capture = directory.resolve("morning.pcap");
        try (InputStream packed = new GZIPInputStream(resource("morning.pcap.gz"))) {
            Files.copy(packed, capture);
        }
    }

    @Test
    void every_protocol_of_the_tour_is_recognised_in_it() throws IOException {
        String flows = String.join("\n", flows());
        for (String protocol :
                List.of(
                        "tls", "quic", "dns", "http", "dhcp", "mdns", "ssdp", "llmnr", "ssh",
                        "openvpn")) {
            assertThat(flows).contains("\"protocol\":\"" + protocol + "\"");
        }
        assertThat(flows)
                .contains("\"server_name\":\"classroom.google.com\"", "\"application\":\"youtube\"")
                .contains("\"vlan\":{\"id\":\"10\"}", "\"vlan\":{\"id\":\"30\"}")
                .contains(ROUTER);
    }

    @Test
    void a_replay_finds_what_the_appliance_would_alike_on_any_number_of_threads()
            throws IOException {
        Files.copy(resource("segments.yaml"), directory.resolve("segments.yaml"));
        Files.copy(resource("devices.csv"), directory.resolve("devices.csv"));
        String one = findings(1);
        assertThat(one.lines()).hasSize(2);
        assertThat(one)
                .contains("\"rule\":\"rogue-router\"", ROUTER)
                .contains("\"rule\":\"vpn-tunnel\"", "28:d2:44:9f:06:b5")
                .contains("would have: quarantine for 4 h");
        assertThat(findings(2)).isEqualTo(one);
        assertThat(findings(5)).isEqualTo(one);
    }

    private String findings(int threads) throws IOException {
        Path file = directory.resolve("findings-" + threads + ".ndjson");
        int exit =
                new CommandLine(new ReplayCommand())
                        .setOut(new PrintWriter(Writer.nullWriter()))
                        .execute(
                                "--threads",
                                Integer.toString(threads),
                                "--segments",
                                directory.resolve("segments.yaml").toString(),
                                "--devices",
                                directory.resolve("devices.csv").toString(),
                                "--findings",
                                file.toString(),
                                "--history",
                                directory.resolve("history-" + threads).toString(),
                                capture.toString());
        assertThat(exit).isZero();
        return Files.readString(file);
    }

    @Test
    void the_vpn_is_one_flow_of_a_students_laptop() throws IOException {
        assertThat(flows())
                .filteredOn(line -> line.contains("\"protocol\":\"openvpn\""))
                .singleElement()
                .asString()
                .contains("28:d2:44:9f:06:b5", "\"vlan\":{\"id\":\"20\"}");
    }

    @Test
    void the_approved_list_knows_the_dock_and_neither_the_router_nor_the_phones()
            throws IOException {
        Set<String> macs =
                ApprovedList.of("devices.csv", ApprovedList.text(copy("devices.csv"))).stream()
                        .map(entry -> entry.mac().toString())
                        .collect(Collectors.toSet());
        assertThat(macs)
                .hasSize(18)
                .contains("94:10:3e:6c:20:5d", "f8:b1:56:3d:71:a2")
                .doesNotContain(ROUTER)
                .noneMatch(mac -> (Integer.parseInt(mac.substring(0, 2), 16) & 2) != 0);
    }

    @Test
    void its_segments_can_be_read() throws IOException {
        assertThat(SegmentsFile.read(copy("segments.yaml")).all())
                .extracting(Segment::name)
                .contains("staff", "students", "infrastructure");
    }

    private List<String> flows() throws IOException {
        Path target = directory.resolve("flows.ndjson");
        CommandLine line = Commands.all();
        line.setOut(new PrintWriter(new StringWriter(), true));
        assertThat(line.execute("replay", "--flows", target.toString(), capture.toString()))
                .isZero();
        return Files.readAllLines(target);
    }

    private Path copy(String name) throws IOException {
        Path target = directory.resolve(name);
        try (InputStream in = resource(name)) {
            Files.copy(in, target);
        }
        return target;
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(
                DemoCaptureTest.class.getResourceAsStream("demo/" + name), name);
    }
}
