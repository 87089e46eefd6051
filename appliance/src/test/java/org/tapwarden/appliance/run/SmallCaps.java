package org.tapwarden.appliance.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.detector.Health;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// A program of its own: the whole appliance under every kind of flood. Its caps are divided by
/// what its command line says; it ends with a line for each counter.
final class SmallCaps {

    private static final int FRAMES = 100_000;
    private static final int RULES = 20;

    private SmallCaps() {}

    /// @param args a directory for its state
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        var flood =
                new Flood(
                                System.currentTimeMillis() * 1_000_000L,
                                100_000,
                                FRAMES,
                                FRAMES,
                                FRAMES,
                                () -> {})
                        .andOthers(FRAMES);
        var tunnels = new Tunnels(flood::nanos, 2L * FRAMES);
        Files.writeString(
                directory.resolve("segments.yaml"),
                """
                segments:
                  - {name: students, site: HS1, prefixes: [10.20.0.0/16], population: student, tap: access}
                """);
        // A flood makes few cases, so each of these is asked for by many rules.
        var policy = new StringBuilder("rules:\n");
        for (int i = 0; i < RULES; i++) {
            policy.append(
                    "  - {id: many-%d, title: t, clause: K.17, on: many-new-devices, severity: low, step: notify}%n"
                            .formatted(i));
        }
        Files.writeString(directory.resolve("policy.yaml"), policy);
        Path config = directory.resolve("tapwarden.yaml");
        Files.writeString(
                config,
                """
                office: Flooded High
                time-zone: UTC
                state: state
                capture: {interface: none, keep: {megabytes: 64}}
                segments: segments.yaml
                policy: policy.yaml
                mail: {host: localhost, from: a@example.org, to: b@example.org}
                """);
        try (var appliance =
                new Appliance(
                        Settings.read(config),
                        new Appliance.Surroundings(
                                List.of(flood, tunnels),
                                flood::nanos,
                                FrameFilter.ALL,
                                List.of(),
                                () -> Optional.of(ProtectedSet.NOBODY),
                                Optional.of(mail -> Optional.empty())))) {
            var list = ApprovedList.of("devices.csv", "mac,name,owner\n02:00:00:00:00:01,a,b\n");
            appliance
                    .store()
                    .apply(appliance.store().difference(list), "a test", "the list", Instant.now());
            appliance.start();
            awaits(() -> flood.phase() == Flood.Phase.PAUSE);
            flood.goOn();
            awaits(() -> flood.phase() == Flood.Phase.OVER);
            awaits(() -> tunnels.sent() == 2L * FRAMES);
            awaits(() -> isQuiet(appliance));
            appliance.stopSensor();
            Health.State state = appliance.health().now();
            Map<String, Long> all = new TreeMap<>(state.counters());
            state.drops().forEach((word, n) -> all.put("dropped." + word, n));
            state.lostBehind().forEach((word, n) -> all.put("behind." + word, n));
            all.put("offered", state.framesOffered());
            all.put("processed", state.framesProcessed());
            all.put("sent", flood.sent() + tunnels.sent());
            all.forEach((word, n) -> System.out.println("counter " + word + " " + n));
        }
    }

    private static boolean isQuiet(Appliance appliance) {
        try {
            Health.State before = appliance.health().now();
            Thread.sleep(1_500);
            Health.State after = appliance.health().now();
            return before.framesProcessed() == after.framesProcessed()
                    && before.counters().get("frames_waiting") == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void awaits(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(20);
        }
    }
}
