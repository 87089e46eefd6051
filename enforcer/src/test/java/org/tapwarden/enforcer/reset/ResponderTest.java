package org.tapwarden.enforcer.reset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.ring.FilteredSocket;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.order.Subject;

/// Frame in, frames out, over sockets that lead nowhere.
class ResponderTest {

    private static final String DEVICE = "020000007901";
    private static final String PEER = "0200000079fe";
    private static final String OWN = "02000000aaaa";
    private static final String DEVICE_V4 = "0a4f0001";
    private static final String PEER_V4 = "cb007101";
    private static final String DEVICE_V6 = "fd790000000000000000000000000001";
    private static final String PEER_V6 = "20010db8000000000000000000000001";
    private static final long NOW = 1_000_000_000L;

    private final Tally tally = new Tally();
    private final List<Address> protectedOnes = new ArrayList<>();
    private FilteredSocket.Rehearsal out;
    private Responder responder;
    private Restricted restricted;

    @BeforeEach
    void open() throws IOException {
        out = FilteredSocket.rehearsal(Mac.parse(OWN).bits(), 20);
        responder = responder(ResetSettings.Unreachable.PORT, 1_000, 100);
        restricted = restricting(Set.of(), Long.MAX_VALUE / 2, 1_000);
    }

    @AfterEach
    void close() {
        out.close();
    }

    private Responder responder(ResetSettings.Unreachable what, int resets, int unreachables) {
        var caps = new ResetSettings.Caps(resets, unreachables);
        var settings = new ResetSettings("tap0", "mgmt", what, caps, caps);
        return new Responder(out.sender(), settings, protectedOnes::contains, tally, NOW);
    }

    private static Restricted restricting(Set<Destination> destinations, long until, int resets) {
        var subject = new Subject(1, Set.of(Mac.parse(DEVICE)), Set.of(), "");
        var caps = new ResetSettings.Caps(resets, 100);
        return new Restricted(
                List.of(new Restriction("case", subject, destinations, caps, until, NOW)));
    }

    private static Restricted restricting(String... destinations) {
        return restricting(
                Arrays.stream(destinations).map(Destination::parse).collect(Collectors.toSet()),
                Long.MAX_VALUE / 2,
                1_000);
    }

    /// What is sent for a frame, in hexadecimal.
    private List<String> answers(String frame, int tag) {
        byte[] bytes = HexFormat.of().parseHex(frame);
        MemorySegment segment = Arena.ofAuto().allocate(2_048);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        responder.see(restricted, segment, bytes.length, tag, NOW);
        return sent();
    }

    private List<String> sent() {
        var sent = new ArrayList<String>();
        for (int length = out.receiver().receive();
                length >= 0;
                length = out.receiver().receive()) {
            byte[] bytes = out.receiver().frame().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            assertThat(length).isGreaterThanOrEqualTo(60);
            sent.add(HexFormat.of().formatHex(bytes));
        }
        return sent;
    }

    private static String v4(int payload, String protocol, String from, String to) {
        return "0800" + "4500%04x0000000040%s0000".formatted(20 + payload, protocol) + from + to;
    }

    private static String v6(int payload, String next, String from, String to) {
        return "86dd" + "60000000%04x%s40".formatted(payload, next) + from + to;
    }

    /// Ports 4000 to 443.
    private static String tcp(String sequence, String acknowledgment, String flags) {
        return "0fa001bb" + sequence + acknowledgment + "50" + flags + "040000000000";
    }

    private static String fields(String frame, int ip) {
        int tcp = (ip + (frame.startsWith("86dd", 2 * ip - 4) ? 40 : 20)) * 2;
        return frame.substring(tcp, tcp + 28);
    }

    @Test
    void a_syn_alone_is_answered_to_its_sender_only_as_by_a_closed_port() {
        String syn =
                PEER
                        + DEVICE
                        + v4(20, "06", DEVICE_V4, PEER_V4)
                        + tcp("000003e8", "00000000", "02");
        String reset = answers(syn, FilteredSocket.NO_TAG).getFirst();
        assertThat(reset).startsWith(DEVICE + OWN + "0800" + "45000028" + "00004000" + "4006");
        assertThat(reset.substring(52, 68)).isEqualTo(PEER_V4 + DEVICE_V4);
        assertThat(fields(reset, 14)).isEqualTo("01bb0fa0" + "00000000" + "000003e9" + "5014");
        assertThat(checksummed(reset)).isTrue();
        assertThat(tally.of(Tally.Of.RESETS)).isEqualTo(1);
    }

    @Test
    void a_syn_with_an_acknowledgment_is_reset_at_both_ends() {
        String both =
                DEVICE
                        + PEER
                        + v4(20, "06", PEER_V4, DEVICE_V4)
                        + tcp("00001000", "000003e9", "12");
        List<String> resets = answers(both, FilteredSocket.NO_TAG);
        assertThat(resets).hasSize(2).allMatch(ResponderTest::checksummed);
        assertThat(resets.get(0)).startsWith(PEER + OWN);
        assertThat(fields(resets.get(0), 14))
                .isEqualTo("01bb0fa0" + "000003e9" + "00000000" + "5004");
        // Believed by whoever waits for the handshake (its number acknowledged) and by whoever
        // thinks that it is over (the next number expected).
        assertThat(resets.get(1)).startsWith(DEVICE + OWN);
        assertThat(fields(resets.get(1), 14))
                .isEqualTo("0fa001bb" + "00001001" + "000003e9" + "5014");
    }

    @ParameterizedTest
    @CsvSource({
        "100, 10, fffffff0, 00000054",
        "0, 10, fffffff0, fffffff0",
        "5, 11, 00000001, 00000007"
    })
    void a_segment_is_reset_with_the_next_number_that_each_end_expects(
            int payload, String flags, String sequence, String next) {
        String segment =
                PEER
                        + DEVICE
                        + v6(20 + payload, "06", DEVICE_V6, PEER_V6)
                        + tcp(sequence, "00abcdef", flags);
        // The snap length may have cut what it carries.
        List<String> resets = answers(segment, FilteredSocket.NO_TAG);
        assertThat(resets).hasSize(2).allMatch(ResponderTest::checksummed);
        assertThat(resets.get(0)).startsWith(DEVICE + OWN + "86dd");
        assertThat(fields(resets.get(0), 14))
                .isEqualTo("01bb0fa0" + "00abcdef" + "00000000" + "5004");
        assertThat(resets.get(1)).startsWith(PEER + OWN + "86dd");
        assertThat(fields(resets.get(1), 14)).isEqualTo("0fa001bb" + next + "00abcdef" + "5014");
    }

    @Test
    void tags_are_carried_over_those_that_the_kernel_took_out_and_those_in_the_frame() {
        String syn =
                PEER
                        + DEVICE
                        + "81000065"
                        + v4(20, "06", DEVICE_V4, PEER_V4)
                        + tcp("00000001", "00000000", "02");
        assertThat(answers(syn, 0x88a8_6064).getFirst())
                .startsWith(DEVICE + OWN + "88a86064" + "81000065" + "0800" + "4500");
    }

    @Test
    void extension_headers_are_stepped_over_and_a_later_fragment_is_not_answered() {
        String options = "06000104" + "00000000";
        String behind =
                PEER
                        + DEVICE
                        + v6(28, "00", DEVICE_V6, PEER_V6)
                        + options
                        + tcp("00000001", "00000000", "02");
        assertThat(fields(answers(behind, FilteredSocket.NO_TAG).getFirst(), 14))
                .isEqualTo("01bb0fa0" + "00000000" + "00000002" + "5014");
        String fragment =
                PEER
                        + DEVICE
                        + v6(28, "2c", DEVICE_V6, PEER_V6)
                        + "06000008"
                        + "00000001"
                        + tcp("00000001", "00000001", "10");
        assertThat(answers(fragment, FilteredSocket.NO_TAG)).isEmpty();
        // Of the first of several nobody knows what follows it: only its sender is reset.
        String first = fragment.replace("0600000800000001", "0600000100000001");
        assertThat(answers(first, FilteredSocket.NO_TAG))
                .singleElement()
                .asString()
                .startsWith(DEVICE);
    }

    @Test
    void a_reset_is_never_answered_nor_one_of_our_own_frames_nor_an_innocent() {
        String reset =
                PEER
                        + DEVICE
                        + v4(20, "06", DEVICE_V4, PEER_V4)
                        + tcp("00000001", "00000001", "14");
        assertThat(answers(reset, FilteredSocket.NO_TAG)).isEmpty();
        assertThat(tally.of(Tally.Of.RESETS_SEEN)).isEqualTo(1);
        String own =
                DEVICE + OWN + v4(20, "06", PEER_V4, DEVICE_V4) + tcp("00000001", "00000001", "10");
        assertThat(answers(own, FilteredSocket.NO_TAG)).isEmpty();
        assertThat(tally.of(Tally.Of.OWN_FRAMES)).isEqualTo(1);
        String innocent =
                PEER
                        + "020000007902"
                        + v4(20, "06", "0a4f0002", PEER_V4)
                        + tcp("00000001", "00000001", "10");
        assertThat(answers(innocent, FilteredSocket.NO_TAG)).isEmpty();
        assertThat(tally.of(Tally.Of.NOT_RESTRICTED)).isEqualTo(1);
    }

    @Test
    void what_is_cut_or_lies_is_counted_and_not_answered() {
        String syn =
                PEER
                        + DEVICE
                        + v4(20, "06", DEVICE_V4, PEER_V4)
                        + tcp("000003e8", "00000000", "02");
        for (int length = 0; length < syn.length() / 2; length++) {
            assertThat(answers(syn.substring(0, 2 * length), FilteredSocket.NO_TAG)).isEmpty();
        }
        String group = PEER + "03" + DEVICE.substring(2) + syn.substring(24);
        assertThat(answers(group, FilteredSocket.NO_TAG)).isEmpty();
        // A TCP header that is longer than its packet.
        String tooLong = syn.replace("0000000050", "00000000f0");
        assertThat(answers(tooLong, FilteredSocket.NO_TAG)).isEmpty();
        assertThat(tally.of(Tally.Of.BROKEN)).isPositive();
        assertThat(tally.of(Tally.Of.RESETS)).isZero();
    }

    @Test
    void a_datagram_of_the_device_is_answered_with_what_it_sent() {
        String udp = "0fa001bb" + "0010" + "0000" + "0102030405060708";
        String sent = PEER + DEVICE + v4(16, "11", DEVICE_V4, PEER_V4) + udp;
        String answer = answers(sent, FilteredSocket.NO_TAG).getFirst();
        assertThat(answer).startsWith(DEVICE + OWN + "0800" + "45000040");
        assertThat(answer.substring(46, 48)).isEqualTo("01");
        assertThat(answer.substring(68, 72)).isEqualTo("0303");
        assertThat(answer.substring(84)).isEqualTo(sent.substring(28));
        assertThat(checksummed(answer)).isTrue();
        responder = responder(ResetSettings.Unreachable.PROHIBITED, 1_000, 100);
        String six = PEER + DEVICE + v6(16, "11", DEVICE_V6, PEER_V6) + udp;
        answer = answers(six, FilteredSocket.NO_TAG).getFirst();
        assertThat(answer.substring(108, 112)).isEqualTo("0101");
        assertThat(checksummed(answer)).isTrue();
        responder = responder(ResetSettings.Unreachable.NONE, 1_000, 100);
        assertThat(answers(sent, FilteredSocket.NO_TAG)).isEmpty();
    }

    @Test
    void no_datagram_to_the_device_to_a_group_or_of_dhcp_is_answered() {
        String udp = "0fa001bb" + "0010" + "0000" + "0102030405060708";
        for (String frame :
                List.of(
                        DEVICE + PEER + v4(16, "11", PEER_V4, DEVICE_V4) + udp,
                        "01005e0000fb" + DEVICE + v4(16, "11", DEVICE_V4, "e00000fb") + udp,
                        PEER + DEVICE + v4(16, "11", DEVICE_V4, "e00000fb") + udp,
                        PEER + DEVICE + v4(16, "11", DEVICE_V4, "ffffffff") + udp,
                        PEER + DEVICE + v4(16, "11", "00000000", PEER_V4) + udp,
                        PEER + DEVICE + v6(16, "11", DEVICE_V6, "ff02" + "0".repeat(28)) + udp,
                        PEER
                                + DEVICE
                                + v4(16, "11", DEVICE_V4, PEER_V4)
                                + udp.replace("0fa001bb", "00440043"),
                        PEER
                                + DEVICE
                                + v6(16, "11", DEVICE_V6, PEER_V6)
                                + udp.replace("0fa001bb", "02220223"))) {
            assertThat(answers(frame, FilteredSocket.NO_TAG)).as(frame).isEmpty();
        }
        assertThat(tally.of(Tally.Of.NOT_ANSWERED)).isEqualTo(8);
    }

    @Test
    void a_far_end_gets_no_reset_for_an_address_that_is_protected() {
        protectedOnes.add(Address.parse("10.79.0.1"));
        String segment =
                PEER
                        + DEVICE
                        + v4(20, "06", DEVICE_V4, PEER_V4)
                        + tcp("00000001", "00000001", "10");
        assertThat(answers(segment, FilteredSocket.NO_TAG))
                .singleElement()
                .asString()
                .startsWith(DEVICE + OWN);
        assertThat(tally.of(Tally.Of.CLAIMED_PROTECTED)).isEqualTo(1);
    }

    @Test
    void of_a_device_with_too_many_addresses_the_far_end_is_left_alone() {
        for (int i = 0; i <= Restriction.MOST_JUDGED; i++) {
            String from = "0a4f01%02x".formatted(i);
            String segment =
                    PEER + DEVICE + v4(20, "06", from, PEER_V4) + tcp("00000001", "00000001", "10");
            assertThat(answers(segment, FilteredSocket.NO_TAG))
                    .hasSize(i < Restriction.MOST_JUDGED ? 2 : 1);
        }
    }

    @Test
    void one_destination_is_restricted_and_the_others_are_not() {
        restricted = restricting("203.0.113.1");
        String there =
                PEER
                        + DEVICE
                        + v4(20, "06", DEVICE_V4, PEER_V4)
                        + tcp("00000001", "00000001", "10");
        String back =
                DEVICE
                        + PEER
                        + v4(20, "06", PEER_V4, DEVICE_V4)
                        + tcp("00000001", "00000001", "10");
        String other = there.replace(PEER_V4, "cb007102");
        assertThat(answers(there, FilteredSocket.NO_TAG)).hasSize(2);
        assertThat(answers(back, FilteredSocket.NO_TAG)).hasSize(2);
        assertThat(answers(other, FilteredSocket.NO_TAG)).isEmpty();
    }

    /// The frames go to port 443 of 203.0.113.1 and of 2001:db8::1.
    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, true, false",
        "203.0.113.1:443, true, false",
        "203.0.113.0/24:443, true, false",
        "203.0.113.1:80, false, false",
        "203.0.113.0/24:4000, false, false",
        "203.0.114.0/24, false, false",
        "0.0.0.0/1, false, false",
        "128.0.0.0/1, true, false",
        "2001:db8::/32, false, true",
        "[2001:db8::1]:443, false, true",
        "[2001:db8::/32]:80, false, false",
        "8000::/1, false, false",
        "::/1, false, true"
    })
    void a_network_and_a_port_are_restricted_and_nothing_beside(
            String destination, boolean ofIpv4, boolean ofIpv6) {
        restricted = restricting(destination);
        String four = v4(20, "06", DEVICE_V4, PEER_V4) + tcp("00000001", "00000001", "10");
        String six = v6(20, "06", DEVICE_V6, PEER_V6) + tcp("00000001", "00000001", "10");
        assertThat(answers(PEER + DEVICE + four, FilteredSocket.NO_TAG)).hasSize(ofIpv4 ? 2 : 0);
        assertThat(answers(PEER + DEVICE + six, FilteredSocket.NO_TAG)).hasSize(ofIpv6 ? 2 : 0);
        String back =
                DEVICE
                        + PEER
                        + v4(20, "06", PEER_V4, DEVICE_V4)
                        + tcp("00000001", "00000001", "10").replaceFirst("0fa001bb", "01bb0fa0");
        assertThat(answers(back, FilteredSocket.NO_TAG)).hasSize(ofIpv4 ? 2 : 0);
    }

    @Test
    void a_lease_that_is_over_is_not_answered_and_no_more_is_sent_than_the_caps_allow() {
        restricted = restricting(Set.of(), NOW, 1_000);
        String segment =
                PEER
                        + DEVICE
                        + v4(20, "06", DEVICE_V4, PEER_V4)
                        + tcp("00000001", "00000001", "10");
        assertThat(answers(segment, FilteredSocket.NO_TAG)).isEmpty();
        // A quarter of a second's worth at once.
        restricted = restricting(Set.of(), Long.MAX_VALUE / 2, 40);
        int sent = 0;
        for (int i = 0; i < 50; i++) {
            sent += answers(segment, FilteredSocket.NO_TAG).size();
        }
        assertThat(sent).isEqualTo(10);
        assertThat(tally.of(Tally.Of.RESETS_CAPPED)).isEqualTo(90);
    }

    @Test
    void a_frame_with_another_source_than_our_own_mac_cannot_be_sent() {
        MemorySegment frame = Arena.ofAuto().allocate(60);
        frame.set(ValueLayout.JAVA_BYTE, 6, (byte) 2);
        assertThatThrownBy(() -> out.sender().send(frame, 60))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(sent()).isEmpty();
    }

    /// Whether the checksums of IP and of what it carries are right (RFC 1071).
    private static boolean checksummed(String frame) {
        byte[] bytes = HexFormat.of().parseHex(frame);
        boolean six = bytes[12] == (byte) 0x86;
        int ip = 14;
        int header = six ? 40 : 20;
        int length = six ? u16(bytes, ip + 4) : u16(bytes, ip + 2) - 20;
        int protocol = bytes[ip + (six ? 6 : 9)];
        long sum = sum(bytes, ip + header, length);
        if (protocol != 1) {
            sum += sum(bytes, ip + (six ? 8 : 12), six ? 32 : 8) + protocol + length;
        }
        return folded(sum) == 0xffff && (six || folded(sum(bytes, ip, 20)) == 0xffff);
    }

    private static long folded(long sum) {
        long once = (sum & 0xffff) + (sum >>> 16);
        return (once & 0xffff) + (once >>> 16);
    }

    private static long sum(byte[] bytes, int at, int length) {
        long sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += i + 1 < length ? u16(bytes, at + i) : (bytes[at + i] & 0xffL) << 8;
        }
        return sum;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
