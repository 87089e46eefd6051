package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.enforcer.driver.RecordingDriver;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Severity;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.enforcer.radius.SharedSecret;

/// The whole appliance as its settings name it: a session that a switch told of by accounting is
/// ended at that switch, and a device of which none told is left to the next driver.
class RadiusWiringTest {

    private static final String SECRET = "correct horse";
    private static final Mac KNOWN = Mac.parse("00:21:70:aa:bb:01");
    private static final Mac UNKNOWN = Mac.parse("00:21:70:aa:bb:02");
    private static final String START =
            """
            Acct-Status-Type = Start
            Acct-Session-Id = "5F3A"
            Calling-Station-Id = "0021.70aa.bb01"
            NAS-Identifier = "sw-library"
            """;

    @TempDir Path folder;

    /// Nothing comes by.
    static final class IdleTap implements FrameSource {
        private volatile boolean closed;

        @Override
        public Read read(Block block, long waitNanos) {
            block.begin(MemorySegment.NULL, Window.STATIC);
            try {
                TimeUnit.NANOSECONDS.sleep(waitNanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Read.END;
            }
            return closed ? Read.END : Read.IDLE;
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

    private Settings settings(int port) throws IOException {
        Path secret = Files.writeString(folder.resolve("radius.secret"), SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path file =
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
                        enforcer:
                          radius:
                            deny-list: denied
                            servers:
                              - {name: sw-library, address: '127.0.0.1:%d', secret-file: radius.secret}
                        """
                                .formatted(port));
        return Settings.read(file);
    }

    private static Order order(String id, Mac mac) {
        return new Order(
                0,
                id,
                "asked",
                "K.17",
                "Nobody may connect a router.",
                "A router",
                Severity.HIGH,
                Step.QUARANTINE,
                Mode.ACT,
                Duration.ofHours(1),
                new Subject(0, Set.of(mac), Set.of(), ""),
                new Place("s", "s", "b", OptionalInt.empty(), Optional.empty(), 0),
                Set.of(),
                List.of(),
                List.of(),
                Instant.now(),
                Instant.now(),
                Optional.of("smith"));
    }

    private void tell(Appliance appliance) throws IOException, InterruptedException {
        Path request = Files.writeString(folder.resolve("request"), START);
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

    /// Takes one question and says that it was done.
    private static byte[] acknowledge(DatagramSocket socket) {
        var packet = new DatagramPacket(new byte[4_096], 4_096);
        try {
            socket.receive(packet);
            byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
            byte[] answer = Arrays.copyOf(question, 20);
            answer[0] = 41;
            answer[2] = 0;
            answer[3] = 20;
            System.arraycopy(SharedSecret.of(SECRET).md5(answer), 0, answer, 4, 16);
            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            return question;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_session_is_ended_where_accounting_says_it_is_and_else_the_next_driver_is_asked()
            throws Exception {
        assumeThat(Path.of("/usr/bin/radclient")).exists();
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var appliance =
                        new Appliance(
                                settings(socket.getLocalPort()),
                                new Appliance.Surroundings(
                                        List.of(new IdleTap()),
                                        () -> Instant.now().toEpochMilli() * 1_000_000L,
                                        FrameFilter.ALL,
                                        List.of(new RecordingDriver(Step.QUARANTINE)),
                                        () -> Optional.of(ProtectedSet.NOBODY),
                                        Optional.empty()))) {
            appliance.start();
            tell(appliance);
            var asked = CompletableFuture.supplyAsync(() -> acknowledge(socket));
            Outcome outcome = appliance.enforcement().quarantine(order("one", KNOWN));
            assertThat(outcome)
                    .isEqualTo(
                            Outcome.unconfirmed(
                                    Reason.NAS_ACKNOWLEDGED, "sw-library: Disconnect-ACK"));
            assertThat(new String(asked.join(), StandardCharsets.ISO_8859_1))
                    .as("the session, and the device as the switch spells it")
                    .contains("5F3A", "0021.70aa.bb01");
            assertThat(Files.readString(folder.resolve("denied"))).contains("002170aabb01 ");
            assertThat(appliance.enforcement().leases())
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.driver()).isEqualTo("radius"));
            Outcome other = appliance.enforcement().quarantine(order("two", UNKNOWN));
            assertThat(other.kind()).isEqualTo(Kind.SIMULATED);
            assertThat(other.detail()).contains("(before: radius: not in the path of " + UNKNOWN);
            assertThat(appliance.enforcement().releaseAll("root", "fire drill").released())
                    .isEqualTo(2);
            assertThat(Files.readString(folder.resolve("denied"))).doesNotContain("002170aabb01");
        }
    }
}
