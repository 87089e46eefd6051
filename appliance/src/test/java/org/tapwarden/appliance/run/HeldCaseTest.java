package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.control.Control;
import org.tapwarden.appliance.control.ControlServer;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.policy.Measure;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.segment.SegmentsFile;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.driver.RecordingDriver;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// The whole appliance: a case that stands holds its device past the lease's first end, and who
/// settles it on the command line frees the device.
class HeldCaseTest {

    private static final String MAC = "50:c7:bf:12:34:56";
    private static final Duration LEASE = Duration.ofSeconds(3);

    @TempDir Path folder;
    private Settings settings;

    private void settings() throws IOException {
        Files.writeString(folder.resolve("never.txt"), "# nobody\n");
        Files.writeString(
                folder.resolve("segments.yaml"),
                """
                segments:
                  - {name: students, site: HS1, prefixes: [10.20.0.0/24], tap: access}
                """);
        Files.writeString(
                folder.resolve("policy.yaml"),
                """
                rules:
                  - {id: rogue-router, clause: K.17, on: rogue-router, step: quarantine, for: 1h}
                automatic:
                  - rule: rogue-router
                    segment: students
                    owner: the network team
                    reviewed: 2026-11-01
                    never-list: never.txt
                """);
        settings =
                Settings.read(
                        Files.writeString(
                                folder.resolve("tapwarden.yaml"),
                                """
                                state: state
                                capture: {interface: tap0}
                                segments: segments.yaml
                                policy: policy.yaml
                                console: {on: false}
                                enforcer: {learning: 0s, lease: %ds}
                                """
                                        .formatted(LEASE.toSeconds())));
    }

    /// As the sensor leaves it when it has found a router.
    private void aCaseThatAsksForAQuarantine() throws IOException {
        Files.createDirectories(settings.state());
        var alert =
                new Alert(
                        1,
                        1,
                        "rogue-router",
                        "K.17",
                        "No.",
                        "high",
                        "A router",
                        7,
                        MAC,
                        "10.20.0.5",
                        "TP-LINK",
                        "",
                        "students",
                        "HS1",
                        "",
                        "",
                        List.of("identity", "forwarding"),
                        List.of("why"),
                        List.of(),
                        List.of(),
                        List.of(),
                        "quarantine for 1 h",
                        false,
                        Instant.now(),
                        Instant.now());
        var measure = new Measure(Rule.Step.QUARANTINE, Measure.Mode.ACT, Duration.ofHours(1), "");
        try (var store =
                new SensorStore(
                        settings.state().resolve("sensor.db"),
                        SegmentsFile.read(folder.resolve("segments.yaml"), List.of("tap0")))) {
            store.alert(
                    alert,
                    Optional.of(
                            new Asked(alert, measure, List.of(MAC), List.of("10.20.0.5"), 100)));
            store.awaitCommitted(store.submitted());
        }
    }

    private Appliance appliance() throws IOException {
        return new Appliance(
                settings,
                new Appliance.Surroundings(
                        List.of(new RadiusWiringTest.IdleTap()),
                        () -> Instant.now().toEpochMilli() * 1_000_000L,
                        FrameFilter.ALL,
                        List.of(new RecordingDriver(Step.QUARANTINE)),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        Optional.empty()));
    }

    private ControlServer control(Appliance appliance) throws IOException {
        return new ControlServer(
                settings.controlSocket(),
                settings.state().resolve("history"),
                settings.zone(),
                appliance.history(),
                appliance.store(),
                appliance.enforcement());
    }

    private static void review(Appliance appliance) {
        var said = new EnumMap<NeverListReview.Point, String>(NeverListReview.Point.class);
        for (NeverListReview.Point point : NeverListReview.Point.values()) {
            said.put(point, "none here");
        }
        appliance
                .enforcement()
                .safeguards()
                .review(new NeverListReview("students", "smith", Instant.now(), said));
    }

    private String command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", folder.resolve("tapwarden.yaml").toString()));
        var out = new StringWriter();
        int exit =
                Control.execute(
                        all.toArray(String[]::new),
                        new PrintWriter(out, true),
                        new PrintWriter(out, true));
        assertThat(exit).as(out.toString()).isZero();
        return out.toString();
    }

    private static boolean comes(BooleanSupplier what, Duration within) throws Exception {
        long end = System.nanoTime() + within.toNanos();
        while (!what.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.sleep(20);
        }
        return what.getAsBoolean();
    }

    @Test
    void a_case_that_stands_holds_its_device_past_the_first_end_and_settling_it_frees_it()
            throws Exception {
        settings();
        aCaseThatAsksForAQuarantine();
        try (var appliance = appliance();
                var _ = control(appliance)) {
            review(appliance);
            appliance.start();
            var enforcement = appliance.enforcement();
            assertThat(comes(() -> enforcement.leases().size() == 1, Duration.ofSeconds(20)))
                    .isTrue();
            Lease first = enforcement.leases().getFirst();
            assertThat(Duration.between(first.begunWall(), first.untilWall())).isEqualTo(LEASE);
            assertThat(command("quarantine", "list"))
                    .contains("order-1", "renewed while case alert-1 stands, at most until ");
            Thread.sleep(LEASE.multipliedBy(2));
            assertThat(enforcement.leases())
                    .singleElement()
                    .satisfies(l -> assertThat(l.term().renewals()).isGreaterThanOrEqualTo(2));
            command("cases", "confirm", "1", "--why", "seen it in room 12");
            Thread.sleep(LEASE);
            assertThat(enforcement.leases()).as("a case that was confirmed stands").hasSize(1);
            command("cases", "false-alarm", "1", "--why", "a dock");
            assertThat(comes(() -> enforcement.leases().isEmpty(), Duration.ofSeconds(3))).isTrue();
            assertThat(enforcement.audit(0, 1_000).toString())
                    .contains("\"renewed\"", "case alert-1: a false alarm, says ");
        }
    }
}
