package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.detector.identity.UsedBy;
import org.tapwarden.enforcer.driver.RecordingDriver;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// From an accounting record that FreeRADIUS's client sends to the person in the sensor's ledger,
/// and over a restart.
class HandDownTest {

    private static final String SECRET = "correct horse";
    private static final Mac PC = Mac.parse("00:21:70:aa:bb:01");
    private static final String START =
            """
            Acct-Status-Type = Start
            Acct-Session-Id = "5F3A"
            User-Name = "kim@school.example"
            Calling-Station-Id = "00-21-70-AA-BB-01"
            NAS-Identifier = "sw-library"
            NAS-Port-Id = "Gi1/0/14"
            """;

    /// The PC asks who has the gateway's address, and so claims its own (RFC 826).
    private static final byte[] ARP =
            HexFormat.of()
                    .parseHex(
                            ("ffffffffffff 002170aabb01 0806 0001 0800 06 04 0001"
                                            + " 002170aabb01 0a140107 000000000000 0a140101")
                                    .replace(" ", ""));

    @TempDir Path folder;

    /// A tap on which what the test says comes by.
    private static final class Tap implements FrameSource {
        private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        @Override
        public Read read(Block block, long waitNanos) {
            block.begin(MemorySegment.NULL, Window.STATIC);
            if (closed) {
                return Read.END;
            }
            byte[] frame;
            try {
                frame = frames.poll(waitNanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Read.END;
            }
            if (frame == null) {
                return Read.IDLE;
            }
            block.begin(MemorySegment.ofArray(frame), Window.STATIC);
            block.add(
                    0,
                    frame.length,
                    frame.length,
                    wallNanos(),
                    LinkType.ETHERNET.code(),
                    Block.NO_VLAN,
                    0);
            return Read.FRAMES;
        }

        @Override
        public Losses losses() {
            return Losses.NONE;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static long wallNanos() {
        return Instant.now().toEpochMilli() * 1_000_000L;
    }

    @BeforeEach
    void settings() throws IOException {
        Path secret = Files.writeString(folder.resolve("radius.secret"), SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                folder.resolve("tapwarden.yaml"),
                """
                state: state
                capture: {interface: tap0}
                console: {on: false}
                accounting:
                  host: 127.0.0.1
                  port: 0
                  clients: [{from: 127.0.0.1, secret-file: radius.secret}]
                """);
    }

    private Appliance appliance(Tap tap) throws IOException {
        return new Appliance(
                Settings.read(folder.resolve("tapwarden.yaml")),
                new Appliance.Surroundings(
                        List.of(tap),
                        HandDownTest::wallNanos,
                        FrameFilter.ALL,
                        List.of(new RecordingDriver(Step.QUARANTINE)),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        Optional.empty()));
    }

    private void send(Appliance appliance, String attributes)
            throws IOException, InterruptedException {
        Path request = Files.writeString(folder.resolve("request"), attributes);
        int port = Objects.requireNonNull(appliance.accounting()).getPort();
        Process process =
                new ProcessBuilder(
                                "radclient",
                                "-x",
                                "-f",
                                request.toString(),
                                "127.0.0.1:" + port,
                                "acct",
                                SECRET)
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Received Accounting-Response");
        process.waitFor();
    }

    private static void until(BooleanSupplier met) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!met.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        assertThat(met.getAsBoolean()).isTrue();
    }

    private static Optional<UsedBy> users(Appliance appliance) {
        return appliance
                .store()
                .byMac(PC)
                .flatMap(device -> appliance.store().usedBy(device.endpoint(), Instant.now()));
    }

    private static boolean isFound(Appliance appliance, String person) {
        long now = Instant.now().toEpochMilli();
        return appliance
                .store()
                .resolve(
                        Catalogue.field("user.name").orElseThrow(),
                        value -> value.contains(person),
                        0,
                        now)
                .stream()
                .anyMatch(held -> held.at(now));
    }

    @Test
    void who_uses_a_device_is_known_once_it_is_seen_and_over_a_restart() throws Exception {
        assumeThat(Path.of("/usr/bin/radclient")).exists();
        var tap = new Tap();
        try (Appliance appliance = appliance(tap)) {
            appliance.start();
            // A switch says who is in before the device sends its first frame to the network.
            send(appliance, START);
            tap.frames.add(ARP);
            until(() -> users(appliance).isPresent());
            UsedBy used = users(appliance).orElseThrow();
            assertThat(used.persons()).containsExactly("kim@school.example");
            assertThat(used.source()).isEqualTo("radius-accounting");
            assertThat(used.confidence()).isEqualTo(95);
            assertThat(isFound(appliance, "kim@")).isTrue();
            until(() -> appliance.health().now().counters().get("accounting_answered") == 1);
        }
        var again = new Tap();
        try (Appliance appliance = appliance(again)) {
            appliance.start();
            assertThat(users(appliance)).isPresent();
            send(appliance, START.replace("= Start", "= Stop"));
            until(() -> users(appliance).isEmpty());
            assertThat(isFound(appliance, "kim@")).isFalse();
        }
    }
}
