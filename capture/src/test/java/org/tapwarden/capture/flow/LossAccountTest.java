package org.tapwarden.capture.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.flow.LossAccount.Drop;

/// The account of capture threads over frames that we know by number.
class LossAccountTest {

    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    @Test
    void what_nobody_can_say_the_fate_of_shows() {
        var account = new LossAccount(10, 5, 1, 1, Map.of(Drop.KERNEL, 2L));
        assertThat(account.unaccounted()).isEqualTo(1);
        assertThat(account.plus(account).unaccounted()).isEqualTo(2);
        assertThat(account.dropped(Drop.UNREAD)).isZero();
        assertThat(account.drops()).hasSameSizeAs(Drop.values());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void frames_left_out_and_batches_given_up_are_told_apart_from_processed_ones(int threads) {
        var pipeline =
                new Pipeline(
                        FlowLimits.DEFAULTS,
                        (table, events) -> new Stumbling(Played.scribe(table, events)),
                        (iface, vlan) -> 0,
                        () -> WatchList.EMPTY,
                        (block, i) -> block.capturedLength(i) > 60,
                        Pipeline.RING_BYTES);
        List<FrameSource> sources = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            var frames = new Frames();
            for (int n = 0; n < 320; n++) {
                String payload = n == 40 ? "stumble over this, please" : "payload of a datagram";
                frames.add(Frames.START + n, Frames.udp(A, n, B, 53, n % 10 == 9 ? "x" : payload));
            }
            sources.add(new Losing(frames.source()));
        }
        LossAccount account = play(pipeline, sources, new ArrayList<>());
        assertThat(account.offered()).isEqualTo((long) threads * (320 + 7 + 5 + 3));
        assertThat(account.leftOut()).isEqualTo((long) threads * 32);
        // The batch of 32 that holds frame 40, without those that were left out.
        assertThat(account.dropped(Drop.BATCH_GIVEN_UP)).isEqualTo((long) threads * 29);
        assertThat(account.processed()).isEqualTo((long) threads * (320 - 32 - 29));
        assertThat(account.dropped(Drop.KERNEL)).isEqualTo((long) threads * 7);
        assertThat(account.dropped(Drop.BROKEN)).isEqualTo((long) threads * 5);
        assertThat(account.dropped(Drop.UNREAD)).isEqualTo((long) threads * 3);
        assertThat(account.waiting()).isZero();
        assertThat(account.unaccounted()).isZero();
    }

    @Test
    void a_question_and_its_answer_from_two_members_stay_in_order() {
        var questions = new Frames();
        var answers = new Frames();
        for (int i = 0; i < 500; i++) {
            long nanos = Frames.START + i * 1_000_000L;
            String client = "10.1." + i / 250 + "." + (1 + i % 250);
            questions.add(nanos, tunnelled(client, A, Frames.udpDatagram(i, 53, new byte[9])));
            answers.add(nanos + 500, tunnelled(A, client, Frames.udpDatagram(53, i, new byte[9])));
        }
        List<String> lines = new ArrayList<>();
        Pipeline pipeline = Pipeline.of(FlowLimits.DEFAULTS, Played::scribe);
        // The answers' thread comes first.
        LossAccount account = play(pipeline, List.of(answers.source(), questions.source()), lines);
        assertThat(account.processed()).isEqualTo(1_000);
        List<String> begun = lines.stream().filter(l -> l.startsWith("began ")).toList();
        assertThat(begun).hasSize(500).allMatch(line -> line.contains("> 10.0.0.1:53"));
        assertThat(lines.stream().filter(l -> l.startsWith("ended ")))
                .hasSize(500)
                .allMatch(line -> line.contains(" 1+1 of 1+1 "));
    }

    private static byte[] tunnelled(String from, String to, byte[] datagram) {
        byte[] inside = Frames.ip(from, to, 17, datagram);
        return Frames.ethernet(Frames.ip(B, A, 4, inside));
    }

    private static LossAccount play(
            Pipeline pipeline, List<FrameSource> sources, List<String> lines) {
        EventMerge.Receiver receiver =
                (kind, array, offset, length) ->
                        lines.add(new String(array, offset, length, StandardCharsets.UTF_8));
        try (var capture = new LiveCapture(pipeline, sources, () -> Frames.START, 42)) {
            capture.start();
            while (capture.isRunning()) {
                if (capture.events().drain(receiver, 1_000) == 0) {
                    Thread.onSpinWait();
                }
            }
            while (capture.events().drain(receiver, 1_000) > 0) {
                Thread.onSpinWait();
            }
            return capture.account();
        }
    }

    /// Says at its end that it lost frames of all kinds.
    private record Losing(FrameSource inner) implements FrameSource {

        @Override
        public Read read(Block block, long waitNanos) throws IOException {
            return inner.read(block, waitNanos);
        }

        @Override
        public Losses losses() {
            return new Losses(7, 5, 0, 3);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    /// A bug that one payload wakes.
    private record Stumbling(Inspector inner) implements Inspector {

        @Override
        public void began(int slot, FrameFacts frame, MemorySegment block, long end) {
            inner.began(slot, frame, block, end);
        }

        @Override
        public Interest inspect(
                int slot,
                Direction direction,
                long streamOffset,
                FrameFacts frame,
                MemorySegment block,
                long at,
                int length) {
            byte[] bytes = new byte[length];
            MemorySegment.copy(block, ValueLayout.JAVA_BYTE, at, bytes, 0, length);
            if (Arrays.equals(
                    bytes, "stumble over this, please".getBytes(StandardCharsets.US_ASCII))) {
                throw new IllegalStateException("a bug, as asked for");
            }
            return inner.inspect(slot, direction, streamOffset, frame, block, at, length);
        }

        @Override
        public void sliced(int slot) {
            inner.sliced(slot);
        }

        @Override
        public void ended(int slot, EndReason reason) {
            inner.ended(slot, reason);
        }

        @Override
        public void outside(
                Outside kind, FrameFacts frame, MemorySegment block, long at, long end) {
            inner.outside(kind, frame, block, at, end);
        }

        @Override
        public void watched(int watched, boolean fromWatched, FrameFacts frame) {
            inner.watched(watched, fromWatched, frame);
        }
    }
}
