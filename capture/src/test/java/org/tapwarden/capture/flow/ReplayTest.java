package org.tapwarden.capture.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.capture.flow.Frames.ACK;
import static org.tapwarden.capture.flow.Frames.FIN;
import static org.tapwarden.capture.flow.Frames.RST;
import static org.tapwarden.capture.flow.Frames.SECOND;
import static org.tapwarden.capture.flow.Frames.START;
import static org.tapwarden.capture.flow.Frames.SYN;
import static org.tapwarden.capture.flow.Frames.ethernet;
import static org.tapwarden.capture.flow.Frames.ip;
import static org.tapwarden.capture.flow.Frames.join;
import static org.tapwarden.capture.flow.Frames.tagged;
import static org.tapwarden.capture.flow.Frames.tcp;
import static org.tapwarden.capture.flow.Frames.u16;
import static org.tapwarden.capture.flow.Frames.udp;
import static org.tapwarden.capture.flow.Frames.udpDatagram;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.header.Fault;

class ReplayTest {

    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    @Test
    void both_directions_are_one_flow_and_the_syn_sender_is_its_source() {
        var frames =
                new Frames()
                        .add(START, tcp(A, 4000, B, 443, SYN, ""))
                        .add(START + 1, tcp(B, 443, A, 4000, SYN | ACK, ""))
                        .add(START + 2, tcp(A, 4000, B, 443, ACK, ""));
        assertThat(play(frames).starting("ended"))
                .containsExactly(
                        "ended capture_ended 1/1 2+1 of 2+1 10.0.0.1:4000 > 10.0.0.2:443 none"
                                + " vlan -1");
    }

    @Test
    void an_answer_seen_first_is_turned_round_and_marked() {
        var synAck = new Frames().add(START, tcp(B, 8443, A, 4000, SYN | ACK, ""));
        assertThat(play(synAck).starting("ended").getFirst())
                .contains("10.0.0.1:4000 > 10.0.0.2:8443")
                .endsWith("swapped");
        var dns = new Frames().add(START, udp(B, 53, A, 4000, "x"));
        assertThat(play(dns).starting("ended").getFirst())
                .contains("10.0.0.1:4000 > 10.0.0.2:53")
                .endsWith("swapped");
    }

    @Test
    void an_echo_and_its_reply_are_one_flow() {
        byte[] echo = {8, 0, 0, 0, 0, 0, 0, 0};
        byte[] reply = {0, 0, 0, 0, 0, 0, 0, 0};
        var frames =
                new Frames()
                        .add(START, ethernet(ip(A, B, 1, echo)))
                        .add(START + 1, ethernet(ip(B, A, 1, reply)));
        assertThat(play(frames).starting("ended").getFirst())
                .contains("1+1 of 1+1 10.0.0.1:8 > 10.0.0.2:0");
    }

    @Test
    void silence_ends_a_datagram_flow_after_a_minute_and_a_stream_after_five() {
        var frames =
                new Frames()
                        .add(START, udp(A, 4000, B, 4001, "x"))
                        .add(START, tcp(A, 4000, B, 443, SYN, ""));
        keepTimeGoing(frames, 400);
        List<String> ended = play(frames).starting("ended idle");
        assertThat(ended).hasSize(2);
        assertThat(ended.get(0)).contains(":4001");
        assertThat(ended.get(1)).contains(":443");
    }

    @Test
    void a_closed_stream_lingers_ten_seconds_and_its_ports_may_be_used_again() {
        var frames =
                new Frames()
                        .add(START, tcp(A, 4000, B, 443, SYN, ""))
                        .add(START + 1, tcp(A, 4000, B, 443, FIN | ACK, ""))
                        .add(START + 2, tcp(B, 443, A, 4000, FIN | ACK, ""))
                        .add(START + SECOND, tcp(A, 4000, B, 443, SYN, ""))
                        .add(START + SECOND + 1, tcp(B, 443, A, 4000, RST, ""));
        keepTimeGoing(frames, 30);
        Played played = play(frames);
        assertThat(played.starting("ended finished")).hasSize(1);
        assertThat(played.starting("ended reset")).hasSize(1);
    }

    @Test
    void slices_are_cut_every_five_minutes_and_an_empty_one_is_not_written() {
        var frames = new Frames();
        for (int second = 0; second <= 700; second += 50) {
            frames.add(START + second * SECOND, tcp(A, 4000, B, 443, ACK, "x"));
        }
        Played played = play(frames);
        assertThat(played.starting("slice")).hasSize(2);
        assertThat(played.starting("ended").getFirst()).contains("1/3 ").contains("of 15+0");
    }

    @Test
    void the_fullest_table_lets_the_longest_silent_flow_go() {
        var limits = limits(FlowTable.SHARDS);
        var frames = new Frames();
        for (int i = 0; i < 500; i++) {
            frames.add(START + i, udp(A, 1024 + i, B, 9999, "x"));
        }
        Played played = Played.play(limits, frames, 1);
        assertThat(played.flows().flowsEvicted()).isEqualTo(500 - FlowTable.SHARDS);
        assertThat(played.starting("ended evicted")).hasSize(500 - FlowTable.SHARDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_full_ring_is_waited_for_in_every_replay_of_the_same_tables(int threads) {
        var frames = new Frames();
        for (int i = 0; i < 20_000; i++) {
            frames.add(START + i, udp(A, 1024 + i, B, 9999, "x"));
        }
        int ringOfSomeHundredEvents = 1 << 15;
        var pipeline =
                new Pipeline(
                        FlowLimits.DEFAULTS,
                        Played::scribe,
                        (iface, vlan) -> 0,
                        () -> WatchList.EMPTY,
                        FrameFilter.ALL,
                        ringOfSomeHundredEvents);
        var engines = new ReplayEngines(pipeline, threads);
        List<String> first = Played.play(engines, frames).lines();
        assertThat(first).hasSize(3 * 20_000);
        assertThat(Played.play(engines, frames).lines()).isEqualTo(first);
        assertThat(Played.play(engines, frames).lines()).isEqualTo(first);
    }

    @Test
    void a_gre_mirror_shows_the_mirrored_conversation() {
        byte[] inner = tagged(7, tcp(A, 4000, B, 443, SYN, ""));
        byte[] gre = join(u16(0), u16(0x6558), inner);
        var frames = new Frames().add(START, ethernet(ip("192.0.2.1", "192.0.2.2", 47, gre)));
        assertThat(play(frames).starting("ended").getFirst())
                .contains("10.0.0.1:4000 > 10.0.0.2:443 gre vlan 7");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fragments_are_joined_in_any_order(boolean reversed) {
        byte[] datagram = udpDatagram(4000, 4001, "0123456789abcdef".repeat(10).getBytes(US_ASCII));
        byte[] first = Arrays.copyOfRange(datagram, 0, 80);
        byte[] second = Arrays.copyOfRange(datagram, 80, datagram.length);
        byte[] a = ethernet(ip(A, B, 17, 77, 0x2000, first));
        byte[] b = ethernet(ip(A, B, 17, 77, 10, second));
        var frames = new Frames().add(START, reversed ? b : a).add(START + 1, reversed ? a : b);
        Played played = play(frames);
        assertThat(played.starting("payload").getFirst())
                .startsWith("payload FROM_SOURCE +0 160 0123456789abcdef0123");
        assertThat(played.starting("ended").getFirst()).contains("2+0 of 2+0");
        assertThat(played.frames().joined()).isEqualTo(1);
    }

    @Test
    void a_stream_offset_counts_from_the_byte_after_the_syn() {
        var frames =
                new Frames()
                        .add(START, tcp(A, 4000, B, 443, SYN, 99, ""))
                        .add(START + 1, tcp(A, 4000, B, 443, ACK, 103, "later"))
                        .add(START + 2, tcp(A, 4000, B, 443, ACK, 100, "now"));
        assertThat(play(frames).starting("payload"))
                .containsExactly("payload FROM_SOURCE +3 5 later", "payload FROM_SOURCE +0 3 now");
    }

    @Test
    void one_frame_from_2106_is_a_fault_and_moves_nothing_else() {
        long in2106 = 0xffff_fff0L * SECOND;
        var frames =
                new Frames()
                        .add(START, udp(A, 4000, B, 4001, "x"))
                        .add(in2106, udp(A, 5000, B, 5001, "x"))
                        .add(START + SECOND, udp(A, 4000, B, 4001, "x"));
        Played played = play(frames);
        assertThat(played.frames().fault(Fault.CLOCK_AHEAD)).isEqualTo(1);
        assertThat(played.starting("ended capture_ended")).hasSize(2);
        assertThat(played.starting("ended"))
                .anySatisfy(
                        line -> assertThat(line).contains(":5001").contains("claimed " + in2106));
    }

    @Test
    void the_first_frame_of_all_may_be_the_one_from_2106() {
        var frames = new Frames().add(0xffff_fff0L * SECOND, udp(A, 5000, B, 5001, "x"));
        keepTimeGoing(frames, 5);
        Played played = play(frames);
        assertThat(played.frames().fault(Fault.CLOCK_AHEAD)).isEqualTo(1);
        assertThat(played.frames().fault(Fault.CLOCK_BEHIND)).isZero();
    }

    @Test
    void a_true_gap_of_years_is_believed_after_two_frames() {
        long later = START + 3L * 365 * 86_400 * SECOND;
        var frames =
                new Frames()
                        .add(START, udp(A, 4000, B, 4001, "x"))
                        .add(later, udp(A, 5000, B, 5001, "x"))
                        .add(later + 1, udp(A, 5000, B, 5001, "x"));
        Played played = play(frames);
        assertThat(played.frames().fault(Fault.CLOCK_AHEAD)).isEqualTo(1);
        assertThat(played.starting("ended idle")).isNotEmpty();
    }

    @Test
    void frames_of_watched_ends_are_told_whatever_the_inspector_said() {
        var list =
                new WatchList(
                        List.of(new WatchList.Entry(7, Mac.parse("02:00:00:00:00:01"), null)));
        var pipeline = Pipeline.of(FlowLimits.DEFAULTS, (t, e) -> Played.scribe(t, e));
        pipeline =
                new Pipeline(
                        pipeline.limits(),
                        pipeline.inspectors(),
                        pipeline.spaces(),
                        () -> list,
                        pipeline.filter(),
                        pipeline.ringBytes());
        var frames = new Frames().add(START, udp(A, 4000, B, 4001, "x"));
        assertThat(Played.play(pipeline, frames, 1).starting("watched"))
                .containsExactly("watched 7 sent");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 16})
    void the_output_does_not_depend_on_the_number_of_threads(int threads) {
        var limits = limits(FlowTable.SHARDS * 20);
        Frames frames = randomTraffic(20_000, 42);
        Played one = Played.play(limits, frames, 1);
        Played many = Played.play(limits, frames, threads);
        assertThat(many.lines()).isEqualTo(one.lines());
        assertThat(one.flows().flowsEvicted()).isPositive();
    }

    @Test
    void small_rings_make_threads_wait_and_never_lose_or_lock() {
        var pipeline = Pipeline.of(limits(FlowTable.SHARDS * 20), (t, e) -> Played.scribe(t, e));
        pipeline =
                new Pipeline(
                        pipeline.limits(),
                        pipeline.inspectors(),
                        pipeline.spaces(),
                        pipeline.watching(),
                        pipeline.filter(),
                        1 << 10);
        Frames frames = randomTraffic(5_000, 7);
        assertThat(Played.play(pipeline, frames, 5).lines())
                .isEqualTo(Played.play(pipeline, frames, 1).lines());
    }

    @Test
    void every_frame_offered_is_accounted_for() {
        Frames frames = randomTraffic(5_000, 3);
        var random = new Random(9);
        for (int i = 0; i < 5_000; i++) {
            byte[] junk = new byte[random.nextInt(200)];
            random.nextBytes(junk);
            if (junk.length > 20 && random.nextBoolean()) {
                System.arraycopy(u16(0x0800), 0, junk, 12, 2);
                junk[14] = 0x45;
            }
            frames.add(START + i, junk);
        }
        FrameDecoder.Counters counted = play(frames).frames();
        assertThat(counted.offered()).isEqualTo(frames.count());
        assertThat(
                        counted.entered()
                                + counted.joined()
                                + counted.waiting()
                                + counted.fragmentsLost()
                                + counted.notIp()
                                + counted.givenUp())
                .isEqualTo(counted.offered());
    }

    private static Frames randomTraffic(int count, long seed) {
        var random = new Random(seed);
        var frames = new Frames();
        long now = START;
        for (int i = 0; i < count; i++) {
            now +=
                    random.nextInt(50) == 0
                            ? random.nextLong(3 * SECOND)
                            : random.nextInt(1_000_000);
            String from = "10.0.0." + random.nextInt(40);
            String to = random.nextInt(10) == 0 ? "fd00::" + random.nextInt(9) : "10.0.1.1";
            String source = to.startsWith("fd") ? "fd00::a" + random.nextInt(9) : from;
            int port = 1024 + random.nextInt(60);
            byte[] frame =
                    switch (random.nextInt(6)) {
                        case 0 -> tcp(source, port, to, 443, SYN, i, "");
                        case 1 -> tcp(to, 443, source, port, ACK | FIN, i, "");
                        case 2 -> tcp(source, port, to, 443, ACK | FIN, i, "bye");
                        case 3 -> ethernet(0x0806, new byte[28]);
                        default -> udp(source, port, to, 4000, "hello " + i);
                    };
            frames.add(now, frame);
        }
        return frames;
    }

    private static void keepTimeGoing(Frames frames, int seconds) {
        for (int i = 0; i <= seconds; i++) {
            frames.add(START + i * SECOND, udp("10.9.9.9", 7, "10.9.9.8", 7000, "tick"));
        }
    }

    private static Played play(Frames frames) {
        return Played.play(FlowLimits.DEFAULTS, frames, 1);
    }

    private static FlowLimits limits(int flows) {
        return new FlowLimits(
                flows,
                Duration.ofSeconds(60),
                Duration.ofSeconds(300),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5));
    }
}
