package org.tapwarden.history.payload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.LiveCapture;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.keep.KeepLimits;
import org.tapwarden.capture.keep.PacketKeeper;
import org.tapwarden.classifier.confidential.Guard;
import org.tapwarden.classifier.confidential.ProtectedNames;
import org.tapwarden.classifier.inspect.FlowInspector;
import org.tapwarden.classifier.inspect.Listeners;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.service.Services;

/// Frames through capture threads, inspector and guard, with and without an order, and what
/// Wireshark's reader finds in an export.
class PayloadOnATapTest {

    private static final String OTHER = "02:00:00:00:00:08";
    private static final String PROTECTED = "988lifeline.org";
    private static final int SYN = 2;
    private static final int PUSH = 24;
    private static final long NANOS = Desk.NOON.getEpochSecond() * 1_000_000_000L;

    @TempDir private Path folder;

    @Test
    void the_devices_frames_are_there_whole_and_nobody_elses_and_nothing_protected()
            throws Exception {
        Path state = folder.resolve("state");
        try (var desk = new Desk(state.resolve("payload"))) {
            long number = desk.stands();
            play(desk, state, 5);
            assertThat(Desk.givenAway(state)).isEmpty();
            byte[] export = desk.export(number);
            // Two datagrams, one connection of two frames, and a question.
            assertThat(Desk.numbers(export)).containsExactlyInAnyOrder(1, 2, 4);
            assertThat(new String(export, ISO_8859_1)).doesNotContain("988lifeline", "secret-7");
            Path out = folder.resolve("out.pcapng");
            Files.write(out, export);
            List<String> lines = tshark(out);
            assertThat(lines).hasSize(5).allMatch(line -> line.startsWith(Desk.DEVICE + "\t"));
            assertThat(lines.toString())
                    .contains("www.example.org", "192.0.2.9")
                    .doesNotContain("198.51.100.7");

            desk.now = desk.now.plus(Desk.HOUR);
            desk.orders.tick();
            assertThat(Desk.givenAway(state)).isEmpty();
            assertThat(desk.part(number, 1)).doesNotExist();
        }
    }

    @Test
    void without_an_order_no_payload_is_in_any_file() throws Exception {
        Path state = folder.resolve("state");
        try (var desk = new Desk(state.resolve("payload"))) {
            desk.asked();
            play(desk, state, 0);
            assertThat(Desk.givenAway(state)).isEmpty();
            try (var files = Files.list(state.resolve("payload"))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactly(OrderJournal.FILE);
            }
        }
    }

    /// Plays a capture through the real parts and waits until so many frames are kept whole.
    private void play(Desk desk, Path state, int kept) throws Exception {
        Path capture = folder.resolve("in.pcap");
        Wire.write(capture, Desk.NOON.getEpochSecond(), frames());
        var ring =
                new PacketKeeper(
                        state.resolve("packets"),
                        new KeepLimits(KeepLimits.FEWEST_BYTES, Duration.ofHours(1)),
                        () -> NANOS);
        var services = Services.load();
        var lists = new ActiveLists();
        var payload = new PayloadKeeper(desk.orders);
        var pipeline =
                Pipeline.of(
                        FlowLimits.DEFAULTS,
                        (table, to) ->
                                new FlowInspector(
                                        table,
                                        to,
                                        Listeners.LABELS_AND_DECISIONS,
                                        lists,
                                        new Guard(
                                                new ProtectedNames(
                                                        services::lookup,
                                                        new ActiveLists.Asker(lists)))));
        ring.start();
        payload.start();
        long before = System.nanoTime();
        try (var live =
                new LiveCapture(
                        pipeline,
                        List.of(CaptureFile.open(capture)),
                        () -> NANOS,
                        1,
                        ring,
                        payload.capture())) {
            live.start();
            await(() -> {
                live.events().drain((_, _, _, _) -> {}, 256);
                return !live.isRunning();
            });
            assertThat(live.failure()).isNull();
            // Longer than frames wait to be known.
            await(() ->
                    System.nanoTime() - before > 3 * Settling.SETTLING_NANOS / 2
                            && payload.counters().get("payload_frames_kept") >= kept);
        }
        ring.close();
        assertThat(payload.counters().get("payload_frames_kept")).isEqualTo(kept);
        if (kept > 0) {
            assertThat(payload.counters().get("payload_frames_withheld")).isPositive();
        }
        assertThat(ring.counters().written()).isPositive();
    }

    private static void await(BooleanSupplier until) {
        long deadline = System.nanoTime() + 40_000_000_000L;
        while (!until.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static List<byte[]> frames() {
        String me = Desk.DEVICE;
        String at = "10.0.0.7";
        List<byte[]> frames = new ArrayList<>();
        frames.add(Wire.udp(me, at, "192.0.2.9", Desk.MARKER + " 1 "));
        frames.add(Wire.udp(me, at, "192.0.2.9", Desk.MARKER + " 2 "));
        frames.add(Wire.udp(OTHER, "10.0.0.8", "192.0.2.9", Desk.MARKER + " 3 "));
        frames.add(Wire.tcp(me, at, "192.0.2.9", 80, 99, SYN, ""));
        frames.add(
                Wire.tcp(
                        me,
                        at,
                        "192.0.2.9",
                        80,
                        100,
                        PUSH,
                        "POST / HTTP/1.1\r\n\r\n" + Desk.MARKER + " 4 "));
        frames.add(Wire.question(me, at, "10.0.0.1", "www.example.org"));
        // What must not be kept: a question for a crisis line, and a connection to one, whose
        // handshake came before anybody knew.
        frames.add(Wire.question(me, at, "10.0.0.2", PROTECTED));
        frames.add(Wire.tcp(me, at, "198.51.100.7", 80, 99, SYN, ""));
        frames.add(
                Wire.tcp(
                        me,
                        at,
                        "198.51.100.7",
                        80,
                        100,
                        PUSH,
                        "GET / HTTP/1.1\r\nHost: " + PROTECTED + "\r\n\r\n"));
        frames.add(Wire.tcp(me, at, "198.51.100.7", 80, 500, PUSH, "secret-7"));
        return frames;
    }

    private static List<String> tshark(Path file) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                "tshark",
                                "-r",
                                file.toString(),
                                "-T",
                                "fields",
                                "-e",
                                "eth.src",
                                "-e",
                                "ip.dst",
                                "-e",
                                "dns.qry.name",
                                "-e",
                                "frame.cap_len")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return text.lines().toList();
    }
}
