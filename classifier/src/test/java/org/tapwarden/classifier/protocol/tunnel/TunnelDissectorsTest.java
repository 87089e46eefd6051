package org.tapwarden.classifier.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.udp;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.esp;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.gtpEcho;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.gtpRequest;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.gtpUserData;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.ikeMainMode;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.ikeSaInit;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.line;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.n2n;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.nebulaHandshake;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.socksDomainRequest;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.softEtherAddress;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.tls;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.warpResponse;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.warpTransport;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.wireGuardTransport;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.NoiseFlows;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// These labels accuse, so what they do not say matters as much as what they say.
class TunnelDissectorsTest {

    private static final String NOBODY = "0000000000000000";

    private final Learnt learnt = new Learnt();

    private static Protocol told(Conversation conversation) {
        return conversation.toldBy(TunnelDissectors.ALL);
    }

    static List<Arguments> fixedBytes() {
        return List.of(
                Arguments.of(
                        new PptpDissector(), TunnelMessages.pptpStart(), true, "2,3,4,5,6,7,11"),
                Arguments.of(
                        new L2tpDissector(),
                        TunnelMessages.l2tpStart(),
                        false,
                        "0,1,2,3,12,13,14,15,16,17,18"),
                Arguments.of(
                        new TailscaleDissector(),
                        TunnelMessages.tailscaleDiscovery(),
                        false,
                        "0,1,2,3,4,5"),
                Arguments.of(
                        new ZeroTierDissector(),
                        TunnelMessages.zeroTierHello(),
                        false,
                        "13,14,15,16,17,27,28,41,42,43,44,45,46"),
                Arguments.of(
                        new IpsecDissector(),
                        ikeSaInit(NOBODY, 8),
                        false,
                        "16,17,18,24,25,26,27,28,30,31,64,66,67,104,106,107"),
                Arguments.of(
                        new IpsecDissector(),
                        ikeMainMode(),
                        false,
                        "17,18,24,25,26,27,30,31,86,87"),
                Arguments.of(
                        new SoftEtherDissector(),
                        TunnelMessages.softEtherRegistration(),
                        false,
                        "0,1,2,4,5,6,7,17,22,26,38,39"),
                Arguments.of(new GtpDissector(), gtpRequest(), false, "0,2,3,11,13,14"),
                Arguments.of(new GtpDissector(), gtpUserData(), false, "0,1,2,3,8,10,11"),
                Arguments.of(
                        new GtpDissector(), TunnelMessages.gtpRecords(), false, "0,1,2,3,6,7,8"),
                Arguments.of(
                        new VtunDissector(), line("VTUN server ver 3.X"), true, "0,1,4,5,10,12,15"),
                Arguments.of(
                        new FrpDissector(),
                        TunnelMessages.frpLogin("0.49.0"),
                        true,
                        "0,1,2,5,9,11,20"));
    }

    @ParameterizedTest
    @MethodSource("fixedBytes")
    void every_fixed_byte_counts(
            Dissector dissector, byte[] message, boolean stream, String fixed) {
        assertThat(dissector.look(payload(message, stream), learnt)).isEqualTo(YES);
        for (String offset : fixed.split(",", -1)) {
            byte[] other = message.clone();
            other[Integer.parseInt(offset)] ^= (byte) 0x90;
            assertThat(dissector.look(payload(other, stream), learnt)).as(offset).isIn(NO, PERHAPS);
        }
        if (!stream) {
            byte[] longer = Arrays.copyOf(message, message.length + 1);
            byte[] shorter = Arrays.copyOf(message, 20);
            boolean anyLength =
                    dissector instanceof TailscaleDissector
                            || dissector instanceof ZeroTierDissector
                            || dissector instanceof SoftEtherDissector;
            assertThat(dissector.look(payload(longer, false), learnt))
                    .isEqualTo(anyLength ? YES : NO);
            assertThat(dissector.look(payload(shorter, false), learnt)).isEqualTo(NO);
        }
    }

    private static Payload payload(byte[] bytes, boolean stream) {
        var payload = new Payload();
        payload.set(bytes, 0, bytes.length);
        payload.of(
                stream ? Transport.TCP : Transport.UDP,
                Direction.FROM_SOURCE,
                50_000,
                port(bytes[0]));
        return payload;
    }

    private static int port(int first) {
        return switch (first) {
            case 0x30 -> 2152;
            case 0x4e -> 3386;
            default -> 2123;
        };
    }

    @Test
    void openvpn_s_data_is_told_on_its_port_when_both_directions_step() {
        assertThat(told(data(1194, 8, 4))).isEqualTo(Protocol.OPENVPN);
        assertThat(told(data(40_000, 8, 4))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(data(1194, 7, 4))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(data(1194, 8, 3))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(data(1194, 8, 300))).isEqualTo(Protocol.UNKNOWN);
    }

    private static Conversation data(int port, int client, int server) {
        return Conversation.udp("", port)
                .client(TunnelMessages.openVpnData(5, 7))
                .server(TunnelMessages.openVpnData(6, 3))
                .client(TunnelMessages.openVpnData(5, client))
                .server(TunnelMessages.openVpnData(6, server));
    }

    @Test
    void wireguard_of_a_session_that_began_earlier_wants_both_directions_to_step() {
        Conversation one =
                Conversation.udp("", 51_820)
                        .client(wireGuardTransport(1, 1, 96))
                        .client(wireGuardTransport(1, 2, 96))
                        .client(wireGuardTransport(1, 3, 96));
        Conversation still =
                one.server(wireGuardTransport(2, 9, 96)).server(wireGuardTransport(2, 9, 96));
        Conversation jumps =
                one.server(wireGuardTransport(2, 9, 96)).server(wireGuardTransport(2, 99, 96));
        Conversation others =
                one.server(wireGuardTransport(2, 9, 96)).server(wireGuardTransport(3, 10, 96));
        Conversation steps =
                one.server(wireGuardTransport(2, 9, 96)).server(wireGuardTransport(2, 10, 96));
        assertThat(told(one)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(still)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(jumps)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(others)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(steps)).isEqualTo(Protocol.WIREGUARD);
    }

    @ParameterizedTest
    @CsvSource({
        "04000000 01000000 0100000000000000, 33",
        "04000000 01000000 0100000000000001, 32",
        "04000001 01000000 0100000000000000, 32",
        "05000000 01000000 0100000000000000, 32"
    })
    void a_transport_message_has_type_zeros_and_a_multiple_of_16(String header, int length) {
        byte[] other = bytes().hex(header).noise(length - 16).done();
        assertThat(new WireGuardDissector().look(udp(other, 51_820), learnt)).isEqualTo(NO);
    }

    @Test
    void a_longer_response_has_to_repeat_the_index_and_come_from_the_other_side() {
        byte[] initiation = bytes().hex("01000000 a1b2c3d4").noise(196).done();
        byte[] right = bytes().hex("02000000 00112233 a1b2c3d4").noise(88).done();
        byte[] wrong = bytes().hex("02000000 00112233 a1b2c3d5").noise(88).done();
        Conversation asked = Conversation.udp("", 443).client(initiation);
        assertThat(told(asked.server(right))).isEqualTo(Protocol.WIREGUARD);
        assertThat(told(asked.server(wrong))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.client(right))).isEqualTo(Protocol.UNKNOWN);
    }

    /// The initiation's index has every bit that could be taken for a step of the other side.
    @Test
    void an_initiation_without_answer_is_no_step_of_the_other_side() {
        assertThat(
                        told(
                                Conversation.udp("", 443)
                                        .client(bytes().hex("01000000 ffffffff").noise(140).done())
                                        .client(wireGuardTransport(1, 1, 96))
                                        .client(wireGuardTransport(1, 2, 96))
                                        .client(wireGuardTransport(1, 3, 96))))
                .isEqualTo(Protocol.UNKNOWN);
    }

    @Test
    void warp_wants_the_response_s_index_account_and_other_direction() {
        Conversation answered = Conversation.udp("", 2408).server(warpResponse());
        assertThat(told(answered.client(warpTransport()))).hasToString("cloudflarewarp");
        assertThat(told(answered.server(warpTransport()))).isEqualTo(Protocol.UNKNOWN);
        for (int at : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 9, 15}) {
            byte[] other = warpTransport();
            other[at] ^= 0x41;
            assertThat(told(answered.client(other))).as("byte %d", at).isEqualTo(Protocol.UNKNOWN);
        }
    }

    @Test
    void a_key_exchange_tells_its_version() {
        var ipsec = new IpsecDissector();
        assertThat(ipsec.look(udp(ikeSaInit(NOBODY, 8), 500), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("2.0");
        assertThat(learnt.grounds()).isEqualTo("ike-header");
        assertThat(ipsec.look(udp(ikeMainMode(), 500), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("1.0");
    }

    /// What is encrypted has no chain to walk, so it needs its port as well.
    @Test
    void an_encrypted_exchange_of_version_1_is_none_elsewhere() {
        byte[] quick =
                TunnelMessages.ike(
                        TunnelMessages.RESPONDER, "08 10 20", 1, bytes().noise(64).done());
        var ipsec = new IpsecDissector();
        assertThat(ipsec.look(udp(quick, 500), learnt)).isEqualTo(YES);
        assertThat(ipsec.look(udp(quick, 40_000), learnt)).isEqualTo(NO);
    }

    @Test
    void encapsulated_packets_are_told_on_their_port_when_both_directions_step() {
        assertThat(told(steps(4500, 6, 10))).hasToString("ipsec");
        assertThat(told(steps(4501, 6, 10))).hasToString("ipsec");
        assertThat(told(steps(40_000, 6, 10))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(steps(4500, 5, 10))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(steps(4500, 6, 9))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(steps(4500, 6, 9 + 65))).isEqualTo(Protocol.UNKNOWN);
    }

    private static Conversation steps(int port, int client, int server) {
        return Conversation.udp("", port)
                .client(esp(0xa1b2_c3d4L, 5))
                .server(esp(0x0123_4567L, 9))
                .client(esp(0xa1b2_c3d4L, client))
                .server(esp(0x0123_4567L, server));
    }

    @Test
    void nebula_wants_both_halves_of_a_handshake() {
        Conversation asked = Conversation.udp("", 4242).client(nebulaHandshake(0, 1));
        assertThat(told(asked)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(nebulaHandshake(0, 2)))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(nebulaHandshake(5, 3)))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.client(nebulaHandshake(5, 2)))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(nebulaHandshake(5, 2)))).hasToString("nebula");
    }

    @Test
    void yggdrasil_wants_both_ends() {
        byte[] word = TunnelMessages.yggdrasil(4);
        Conversation one = Conversation.tcp("", 9002).client(word);
        assertThat(told(one)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(one.client(word))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(one.server(TunnelMessages.yggdrasil(256)))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(one.server(bytes().ascii("metadata: ").noise(32).done())))
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(one.server(TunnelMessages.yggdrasil(120)))).hasToString("yggdrasil");
    }

    @Test
    void softether_s_address_wants_the_question_and_nothing_around_it() {
        byte[] question = bytes().ascii("A").done();
        Conversation asked = Conversation.udp("", 5004).client(question);
        assertThat(told(asked.server(softEtherAddress()))).hasToString("softether");
        assertThat(told(Conversation.udp("", 5004).server(softEtherAddress()).client(question)))
                .hasToString("softether");
        assertThat(told(asked)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(Conversation.udp("", 5004).server(softEtherAddress())))
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.client(softEtherAddress()))).isEqualTo(Protocol.UNKNOWN);
        for (String other :
                List.of(
                        "IP=192.0.2.17,PORT=50000 ",
                        "IP=192.0.2.17;PORT=50000",
                        "IP=192.0.2,PORT=50000xxx",
                        "IP=1920.0.2.17,PORT=5000",
                        "IP=192.0.2.17,PORT=")) {
            assertThat(told(asked.server(bytes().ascii(other).done())))
                    .as(other)
                    .isEqualTo(Protocol.UNKNOWN);
        }
    }

    @Test
    void n2n_wants_the_same_community_from_the_other_side() {
        Conversation asked = Conversation.udp("", 7654).client(n2n(5, "office"));
        assertThat(told(asked.server(n2n(7, "office")))).hasToString("n2n");
        assertThat(told(asked)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(n2n(7, "offices")))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.client(n2n(7, "office")))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(n2n(6, "office")))).isEqualTo(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 beta 17", "0 beta 17.7", "0 b_2 17.0"})
    void tinc_wants_a_line_of_either_side(String second) {
        Conversation asked = Conversation.tcp("", 655).client(line("0 alpha 17"));
        assertThat(told(asked)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.client(line("1 94 64")))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(line(second)))).hasToString("tinc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 beta 18",
                "0  17",
                "0 beta 17x",
                "1 beta 17",
                "0 be-ta 17",
                "0 beta 17.7 x"
            })
    void tinc_is_not_any_line(String second) {
        Conversation asked = Conversation.tcp("", 655).client(line("0 alpha 17"));
        assertThat(told(asked.server(line(second)))).isEqualTo(Protocol.UNKNOWN);
    }

    @Test
    void gtp_wants_an_answer_with_the_same_sequence_and_the_next_type() {
        Conversation asked = Conversation.udp("", 2123).client(gtpEcho(1, 77));
        assertThat(told(asked)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(gtpEcho(2, 78)))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(gtpEcho(4, 77)))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.client(gtpEcho(2, 77)))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(gtpEcho(2, 77)))).hasToString("gtp");
        assertThat(told(Conversation.udp("", 40_000).client(gtpRequest())))
                .as("on another port")
                .isEqualTo(Protocol.UNKNOWN);
    }

    @Test
    void socks_5_wants_a_method_that_was_offered_and_a_request() {
        byte[] request = socksDomainRequest("www.example.org");
        Conversation greeted = Conversation.tcp("", 1080).client(bytes().hex("05 02 00 01").done());
        Conversation answered = greeted.server(bytes().hex("05 00").done());
        assertThat(told(greeted)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(answered)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(answered.client(request))).hasToString("socks");
        assertThat(told(greeted.server(bytes().hex("05 02").done()).client(request)))
                .as("not offered")
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(greeted.client(request))).as("no answer").isEqualTo(Protocol.UNKNOWN);
        assertThat(
                        told(
                                Conversation.tcp("", 1080)
                                        .client(bytes().hex("05 02 00").put(request).done())))
                .isEqualTo(Protocol.UNKNOWN);
        for (int at : new int[] {0, 1, 2, 3}) {
            byte[] other = request.clone();
            other[at] ^= 0x44;
            assertThat(told(answered.client(other))).as("byte %d", at).isEqualTo(Protocol.UNKNOWN);
        }
    }

    @Test
    void socks_4_wants_an_answer_of_eight_bytes() {
        Conversation asked =
                Conversation.tcp("", 1080).client(bytes().hex("04 01 0050 c0000201 00").done());
        assertThat(told(asked)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(bytes().hex("00 5b 0000 00000000").done())))
                .hasToString("socks");
        assertThat(told(asked.server(bytes().hex("00 5e 0000 00000000").done())))
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(bytes().hex("01 5a 0000 00000000").done())))
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(bytes().hex("00 5a 0000 00000000 00").done())))
                .isEqualTo(Protocol.UNKNOWN);
    }

    /// The password stands in the client's stream and goes nowhere.
    @Test
    void socks_learns_the_server_that_is_asked_for_and_no_password() {
        byte[] head = bytes().hex("05 01 02 01 01 61 06").ascii("secret").done();
        byte[] domain = bytes().put(head).put(socksDomainRequest("WWW.Example.org")).done();
        assertThat(client(domain)).isEqualTo(YES_MORE);
        assertThat(learnt.serverName()).isEqualTo("www.example.org");
        assertThat(learnt.version()).isEqualTo("5");
        byte[] address = bytes().put(head).hex("05 01 00 01 c0000201 01bb").done();
        learnt.clear();
        assertThat(client(address)).isEqualTo(YES_MORE);
        assertThat(learnt.serverName()).isNull();
        learnt.clear();
        byte[] inner = bytes().put(address).put(tls("shop.example.org")).done();
        assertThat(client(inner)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("shop.example.org");
        assertThat(learnt.grounds()).isEqualTo("socks5-request");
        assertThat(learnt.software()).isNull();
        assertThat(learnt.question()).isNull();
    }

    private Dissector.Answer client(byte[] stream) {
        var socks = new SocksDissector();
        var payload = new Payload();
        payload.of(Transport.TCP, Direction.FROM_SOURCE, 50_000, 1080);
        payload.set(stream, 0, 3);
        payload.after(1, 0);
        assertThat(socks.look(payload, learnt)).isEqualTo(PERHAPS);
        byte[] method = {5, 2};
        payload.of(Transport.TCP, Direction.FROM_DESTINATION, 50_000, 1080);
        payload.set(method, 0, 2);
        payload.after(2, learnt.memory());
        assertThat(socks.look(payload, learnt)).isEqualTo(PERHAPS);
        payload.of(Transport.TCP, Direction.FROM_SOURCE, 50_000, 1080);
        payload.set(stream, 0, stream.length);
        payload.after(3, learnt.memory());
        return socks.look(payload, learnt);
    }

    @Test
    void tells_versions_and_software() {
        new PptpDissector().look(payload(TunnelMessages.pptpStart(), true), learnt);
        assertThat(learnt.software()).isEqualTo("Example");
        new ZeroTierDissector().look(udp(TunnelMessages.zeroTierHello(), 9993), learnt);
        assertThat(learnt.software()).isEqualTo("ZeroTier 1.12.2");
        new L2tpDissector().look(udp(TunnelMessages.l2tpStart(), 1701), learnt);
        assertThat(learnt.version()).isEqualTo("2");
        new VtunDissector().look(payload(line("VTUN server ver 3.X 2016"), true), learnt);
        assertThat(learnt.version()).isEqualTo("3.X 2016");
        new FrpDissector().look(payload(TunnelMessages.frpLogin("0.49.0"), true), learnt);
        assertThat(learnt.version()).isEqualTo("0.49.0");
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true"})
    void noise_is_never_a_tunnel(long seed, boolean sparse) {
        NoiseFlows.assertUnknown(TunnelDissectors.ALL, seed, sparse);
    }
}
