package org.tapwarden.appliance.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.run.Conditions;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.service.Services;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.sensor.Outlet;
import org.tapwarden.detector.sensor.Sensor;
import org.tapwarden.detector.sensor.Watches;

/// The networks of strangers, each taken for an access segment of ours of which nobody declared
/// anything: what is innocent in thousands of conversations of theirs accuses nobody.
///
/// A capture that truly holds what it is accused of has a row in the exceptions, with the frames
/// that prove it; a row that no longer holds fails the test.
class StrangersSegmentTest {

    private static final Path CAPTURES = Path.of("../../shared/captures");
    private static final String EXCEPTIONS = "stranger-segments.tsv";

    /// What this test answers for; other detectors have tests of their own.
    private static final Set<String> RULES =
            Set.of(
                    "rogue-router",
                    "rogue-dhcp-server",
                    "rogue-router-advertisement",
                    "rogue-bridge");

    private static final Segments SEGMENTS =
            new Segments(
                    List.of(
                            new Segment(
                                    "strangers",
                                    "",
                                    "",
                                    Set.of(),
                                    List.of(
                                            Prefix.parse("10.0.0.0/8"),
                                            Prefix.parse("172.16.0.0/12"),
                                            Prefix.parse("192.168.0.0/16"),
                                            Prefix.parse("100.64.0.0/10"),
                                            Prefix.parse("169.254.0.0/16"),
                                            Prefix.parse("fc00::/7"),
                                            Prefix.parse("fe80::/10")),
                                    Population.UNKNOWN,
                                    TapKind.ACCESS,
                                    0)));

    /// What a capture is accused of.
    private record Accused(String capture, String rule, String mac) {}

    /// Keeps the last state of each alert.
    private static final class Told implements Outlet {
        private final Map<Long, Alert> alerts = new LinkedHashMap<>();

        @Override
        public void endpoint(Endpoint endpoint) {}

        @Override
        public void bound(Binding binding) {}

        @Override
        public void identified(long done, long through) {}

        @Override
        public void evidence(CaseKind kind, String segment, Evidence one) {}

        @Override
        public void alert(Alert alert, Optional<Asked> asked) {
            alerts.put(alert.id(), alert);
        }
    }

    @Test
    void has_no_rogue_equipment_but_where_a_row_proves_it() throws IOException {
        assumeThat(CAPTURES).as("test captures beside the project").isDirectory();
        ReplayEngines engines = Observation.engines(FlowLimits.DEFAULTS, 1, FrameFilter.ALL, true);
        Services services = Services.load();
        Makers makers = Makers.load();
        Policy policy = new PolicyFile(Clauses.builtIn(), Conditions::parse).builtIn();
        Set<Accused> accused = new LinkedHashSet<>();
        Map<Accused, List<String>> grounds = new LinkedHashMap<>();
        int played = 0;
        int endpoints = 0;
        for (Path capture : captures()) {
            var told = new Told();
            var ids = new AtomicLong();
            var sensor =
                    new Sensor(
                            SEGMENTS,
                            policy,
                            makers,
                            ids::incrementAndGet,
                            told,
                            new Watches(),
                            _ -> _ -> false);
            try {
                new Observation(engines, services, sensor).play(CaptureFile.open(capture), _ -> {});
            } catch (IOException e) {
                continue; // no capture at all
            }
            played++;
            endpoints += sensor.endpoints().all().size();
            String name = CAPTURES.relativize(capture).toString();
            for (Alert alert : told.alerts.values()) {
                var one = new Accused(name, alert.rule(), alert.mac());
                if (RULES.contains(alert.rule())) {
                    accused.add(one);
                    grounds.put(one, alert.evidence());
                }
            }
        }
        assertThat(played).as("captures").isGreaterThan(500);
        assertThat(endpoints).as("endpoints").isGreaterThan(900);
        assertThat(accused).as("%s", grounds).containsExactlyInAnyOrderElementsOf(exceptions());
    }

    private static List<Path> captures() throws IOException {
        Set<Path> captures = new TreeSet<>();
        for (String part : List.of("labelled/pcap", "packs")) {
            try (var files = Files.walk(CAPTURES.resolve(part))) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().endsWith(".json"))
                        .forEach(captures::add);
            }
        }
        return List.copyOf(captures);
    }

    private static List<Accused> exceptions() throws IOException {
        List<Accused> rows = new ArrayList<>();
        try (var in = StrangersSegmentTest.class.getResourceAsStream(EXCEPTIONS)) {
            assertThat(in).as(EXCEPTIONS).isNotNull();
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] cells = line.split("\t", -1);
                    assertThat(cells).as(line).hasSize(4);
                    rows.add(new Accused(cells[0], cells[1], cells[2]));
                }
            }
        }
        return rows;
    }
}
