package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Running;
import org.tapwarden.appliance.replay.ReplayCommand;
import picocli.CommandLine;

/// Two sites, each on an interface of its own without tags, with the same addresses, and one MAC at
/// both.
class TwoSitesTest {

    private static final String CLONE = "3c:52:82:cc:00:01";

    private static final String SEGMENTS =
            """
            segments:
              - {name: north, site: N, prefixes: [10.20.0.0/24], tap: access, space: 1, interfaces: [north0]}
              - {name: south, site: S, prefixes: [10.20.0.0/24], tap: access, space: 2, interfaces: [south0]}
            """;

    @TempDir private Path directory;

    private Path script(Path into) throws IOException {
        copy("/org/tapwarden/appliance/scenario/frames.py", into.resolve("frames.py"));
        Path script = into.resolve("two_sites.py");
        copy("two_sites.py", script);
        return script;
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = TwoSitesTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            Files.copy(in, to);
        }
    }

    // ---- live ----

    @Test
    void live_each_site_has_its_own_device_and_no_case() throws Exception {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
        try (Lab lab = Lab.start(Lab.Tap.ALONE)) {
            Path script = script(lab.directory());
            String space = lab.tapNamespace();
            for (String site : List.of("north", "south")) {
                String tap = site + "0";
                String far = site + "1";
                lab.must(space, "ip", "link", "add", tap, "type", "veth", "peer", "name", far);
                lab.must(space, "sysctl", "-qw", "net.ipv6.conf." + tap + ".disable_ipv6=1");
                lab.must(space, "sysctl", "-qw", "net.ipv6.conf." + far + ".disable_ipv6=1");
                lab.must(space, "ip", "link", "set", tap, "up", "arp", "off");
                lab.must(space, "ip", "link", "set", far, "up", "arp", "off");
            }
            Path settings = settings(lab, "north0, south0");
            try (Running appliance = run(lab, settings)) {
                appliance.awaits("watching north0, south0", Duration.ofSeconds(60));
                lab.must(space, Lab.PYTHON, script.toString(), "send", "north1", "south1");
                String devices = command(lab, settings, "devices", "show", CLONE);
                assertThat(devices).contains("north", "south", "library-pc", "kali");
                String cases = command(lab, settings, "cases", "list");
                assertThat(cases.lines().skip(1)).as(cases).isEmpty();
            }
        }
    }

    @Test
    void a_segment_on_an_interface_that_is_not_watched_stops_the_start_with_one_line()
            throws Exception {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
        try (Lab lab = Lab.start(Lab.Tap.ALONE);
                Running appliance = run(lab, settings(lab, Lab.TAP))) {
            assertThat(appliance.ended(Duration.ofSeconds(60))).isTrue();
            assertThat(appliance.process().exitValue()).isEqualTo(1);
            assertThat(appliance.said().lines().filter(l -> !l.isBlank()).toList().getLast())
                    .contains(
                            "segments.yaml: segments: 'north' is on the interface 'north0', which is"
                                    + " not watched; watched are [tap0]");
        }
    }

    private static Path settings(Lab lab, String interfaces) throws IOException {
        Path live = Files.createDirectories(lab.directory().resolve("live"));
        Files.writeString(live.resolve("segments.yaml"), SEGMENTS);
        return Files.writeString(
                live.resolve("tapwarden.yaml"),
                """
                state: state
                capture: {interface: [%s], threads: 1, ring-megabytes: 8}
                segments: segments.yaml
                console: {on: false}
                """
                        .formatted(interfaces));
    }

    private static Running run(Lab lab, Path settings) throws IOException {
        return lab.spawn(
                lab.tapNamespace(),
                Program.command("run", "--config", settings.toString()).toArray(String[]::new));
    }

    private static String command(Lab lab, Path settings, String... words) throws Exception {
        List<String> command = Program.command(words);
        command.addAll(List.of("--config", settings.toString()));
        return lab.must(lab.tapNamespace(), command.toArray(String[]::new));
    }

    // ---- replayed ----

    /// Whether the interface is what tells them apart shows the second capture: there all is heard
    /// over one.
    @Test
    void replayed_the_names_of_the_captures_interfaces_tell_the_sites_apart() throws Exception {
        assumeThat(Path.of("/usr/bin/python3")).exists();
        Path script = script(directory);
        assertThat(rules(script, "north0", "south0")).isEmpty();
        assertThat(rules(script, "north0", "north0")).contains("mac-cloning", "address-");
        assertThat(said).contains("no capture names the interface south0");
    }

    private String said = "";

    private String rules(Path script, String... names) throws Exception {
        Path capture = directory.resolve(String.join("-", names) + ".pcapng");
        Process writes =
                new ProcessBuilder(
                                Lab.PYTHON,
                                script.toString(),
                                "write",
                                capture.toString(),
                                names[0],
                                names[1])
                        .inheritIO()
                        .start();
        assertThat(writes.waitFor()).isZero();
        Path segments = Files.writeString(directory.resolve("segments.yaml"), SEGMENTS);
        Path findings = directory.resolve("findings.ndjson");
        var text = new StringWriter();
        var line = new CommandLine(new ReplayCommand());
        line.setOut(new PrintWriter(text, true));
        line.setErr(new PrintWriter(text, true));
        int code =
                line.execute(
                        "--segments",
                        segments.toString(),
                        "--findings",
                        findings.toString(),
                        capture.toString());
        said = text.toString();
        assertThat(code).as(said).isZero();
        return Files.readString(findings);
    }
}
