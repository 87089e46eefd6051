package org.tapwarden.capture.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a tap delivers twice, and what it never delivers.
class MirrorCheckTest {

    private static final long MICROSECOND = 1_000;
    private static final String CLIENT = "10.0.0.1";
    private static final String SERVER = "10.0.0.2";

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_tap_that_delivers_every_frame_twice_counts_each_once(int threads) {
        Played single = Played.play(FlowLimits.DEFAULTS, talk(1, Copy.NONE), threads);
        Played doubled = Played.play(FlowLimits.DEFAULTS, talk(1, Copy.SAME), threads);
        assertThat(doubled.starting("ended")).isEqualTo(single.starting("ended"));
        assertThat(doubled.flows().mirrored()).isEqualTo(single.frames().offered());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_copy_with_another_tag_and_one_hop_less_is_a_copy(int threads) {
        Played doubled = Played.play(FlowLimits.DEFAULTS, talk(1, Copy.ROUTED), threads);
        assertThat(doubled.flows().mirrored()).isEqualTo(doubled.frames().offered() / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_single_pair_of_equal_frames_is_two_frames(int threads) {
        Frames frames = talk(1, Copy.NONE);
        byte[] last = data(99, "the end");
        frames.add(Frames.START + Frames.SECOND, last);
        frames.add(Frames.START + Frames.SECOND + MICROSECOND, last);
        Played played = Played.play(FlowLimits.DEFAULTS, frames, threads);
        assertThat(played.flows().mirrored()).isZero();
        assertThat(played.starting("ended")).singleElement().asString().contains(" of 22+20 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void what_is_sent_again_later_is_no_copy(int threads) {
        var frames = new Frames();
        for (int i = 0; i < 40; i++) {
            byte[] frame = data(i, "segment");
            frames.add(Frames.START + i * Frames.SECOND / 10, frame);
            frames.add(Frames.START + i * Frames.SECOND / 10 + 2_000 * MICROSECOND, frame);
        }
        assertThat(Played.play(FlowLimits.DEFAULTS, frames, threads).flows().mirrored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void what_is_acknowledged_and_was_never_seen_was_lost_before_us(int threads) {
        var frames = new Frames();
        // Of a hundred segments of a hundred bytes every tenth is missing.
        for (int i = 0; i < 100; i++) {
            long at = Frames.START + i * 1_000L * MICROSECOND;
            if (i % 10 != 5) {
                frames.add(at, data(1_000 + 100 * i, "x".repeat(100)));
            }
            frames.add(at + MICROSECOND, acknowledge(1_000 + 100 * (i + 1)));
        }
        FlowEngine.Counters counted = Played.play(FlowLimits.DEFAULTS, frames, threads).flows();
        assertThat(counted.tcpBytesUnseen()).isEqualTo(1_000);
        assertThat(counted.lostBefore()).isEqualTo(0.1);
        assertThat(counted.flowsOneSided()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_mirror_of_one_side_is_told_as_such(int threads) {
        var frames = new Frames();
        for (int i = 0; i < 20; i++) {
            frames.add(Frames.START + i * MICROSECOND, data(1_000 + 7 * i, "segment"));
        }
        FlowEngine.Counters counted = Played.play(FlowLimits.DEFAULTS, frames, threads).flows();
        assertThat(counted.flowsOneSided()).isEqualTo(1);
        assertThat(counted.flowsLong()).isEqualTo(1);
        assertThat(counted.tcpBytesUnseen()).isZero();
    }

    private enum Copy {
        NONE,
        SAME,
        ROUTED
    }

    /// Twenty segments there and twenty back.
    private static Frames talk(int first, Copy copy) {
        var frames = new Frames();
        for (int i = 0; i < 20; i++) {
            long at = Frames.START + i * 10_000L * MICROSECOND;
            for (byte[] frame : List.of(data(first + 7 * i, "segment"), answer(first + 6 * i))) {
                frames.add(at, frame);
                switch (copy) {
                    case NONE -> {}
                    case SAME -> frames.add(at + 30 * MICROSECOND, frame);
                    case ROUTED -> frames.add(at + 30 * MICROSECOND, routed(frame));
                }
                at += 500 * MICROSECOND;
            }
        }
        return frames;
    }

    private static byte[] routed(byte[] frame) {
        byte[] hop = frame.clone();
        hop[14 + 8]--;
        hop[5] = 77;
        return Frames.tagged(20, hop);
    }

    private static byte[] data(int sequence, String text) {
        return Frames.tcp(CLIENT, 40_000, SERVER, 9_999, Frames.ACK, sequence, text);
    }

    private static byte[] answer(int sequence) {
        return Frames.tcp(SERVER, 9_999, CLIENT, 40_000, Frames.ACK, sequence, "answer");
    }

    private static byte[] acknowledge(int number) {
        byte[] frame = Frames.tcp(SERVER, 9_999, CLIENT, 40_000, Frames.ACK, 1, "");
        byte[] bits = Frames.u32(number);
        System.arraycopy(bits, 0, frame, 14 + 20 + 8, bits.length);
        return frame;
    }
}
