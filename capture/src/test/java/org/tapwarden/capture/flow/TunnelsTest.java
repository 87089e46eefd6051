package org.tapwarden.capture.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.capture.flow.Frames.ACK;
import static org.tapwarden.capture.flow.Frames.START;
import static org.tapwarden.capture.flow.Frames.SYN;
import static org.tapwarden.capture.flow.Frames.ethernet;
import static org.tapwarden.capture.flow.Frames.ip;
import static org.tapwarden.capture.flow.Frames.join;
import static org.tapwarden.capture.flow.Frames.mac;
import static org.tapwarden.capture.flow.Frames.tagged;
import static org.tapwarden.capture.flow.Frames.tcp;
import static org.tapwarden.capture.flow.Frames.u16;
import static org.tapwarden.capture.flow.Frames.u32;
import static org.tapwarden.capture.flow.Frames.udp;
import static org.tapwarden.capture.flow.Frames.udpDatagram;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.header.Fault;

/// What the decoder finds inside tunnels and radio frames, and when it leaves them shut.
class TunnelsTest {

    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String OUTER_A = "192.0.2.1";
    private static final String OUTER_B = "192.0.2.2";
    private static final String INSIDE = "10.0.0.1:4000 > 10.0.0.2:443 ";

    private static final byte[] INNER = tcp(A, 4000, B, 443, SYN, "");

    /// The IP packet in a frame without tags.
    private static byte[] packet(byte[] frame) {
        return Arrays.copyOfRange(frame, 14, frame.length);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] inUdp(int source, int destination, byte[]... payload) {
        return ethernet(ip(OUTER_A, OUTER_B, 17, udpDatagram(source, destination, join(payload))));
    }

    private static byte[] vxlan(byte[] inner) {
        return inUdp(50_000, 4789, hex("08000000 00002a00"), inner);
    }

    /// LLC and SNAP before IPv4 (RFC 1042).
    private static byte[] wifi(String header) {
        return join(hex(header), hex("aaaa03000000 0800"), packet(INNER));
    }

    private static String ended(byte[] frame) {
        return only(frame, 1, "ended");
    }

    private static String only(byte[] frame, int linkType, String word) {
        Played played = Played.play(FlowLimits.DEFAULTS, new Frames(linkType).add(START, frame), 1);
        assertThat(played.starting(word)).as("%s", played.lines()).hasSize(1);
        return played.starting(word).getFirst();
    }

    @Test
    void vxlan_shows_the_frame_inside_and_keeps_the_vlan_outside() {
        assertThat(ended(vxlan(INNER))).contains(INSIDE + "vxlan vlan -1");
        assertThat(ended(vxlan(tagged(7, INNER)))).contains(INSIDE + "vxlan vlan 7");
        assertThat(ended(tagged(3, vxlan(tagged(7, INNER))))).contains(INSIDE + "vxlan vlan 3");
    }

    @ParameterizedTest
    @CsvSource({
        "0000 6558 00002a00, true",
        "0140 6558 00002a00 01018000, true",
        "0000 0800 00002a00, false",
    })
    void geneve_shows_the_frame_or_packet_behind_its_options(String header, boolean frame) {
        assertThat(ended(inUdp(50_000, 6081, hex(header), frame ? INNER : packet(INNER))))
                .contains(INSIDE + "geneve");
    }

    /// RFC 8086 and RFC 7510.
    @Test
    void gre_and_labels_in_udp_show_their_packet() {
        byte[] gre = join(hex("0000 0800"), packet(INNER));
        assertThat(ended(inUdp(50_000, 4754, gre))).contains(INSIDE + "gre");
        assertThat(ended(inUdp(50_000, 6635, join(hex("00010140"), packet(INNER)))))
                .contains(INSIDE + "mpls");
    }

    /// RFC 2637, section 4.1: version 1, key and sequence, payload length and call.
    @Test
    void a_call_of_pptp_shows_its_packet_unless_it_is_compressed() {
        byte[] header = hex("3001 880b 002c 0007 00000001");
        byte[] clear = join(header, hex("ff03 0021"), packet(INNER));
        assertThat(ended(ethernet(ip(OUTER_A, OUTER_B, 47, clear)))).contains(INSIDE + "gre");
        byte[] compressed = join(header, hex("ff03 00fd"), packet(INNER));
        assertThat(ended(ethernet(ip(OUTER_A, OUTER_B, 47, compressed))))
                .contains("192.0.2.1:0 > 192.0.2.2:0 none");
    }

    @Test
    void a_control_message_of_geneve_is_not_for_us() {
        byte[] control = inUdp(50_000, 6081, hex("0080 6558 00002a00"), INNER);
        assertThat(ended(control)).contains("192.0.2.2:6081 none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30ff 0028 00000007", "34ff 0030 00000007 0000 00 85 01100000"})
    void gtp_shows_the_subscribers_packet(String header) {
        assertThat(ended(inUdp(2152, 2152, hex(header), packet(INNER)))).contains(INSIDE + "gtp-u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0000 1234 0a000001", "0001 00 00 0000000000000000 00"})
    void teredo_shows_ipv6(String indication) {
        byte[] inner = packet(udp("2001:0:1::1", 4000, "fd00::2", 443, "x"));
        assertThat(ended(inUdp(50_000, 3544, hex(indication), inner)))
                .contains("2001:0:1::1:4000 > fd00::2:443 teredo");
    }

    @Test
    void capwap_shows_the_stations_frame_whichever_way_its_control_bytes_stand() {
        String addresses = "020000000001 020000000002 020000000003 1000";
        for (String control : new String[] {"0801", "0108"}) {
            byte[] radio = wifi(control + "0000" + addresses);
            assertThat(ended(inUdp(50_000, 5247, hex("00100300 00000000"), radio)))
                    .contains(INSIDE + "capwap");
        }
        assertThat(ended(inUdp(5247, 50_000, hex("00100200 00000000"), INNER)))
                .contains(INSIDE + "capwap");
    }

    /// Keep-alive, a fragment, DTLS, a radio that is no Wi-Fi, and a probe request.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00100208 00000000",
                "00100280 00010000",
                "01000000 16feff00",
                "00100700 00000000",
                "00100300 00000000 40000000 020000000001 020000000002 020000000003 1000"
            })
    void what_access_point_and_controller_say_to_each_other_is_a_flow_of_its_own(String header) {
        assertThat(ended(inUdp(5247, 50_000, hex(header), new byte[60])))
                .contains("192.0.2.1:5247")
                .contains("192.0.2.2:50000")
                .contains(" none vlan -1");
    }

    @ParameterizedTest
    @ValueSource(ints = {4789, 8472, 6081, 2152, 3544, 4754, 5247, 6635})
    void the_port_alone_makes_no_tunnel(int port) {
        for (byte[] payload :
                new byte[][] {{}, "GET / HTTP/1.1\r\n".repeat(4).getBytes(US_ASCII)}) {
            assertThat(ended(inUdp(50_000, port, payload)))
                    .contains("192.0.2.1:50000 > 192.0.2.2:" + port + " none");
        }
    }

    @Test
    void what_cannot_be_read_in_a_tunnel_is_the_flow_of_what_carries_it() {
        byte[] liar = INNER.clone();
        liar[14] = 0x65;
        for (byte[] inner : new byte[][] {ethernet(0x88b5, new byte[40]), liar, new byte[3]}) {
            assertThat(ended(tagged(3, vxlan(inner))))
                    .contains("192.0.2.1:50000 > 192.0.2.2:4789 none vlan 3");
        }
        Played played = Played.play(FlowLimits.DEFAULTS, new Frames().add(START, vxlan(liar)), 1);
        assertThat(played.frames().fault(Fault.WRONG_VERSION)).isEqualTo(1);
        assertThat(played.frames().givenUp()).isZero();
        byte[] gre = join(u16(0), u16(0x6558), ethernet(0x88b5, new byte[40]));
        assertThat(ended(ethernet(ip(OUTER_A, OUTER_B, 47, gre))))
                .contains("192.0.2.1:0 > 192.0.2.2:0 none");
    }

    @Test
    void the_third_tunnel_stays_shut_and_is_counted() {
        byte[] two = vxlan(vxlan(INNER));
        assertThat(ended(two)).contains(INSIDE + "vxlan");
        byte[] three = vxlan(two);
        assertThat(ended(three)).contains("192.0.2.1:50000 > 192.0.2.2:4789 vxlan");
        Played played = Played.play(FlowLimits.DEFAULTS, new Frames().add(START, three), 1);
        assertThat(played.frames().fault(Fault.TOO_MANY_TUNNELS)).isEqualTo(1);
    }

    @Test
    void a_datagram_in_fragments_is_a_tunnel_once_it_is_whole() {
        byte[] datagram = udpDatagram(50_000, 4789, join(hex("08000000 00002a00"), INNER));
        byte[] first = Arrays.copyOfRange(datagram, 0, 32);
        byte[] second = Arrays.copyOfRange(datagram, 32, datagram.length);
        var frames =
                new Frames()
                        .add(START, ethernet(ip(OUTER_A, OUTER_B, 17, 77, 0x2000, first)))
                        .add(START + 1, ethernet(ip(OUTER_A, OUTER_B, 17, 77, 4, second)));
        assertThat(Played.play(FlowLimits.DEFAULTS, frames, 1).starting("ended"))
                .singleElement()
                .asString()
                .contains("2+0 of 2+0 " + INSIDE + "vxlan");
    }

    @ParameterizedTest
    @CsvSource({"35047, 00000007", "35075, 0420"})
    void a_frame_between_switches_shows_the_stations_frame(int type, String tag) {
        assertThat(ended(ethernet(type, join(hex(tag), tagged(7, INNER)))))
                .contains(INSIDE + "none vlan 7");
    }

    /// RFC 8200, section 4: one that is cut, and a chain longer than we follow.
    @Test
    void a_chain_of_extensions_without_end_is_a_flow_without_ports() {
        byte[] cut = ethernet(ip("fd00::1", "fd00::2", 43, hex("110a")));
        assertThat(ended(cut)).contains("fd00::1:0 > fd00::2:0 none");
        byte[] chain = hex("3c00000000000000".repeat(FrameDecoder.MAX_EXTENSIONS + 1));
        var frames = new Frames().add(START, ethernet(ip("fd00::1", "fd00::2", 60, chain)));
        Played played = Played.play(FlowLimits.DEFAULTS, frames, 1);
        assertThat(played.starting("ended")).hasSize(1);
        assertThat(played.frames().fault(Fault.TOO_MANY_EXTENSIONS)).isEqualTo(1);
        assertThat(played.frames().givenUp()).isZero();
    }

    @Test
    void an_address_claimed_in_a_tunnel_is_told() {
        byte[] arp = hex("0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002");
        assertThat(only(vxlan(ethernet(0x0806, arp)), 1, "outside")).isEqualTo("outside ARP 28");
    }

    /// The number that a tunnel calls itself by: network, key, session, label, tunnel endpoint.
    @Test
    void a_tunnels_own_number_is_kept() {
        byte[] mirror = join(hex("1000 88be 00000001"), hex("1007 0011 00000000"), INNER);
        byte[] gre = join(hex("2000 0800 00000009"), packet(INNER));
        byte[] pppoe = join(hex("1100 0005 002a 0021"), packet(INNER));
        byte[] label = join(hex("00010140"), packet(INNER));
        byte[] gtp = inUdp(2152, 2152, hex("30ff 0028 00000007"), packet(INNER));
        assertThat(outerId(vxlan(INNER))).isEqualTo(42);
        assertThat(outerId(gtp)).isEqualTo(7);
        assertThat(outerId(ethernet(ip(OUTER_A, OUTER_B, 47, mirror)))).isEqualTo(17);
        assertThat(outerId(ethernet(ip(OUTER_A, OUTER_B, 47, gre)))).isEqualTo(9);
        assertThat(outerId(ethernet(0x8864, pppoe))).isEqualTo(5);
        assertThat(outerId(ethernet(0x8847, label))).isEqualTo(16);
        assertThat(outerId(INNER)).isZero();
    }

    private static int outerId(byte[] frame) {
        var block = new Block();
        MemorySegment bytes = MemorySegment.ofArray(frame);
        block.begin(bytes, Window.STATIC);
        block.add(0, frame.length, frame.length, START, 1, Block.NO_VLAN, 0);
        var out = new DecodedFrames();
        new FrameDecoder(new EventClock(2), (_, _) -> 0, 1, 1, 1).decode(block, 0, out);
        assertThat(out.count).isEqualTo(1);
        assertThat(out.destinationPort[0]).isEqualTo(443);
        return out.outerId[0];
    }

    /// Whichever comes first, and whichever way the packets go.
    @Test
    void a_conversation_inside_a_tunnel_and_outside_is_one_flow_with_both_vantage_points() {
        byte[] answer = tcp(B, 443, A, 4000, SYN | ACK, "");
        assertThat(bothWays(INNER, vxlan(answer))).contains(INSIDE + "none+vxlan ");
        assertThat(bothWays(vxlan(INNER), answer)).contains(INSIDE + "none+vxlan ");
        assertThat(bothWays(vxlan(INNER), vxlan(answer))).contains(INSIDE + "vxlan ");
        assertThat(bothWays(INNER, answer)).contains(INSIDE + "none ");
    }

    private static String bothWays(byte[] first, byte[] second) {
        Frames frames = new Frames(1).add(START, first).add(START + 1_000_000, second);
        Played played = Played.play(FlowLimits.DEFAULTS, frames, 1);
        assertThat(played.starting("ended")).as("%s", played.lines()).hasSize(1);
        return played.starting("ended").getFirst();
    }

    private static final String TO_NETWORK =
            "0801 0000 020000000001 020000000002 020000000003 1000";

    @ParameterizedTest
    @CsvSource({
        "105, ''",
        "127, 0000 0900 02000000 00",
        "119, 44000000 18000000 77000000000000000000000000000000",
        "163, 80211001 00000018 77000000000000000000000000000000",
        "192, 0000 0800 69000000"
    })
    void a_radio_frame_in_clear_is_read_behind_whatever_the_driver_wrote(int link, String radio) {
        assertThat(only(join(hex(radio), wifi(TO_NETWORK)), link, "ended")).contains(INSIDE);
    }

    @Test
    void a_radio_frame_is_read_behind_its_optional_fields() {
        // quality of service; the same with an HT field; four addresses; padded to four bytes
        String rest = TO_NETWORK.substring(4);
        assertThat(only(wifi("8801" + rest + "0000"), 105, "ended")).contains(INSIDE);
        assertThat(only(wifi("8881" + rest + "0000 00000000"), 105, "ended")).contains(INSIDE);
        assertThat(only(wifi("0803" + rest + "020000000004"), 105, "ended")).contains(INSIDE);
        byte[] padded = wifi("8801" + rest + "0000 0000");
        assertThat(only(join(hex("0000 0900 02000000 20"), padded), 127, "ended")).contains(INSIDE);
        byte[] whole = join(hex("aaaa03000000 0800"), packet(INNER));
        byte[] several =
                join(mac("02:00:00:00:00:05"), mac("02:00:00:00:00:06"), u16(whole.length), whole);
        byte[] aggregate = join(hex("8801" + rest + "8000"), several);
        assertThat(only(aggregate, 105, "ended")).contains(INSIDE);
    }

    /// From an access point and protected, without data, or between two; and an acknowledgement.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0842 0000 020000000001 020000000002 020000000003 1000",
                "4802 0000 020000000001 020000000002 020000000003 1000",
                "0843 0000 020000000001 020000000002 020000000003 1000 020000000004",
                "d400 0000 020000000001"
            })
    void a_radio_frame_that_shows_nothing_is_no_ip(String header) {
        Played played =
                Played.play(FlowLimits.DEFAULTS, new Frames(105).add(START, wifi(header)), 1);
        assertThat(played.frames().notIp()).isEqualTo(1);
        assertThat(played.lines()).isEmpty();
    }

    /// Protected, without data, and a later fragment.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0841 0000 020000000001 020000000002 020000000003 1000",
                "4801 0000 020000000001 020000000002 020000000003 1000",
                "0801 0000 020000000001 020000000002 020000000003 1100"
            })
    void a_radio_frame_of_a_station_is_handed_on_for_who_sent_it(String header) {
        assertThat(only(wifi(header), 105, "outside")).startsWith("outside WIFI_DATA");
    }

    @Test
    void a_beacon_is_handed_on_from_its_header_to_its_end_without_the_check_sequence() {
        byte[] beacon = hex("8000 0000 ffffffffffff 020000000002 020000000002 1000");
        byte[] frame = join(beacon, new byte[12], hex("0000"));
        assertThat(only(frame, 105, "outside")).isEqualTo("outside WIFI_MANAGEMENT 38");
        byte[] checked = join(hex("0000 0900 02000000 10"), frame, u32(0x1234));
        assertThat(only(checked, 127, "outside")).isEqualTo("outside WIFI_MANAGEMENT 38");
    }

    @Test
    void a_radio_frame_received_wrongly_is_a_fault() {
        byte[] frame = join(hex("0000 0900 02000000 40"), wifi(TO_NETWORK));
        Played played = Played.play(FlowLimits.DEFAULTS, new Frames(127).add(START, frame), 1);
        assertThat(played.frames().fault(Fault.RADIO_DAMAGED)).isEqualTo(1);
        assertThat(played.frames().givenUp()).isEqualTo(1);
    }

    /// Links that put little before IP: a direction before PPP and Cisco's HDLC, LLC alone,
    /// OpenBSD's view into IPsec, PPPoE alone.
    @ParameterizedTest
    @CsvSource({
        "166, 00 ff03 0021",
        "204, 01 0021",
        "205, 01 0f00 0800",
        "104, 0f00 0800",
        "100, aaaa03000000 0800",
        "109, 02000000 00000001 00000000",
        "51, 1100 0005 002a 0021"
    })
    void small_links_are_read(int linkType, String header) {
        assertThat(only(join(hex(header), packet(INNER)), linkType, "ended")).contains(INSIDE);
    }
}
