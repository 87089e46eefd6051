package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What a user sees of captures from the air.
class RadioCapturesTest {

    private static final Path PACK = Path.of("../../shared/captures/packs/wifi");
    private static final String FLOOD = "pmkid-not-recognized";

    @TempDir private Path directory;

    private List<String> findings(Path capture, String... options) throws IOException {
        assumeThat(PACK).as("test captures beside the project").isDirectory();
        Path found = directory.resolve("found.ndjson");
        Files.deleteIfExists(found);
        var line = new CommandLine(new ReplayCommand());
        var err = new StringWriter();
        line.setOut(new PrintWriter(new StringWriter(), true));
        line.setErr(new PrintWriter(err, true));
        String[] all =
                Stream.concat(
                                Stream.of(options),
                                Stream.of("--findings", found.toString(), capture.toString()))
                        .toArray(String[]::new);
        int code = line.execute(all);
        assertThat(err.toString()).doesNotContain("Exception");
        return code == 0 ? Files.readAllLines(found) : List.of();
    }

    private static List<Path> captures() throws IOException {
        assumeThat(PACK).as("test captures beside the project").isDirectory();
        try (var list = Files.list(PACK)) {
            return list.sorted().toList();
        }
    }

    @Test
    void a_real_flood_is_one_finding_with_its_pattern() throws IOException {
        Path flood = PACK.resolve("aircrack-ng--pmkid-not-recognized.cap");
        List<String> found = findings(flood);
        assertThat(found)
                .filteredOn(line -> line.contains("deauthentication-flood"))
                .singleElement()
                .asString()
                .contains("8c:de:f9:d0:b4:61")
                .contains("60:7e:a4:4c:ee:73")
                .contains("both sides seem to hang up over and over")
                .doesNotContain("24:df:a7:95:54:e6"); // its access point repeats itself
        assertThat(findings(flood, "--threads", "3")).isEqualTo(found);
    }

    @Test
    void everything_else_on_the_air_raises_nothing_without_a_declaration() throws IOException {
        for (Path capture : captures()) {
            List<String> found = findings(capture);
            boolean flood = capture.toString().contains(FLOOD);
            assertThat(found).as("%s", capture.getFileName()).hasSize(flood ? 1 : 0);
        }
    }

    /// The tap's kind speaks of the wire.
    @Test
    void nor_where_only_segments_are_declared() throws IOException {
        Path segments = directory.resolve("segments.yaml");
        Files.writeString(
                segments, "segments: [{name: library, prefixes: [0.0.0.0/0], tap: access}]");
        for (Path capture : captures()) {
            List<String> found = findings(capture, "--segments", segments.toString());
            boolean flood = capture.toString().contains(FLOOD);
            assertThat(found).as("%s", capture.getFileName()).hasSize(flood ? 1 : 0);
        }
    }

    @Test
    void with_a_declaration_the_same_captures_show_twins_and_weak_ones() throws IOException {
        Path segments = directory.resolve("segments.yaml");
        Files.writeString(
                segments,
                """
                segments:
                  - {name: library, prefixes: [10.0.0.0/8], tap: access}
                wifi:
                  ssids:
                    - {name: WPA3-Network, security: wpa3-enterprise}
                  bssids: [00:00:5e:00:53:01]
                """);
        Path capture = PACK.resolve("aircrack-ng--wpa3-psk.pcap");
        assertThat(findings(capture, "--segments", segments.toString()))
                .anyMatch(line -> line.contains("evil-twin") && line.contains("library"))
                .anyMatch(line -> line.contains("weakened-wifi") && line.contains("wpa3"));
    }
}
