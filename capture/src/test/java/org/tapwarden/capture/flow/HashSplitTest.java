package org.tapwarden.capture.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Block;

class HashSplitTest {

    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";
    private static final byte[] SOME = new byte[24];

    static Stream<Arguments> frames() {
        byte[] inside = Frames.ip("192.168.0.1", "192.168.0.2", 6, SOME);
        return Stream.of(
                frame(false, "TCP", Frames.tcp(A, 1, B, 2, Frames.SYN, "")),
                frame(false, "UDP", Frames.udp(A, 4_789, B, 53, "x")),
                frame(false, "UDP in IPv6", Frames.udp(A6, 1, B6, 2, "x")),
                frame(false, "ICMP", Frames.ethernet(Frames.ip(A, B, 1, SOME))),
                frame(false, "ARP", Frames.ethernet(0x0806, SOME)),
                frame(false, "all tags", tagged(4, Frames.udp(A, 1, B, 2, "x"))),
                frame(false, "PPPoE", pppoe(Frames.ip(A, B, 17, udp(2)))),
                frame(false, "destination options", ipv6(60, after(17, udp(2)))),
                frame(
                        true,
                        "first fragment",
                        Frames.ethernet(Frames.ip(A, B, 17, 1, 0x2000, SOME))),
                frame(true, "last fragment", Frames.ethernet(Frames.ip(A, B, 17, 1, 3, SOME))),
                frame(true, "tagged fragment", tagged(2, fragment())),
                frame(true, "fragment in PPPoE", pppoe(Frames.ip(A, B, 17, 1, 3, SOME))),
                frame(true, "IPv6 fragment header", ipv6(44, after(17, udp(2)))),
                frame(true, "IPv6 fragment behind options", ipv6(60, after(44, after(17, SOME)))),
                frame(true, "IPv6 authentication", ipv6(51, SOME)),
                frame(true, "IP in IP", Frames.ethernet(Frames.ip(A, B, 4, inside))),
                frame(true, "IPv6 in IP", Frames.ethernet(Frames.ip(A, B, 41, SOME))),
                frame(true, "GRE", Frames.ethernet(Frames.ip(A, B, 47, SOME))),
                frame(true, "ESP", Frames.ethernet(Frames.ip(A, B, 50, SOME))),
                frame(true, "VXLAN", Frames.ethernet(Frames.ip(A, B, 17, udp(4_789)))),
                frame(true, "VXLAN in IPv6", ipv6(17, udp(4_789))));
    }

    private static Arguments frame(boolean splits, String name, byte[] bytes) {
        return Arguments.of(splits, name, bytes);
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("frames")
    void a_frame_is_split_when_the_kernels_hash_tears_its_flow_apart(
            boolean splits, String name, byte[] frame) {
        assertThat(splits(frame)).as(name).isEqualTo(splits);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("frames")
    void a_frame_that_is_cut_anywhere_is_looked_at_no_further(
            boolean splits, String name, byte[] frame) {
        for (int length = 0; length < frame.length; length++) {
            boolean cut = splits(Arrays.copyOf(frame, length));
            assertThat(cut && !splits).as("%s cut to %d", name, length).isFalse();
        }
    }

    @Test
    void five_tags_are_more_than_anybody_reads() {
        assertThat(splits(tagged(5, fragment()))).isFalse();
    }

    @Test
    void the_shard_is_one_of_the_threads_own_and_the_rest_of_the_hash_stays() {
        for (int[] owned : List.of(Pipeline.shardsOf(1, 3), Pipeline.shardsOf(15, 16))) {
            for (long shard = 0; shard < FlowTable.SHARDS; shard++) {
                long hash = (shard << 60) | 0x0123_4567_89ab_cdefL;
                long settled = ShardOwner.settled(hash, owned);
                assertThat(owned).contains(FlowTable.shardOf(settled));
                assertThat(settled << 4).isEqualTo(hash << 4);
            }
        }
    }

    private static boolean splits(byte[] bytes) {
        var block = new Block();
        try {
            var _ = new Frames().add(Frames.START, bytes).source().read(block, 0);
            return HashSplit.splits(block, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] fragment() {
        return Frames.ethernet(Frames.ip(A, B, 17, 1, 0x2000, SOME));
    }

    private static byte[] tagged(int tags, byte[] frame) {
        byte[] tagged = frame;
        for (int i = 0; i < tags; i++) {
            tagged = Frames.tagged(7, tagged);
        }
        return tagged;
    }

    private static byte[] udp(int port) {
        return Frames.udpDatagram(50_000, port, SOME);
    }

    private static byte[] ipv6(int next, byte[] payload) {
        return Frames.ethernet(Frames.ip(A6, B6, next, payload));
    }

    /// An extension header of eight bytes that says what comes next.
    private static byte[] after(int next, byte[] payload) {
        return Frames.join(new byte[] {(byte) next, 0, 0, 0, 0, 0, 0, 0}, payload);
    }

    private static byte[] pppoe(byte[] packet) {
        byte[] header =
                Frames.join(new byte[] {0x11, 0}, Frames.u16(1), Frames.u16(packet.length + 2));
        return Frames.ethernet(0x8864, Frames.join(header, Frames.u16(0x0021), packet));
    }
}
