package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tapwarden.classifier.Sighting.Stack;
import org.tapwarden.classifier.Sighting.SynSent;
import org.tapwarden.classifier.protocol.Samples;

/// How a SYN's sender sets its TCP up, of every sort of frame that a SYN comes in.
class SynReaderTest {

    /// Maximum segment, selective acknowledgments, timestamp, padding, window scale: a Linux.
    private static final String LINUX = "0204 05b4 0402 080a 00010203 00000000 01 030307";

    private static final Stack OF_LINUX =
            new Stack(0xfaf0, 0x2481_3000_0000_0000L, 1460, 7, 0x10203, true);

    private static byte[] segment(int flags, String options) {
        byte[] behind = bytes().hex(options).done();
        return bytes().hex("c000 01bb 00000001 00000000")
                .u8((5 + behind.length / 4) << 4)
                .u8(flags)
                .hex("faf0 0000 0000")
                .put(behind)
                .done();
    }

    private static byte[] ipv4(int fragment, byte[] segment) {
        return ipv4("45", "", fragment, segment);
    }

    private static byte[] ipv4(String first, String options, int fragment, byte[] segment) {
        byte[] more = bytes().hex(options).done();
        return link(
                "0800",
                bytes().hex(first)
                        .hex("00")
                        .u16(20 + more.length + segment.length)
                        .hex("1234")
                        .u16(fragment)
                        .hex("3f06 0000 0a000007 c6336401")
                        .put(more)
                        .put(segment)
                        .done());
    }

    private static byte[] link(String type, byte[] packet) {
        return bytes().hex("020000000001 020000000002").hex(type).put(packet).done();
    }

    private static byte[] ipv6(byte[] segment) {
        return link("86dd", inIpv6("06", segment));
    }

    private static byte[] inIpv6(String next, byte[] rest) {
        return bytes().hex("60000000")
                .u16(rest.length)
                .hex(next)
                .hex("40 20010db8000000000000000000000001 20010db8000000000000000000000002")
                .put(rest)
                .done();
    }

    @Test
    void reads_a_stack_behind_either_version_of_ip() {
        SynSent four = Heard.one(SynSent.class, ipv4(0x4000, segment(2, LINUX)));
        assertThat(four.timeToLive()).isEqualTo(63);
        assertThat(four.stack()).isEqualTo(OF_LINUX);
        assertThat(Heard.one(SynSent.class, ipv6(segment(2, LINUX))).stack()).isEqualTo(OF_LINUX);
    }

    @Test
    void tells_whether_routers_may_cut_the_packet_up() {
        Stack stack = Heard.one(SynSent.class, ipv4(0, segment(2, LINUX))).stack();
        assertThat(stack).isNotNull();
        assertThat(stack.dontFragment()).isFalse();
    }

    @Test
    void finds_the_header_behind_tags_tunnels_and_options() {
        byte[] syn = segment(2, LINUX);
        byte[] plain = ipv4(0x4000, syn);
        byte[] tagged =
                bytes().put(Arrays.copyOf(plain, 12)).hex("8100 0014").put(tail(plain, 12)).done();
        byte[] options = ipv4("46", "94040000", 0x4000, syn);
        byte[] extended =
                link("86dd", inIpv6("00", bytes().hex("06 00 0104 00000000").put(syn).done()));
        byte[] gre =
                link(
                        "0800",
                        bytes().hex("4500")
                                .u16(24 + plain.length - 14)
                                .hex("0000 0000 402f 0000 0a000001 0a000002 0000 0800")
                                .put(tail(plain, 14))
                                .done());
        for (byte[] frame : List.of(tagged, options, extended, gre)) {
            assertThat(Heard.one(SynSent.class, frame).stack()).isEqualTo(OF_LINUX);
        }
    }

    private static byte[] tail(byte[] frame, int from) {
        return Arrays.copyOfRange(frame, from, frame.length);
    }

    @Test
    void finds_the_header_of_a_syn_in_fragments() {
        byte[] syn = Samples.bytes().put(segment(2, LINUX)).zeros(8).done();
        byte[] first = ipv4(0x2000, Arrays.copyOf(syn, 24));
        byte[] second = ipv4(3, tail(syn, 24));
        Stack stack = Heard.one(SynSent.class, first, second).stack();
        assertThat(stack).isEqualTo(new Stack(0xfaf0, OF_LINUX.options(), 1460, 7, 0x10203, false));
    }

    @Test
    void says_of_absent_options_that_they_are_absent() {
        assertThat(Heard.one(SynSent.class, ipv4(0x4000, segment(2, ""))).stack())
                .isEqualTo(new Stack(0xfaf0, 0, 0, -1, 0, true));
        assertThat(Heard.one(SynSent.class, ipv4(0x4000, segment(2, "01 01 22 02"))).stack())
                .as("a kind above 14")
                .isEqualTo(new Stack(0xfaf0, 0x11f0_0000_0000_0000L, 0, -1, 0, true));
    }

    @Test
    void options_that_were_cut_or_lie_say_nothing() {
        byte[] whole = ipv4(0x4000, segment(2, LINUX));
        for (int length = 14 + 20 + 20; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(Heard.one(SynSent.class, cut).stack()).as("cut at %s", length).isNull();
        }
        for (String lie : List.of("02000000", "0209 0000", "01010102")) {
            SynSent syn = Heard.one(SynSent.class, ipv4(0x4000, segment(2, lie)));
            assertThat(syn.stack()).as(lie).isNull();
        }
    }

    @Test
    void forty_options_are_told_as_far_as_there_is_room() {
        String many = "01".repeat(40);
        Stack stack = Heard.one(SynSent.class, ipv4(0x4000, segment(2, many))).stack();
        assertThat(stack).isNotNull();
        assertThat(stack.options()).isEqualTo(0x1111_1111_1111_1111L);
    }

    @Test
    void an_answer_and_a_later_segment_are_no_requests() {
        assertThat(Heard.of(ipv4(0x4000, segment(0x12, LINUX)))).isEmpty();
        assertThat(Heard.of(ipv4(0x4000, segment(0x10, LINUX)))).isEmpty();
    }
}
