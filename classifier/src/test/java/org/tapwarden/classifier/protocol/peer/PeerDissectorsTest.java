package org.tapwarden.classifier.protocol.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.tcp;
import static org.tapwarden.classifier.protocol.Samples.udp;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.TWENTY;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.kadHello;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.kadRequest;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.kadResponse;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.microTransport;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.nanoHandshake;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.text;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.NoiseFlows;
import org.tapwarden.classifier.protocol.Protocol;

/// These labels accuse, so what they do not say matters as much as what they say.
class PeerDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static Protocol told(Conversation conversation) {
        return conversation.toldBy(PeerDissectors.ALL);
    }

    static List<Arguments> fixedBytes() {
        return List.of(
                Arguments.of(
                        new BitTorrentDissector(),
                        PeerMessages.bitTorrentHandshake(),
                        true,
                        "0,1,10,11,19"),
                Arguments.of(
                        new BitTorrentDissector(), PeerMessages.ping(), false, "0,1,4,8,11,55"),
                Arguments.of(
                        new BitTorrentDissector(),
                        bytes().hex("0000041727101980 00000000 a1b2c3d4").done(),
                        false,
                        "0,1,2,3,4,5,6,7,8,9,10,11"),
                Arguments.of(
                        new EthereumDissector(),
                        PeerMessages.rlpxHandshake(),
                        true,
                        "0,2,3,34,35,66"),
                Arguments.of(
                        new EthereumDissector(),
                        PeerMessages.discoveryPing(),
                        false,
                        "96,97,98,99,100,112,122"),
                Arguments.of(
                        new BitcoinDissector(),
                        PeerMessages.bitcoinVerack(),
                        true,
                        "0,1,2,3,4,9,10,15,19"),
                Arguments.of(
                        new BitcoinDissector(),
                        PeerMessages.bitcoinVersion("e6e8e9e5"),
                        true,
                        "4,10,11,15,17,18,19"),
                Arguments.of(
                        new MoneroDissector(),
                        PeerMessages.levin(1001),
                        true,
                        "0,1,2,3,4,5,6,7,18,19,20"),
                Arguments.of(
                        new SoulseekDissector(),
                        PeerMessages.soulseekLogin(),
                        true,
                        "0,1,2,3,4,5,6,7,8,9,16,17,30,34,38"),
                Arguments.of(
                        new SoulseekDissector(),
                        PeerMessages.soulseekPeer(),
                        true,
                        "0,1,2,3,4,5,6,7,8,13,14,15,16,17"),
                Arguments.of(
                        new GnutellaDissector(),
                        PeerMessages.gnutellaPong(),
                        false,
                        "8,15,16,17,18,19,20,21,22"),
                Arguments.of(
                        new GnutellaDissector(),
                        PeerMessages.gnutellaVendor(),
                        false,
                        "16,17,18,19,20,21,22,23,26,28,30"),
                Arguments.of(
                        new SyncthingDissector(),
                        PeerMessages.syncthingAnnouncement(),
                        false,
                        "0,1,2,3,4,5"),
                Arguments.of(
                        new EdonkeyDissector(),
                        PeerMessages.edonkeyHello(),
                        true,
                        "0,1,2,3,4,5,6,29,30,31,32,34,35"),
                Arguments.of(
                        new EdonkeyDissector(),
                        PeerMessages.edonkeyLogin(),
                        true,
                        "0,2,3,4,5,28,29,30,31,33,34"),
                Arguments.of(
                        new GnutellaDissector(),
                        PeerMessages.gnutellaPing(),
                        false,
                        "8,15,16,17,18,19,20,21,22,23"),
                Arguments.of(
                        new GnutellaDissector(),
                        PeerMessages.gnutella2Ping(),
                        false,
                        "0,1,2,3,6,7,8,10,11"));
    }

    @ParameterizedTest
    @MethodSource("fixedBytes")
    void every_fixed_byte_counts(
            Dissector dissector, byte[] message, boolean stream, String fixed) {
        assertThat(look(dissector, message, stream)).isEqualTo(YES);
        for (String offset : fixed.split(",", -1)) {
            byte[] other = message.clone();
            other[Integer.parseInt(offset)] ^= (byte) 0x95;
            assertThat(look(dissector, other, stream)).as(offset).isIn(NO, PERHAPS);
        }
        assertThat(look(dissector, Arrays.copyOf(message, stream ? 3 : 10), stream))
                .isEqualTo(stream ? PERHAPS : NO);
    }

    private Dissector.Answer look(Dissector dissector, byte[] message, boolean stream) {
        learnt.clear();
        return dissector.look(stream ? tcp(message) : udp(message, 6881), learnt);
    }

    @Test
    void a_point_beside_the_curve_is_no_handshake_of_ethereum() {
        byte[] random = bytes().u16(400).u8(4).noise(64).noise(335).done();
        byte[] beside = PeerMessages.rlpxHandshake();
        beside[66] ^= 1;
        assertThat(look(new EthereumDissector(), random, true)).isEqualTo(NO);
        assertThat(look(new EthereumDissector(), beside, true)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c5 8464000000 00",
                "c5 8365a000 00",
                "c6 8465a0000000",
                "85 8465a00000",
                "c4 8465a00000"
            })
    void a_discovery_packet_is_a_list_that_ends_where_it_does(String list) {
        byte[] other = PeerMessages.discovery(5, list);
        assertThat(look(new EthereumDissector(), other, false)).isEqualTo(NO);
    }

    @Test
    void micro_transport_wants_the_other_side_to_acknowledge() {
        Conversation begun =
                Conversation.udp("", 40_000).client(microTransport("41 00", 0x5302, 0xe7f5, 0));
        assertThat(told(begun)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(begun.server(microTransport("21 00", 0x5302, 9, 0xe7f5))))
                .hasToString("bittorrent");
        assertThat(told(begun.server(microTransport("21 00", 0x5303, 9, 0xe7f5))))
                .as("another connection")
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(begun.server(microTransport("21 00", 0x5302, 9, 0xe6f5))))
                .as("acknowledges something else")
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(begun.client(microTransport("21 00", 0x5302, 9, 0xe7f5))))
                .as("the same side")
                .isEqualTo(Protocol.UNKNOWN);
    }

    @Test
    void a_running_connection_of_micro_transport_has_to_agree_twice() {
        Conversation once =
                Conversation.udp("", 40_000)
                        .client(microTransport("21 00", 0x5303, 0xe7f5, 0x49c7))
                        .server(microTransport("01 00", 0x5302, 0x49c8, 0xe7f4));
        assertThat(told(once)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(once.server(microTransport("01 00", 0x5302, 0x49c9, 0xe7f4))))
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(once.client(microTransport("21 00", 0x5303, 0xe7f6, 0x59c8))))
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(once.client(microTransport("21 00", 0x5305, 0xe7f6, 0x49c8))))
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(once.client(microTransport("21 00", 0x5303, 0xe7f6, 0x49c8))))
                .hasToString("bittorrent");
    }

    @Test
    void a_handshake_tells_the_client_s_software() {
        byte[] handshake = PeerMessages.bitTorrentHandshake();
        look(new BitTorrentDissector(), handshake, true);
        assertThat(learnt.software()).isEqualTo("XY1234");
        byte[] inside = bytes().put(microTransport("01 00", 7, 9, 8)).put(handshake).done();
        assertThat(look(new BitTorrentDissector(), inside, false)).isEqualTo(YES);
        assertThat(learnt.software()).isEqualTo("XY1234");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d1:ad2:id20:" + TWENTY + "e1:q4:ping1:t2:aa1:y1:q",
                "d1:ad2:id20:" + TWENTY + "e1:q4:ping1:t2:aae",
                "d1:ad2:id19:" + TWENTY + "e1:q4:ping1:t2:aa1:y1:qe",
                "d8:announce20:" + TWENTY + "1:t2:aa1:y1:qe"
            })
    void a_dictionary_is_not_yet_a_message_of_the_peer_table(String other) {
        assertThat(look(new BitTorrentDissector(), text(other), false)).isEqualTo(NO);
    }

    @Test
    void kad_wants_the_answer_to_repeat_what_was_asked() {
        Conversation asked = Conversation.udp("", 4672).client(kadRequest());
        byte[] other = kadResponse();
        other[2] ^= 1;
        byte[] longer = Arrays.copyOf(kadResponse(), kadResponse().length + 1);
        assertThat(told(asked)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(other))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(longer))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.client(kadResponse()))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(kadHello(0x19)))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(kadResponse()))).hasToString("edonkey");
    }

    @Test
    void kad_s_contacts_are_counted_and_asked_for() {
        Conversation asked = Conversation.udp("", 4672).client(bytes().hex("e4 01").done());
        byte[] answer = PeerMessages.kadBootstrapAnswer();
        assertThat(told(asked.server(answer))).hasToString("edonkey");
        assertThat(told(asked.server(Arrays.copyOf(answer, answer.length + 1))))
                .isEqualTo(Protocol.UNKNOWN);
        assertThat(told(Conversation.udp("", 4672).server(answer))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.client(answer))).isEqualTo(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GIV 7:00112233445566778899AABBCCDDEEFG/file",
                "GIV :00112233445566778899AABBCCDDEEFF/file",
                "GIV 7:00112233445566778899AABBCCDDEEFF file",
                "GIVE me a file of 40 characters or even more"
            })
    void a_gift_of_gnutella_names_its_giver(String other) {
        assertThat(look(new GnutellaDissector(), text(other), true)).isEqualTo(NO);
    }

    @Test
    void nano_wants_both_sides() {
        Conversation asked = Conversation.tcp("", 7075).client(nanoHandshake(1));
        byte[] older = nanoHandshake(2);
        older[4] = 0x20;
        assertThat(told(asked)).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(older))).isEqualTo(Protocol.UNKNOWN);
        assertThat(told(asked.server(nanoHandshake(2)))).hasToString("nano");
    }

    @Test
    void mining_tells_the_software_and_neither_wallet_nor_password() {
        assertThat(look(new MiningDissector(), PeerMessages.subscribe(), true)).isEqualTo(YES);
        assertThat(learnt.software()).isEqualTo("miner/1.0");
        assertThat(look(new MiningDissector(), PeerMessages.login(), true)).isEqualTo(YES);
        assertThat(learnt.software()).isEqualTo("miner/2.0");
        byte[] authorize =
                text("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"wallet\",\"x\"]}\n");
        assertThat(look(new MiningDissector(), authorize, true)).isEqualTo(YES);
        assertThat(learnt.software()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"login\",\"params\":{\"login\":\"a\",\"pass\":\"b\"}}\n",
                "{\"method\":\"list\",\"params\":[\"mining.subscribe\"]}\n",
                "{\"mining.subscribe\":1}\n",
                "[{\"method\":\"mining.subscribe\"}]\n"
            })
    void other_calls_are_no_mining(String other) {
        assertThat(look(new MiningDissector(), text(other), true)).isEqualTo(NO);
    }

    @Test
    void a_dropbox_announcement_has_its_port_and_all_members() {
        byte[] announcement = PeerMessages.dropboxAnnouncement();
        var dropbox = new DropboxDissector();
        assertThat(dropbox.look(udp(announcement, 17_500), learnt)).isEqualTo(YES);
        assertThat(dropbox.look(udp(announcement, 17_501), learnt)).isEqualTo(NO);
        assertThat(dropbox.look(udp(text("{\"host_int\": 1, \"version\": [2]}"), 17_500), learnt))
                .isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$Lock somewhere over the rainbow, there is no key to it and it goes on and on...",
                "$MyNick somebody|$Key ABC|",
                "HSUP ADBASE\n",
                "HSUP ADBASE ADTIGRE\n",
                "HSUPPORT me please, somebody"
            })
    void direct_connect_wants_the_key_or_the_features(String other) {
        assertThat(look(new DirectConnectDissector(), text(other), true)).isIn(NO, PERHAPS);
    }

    @Test
    void currencies_and_clients_tell_their_software() {
        look(new BitcoinDissector(), PeerMessages.bitcoinVersion("f9beb4d9"), true);
        assertThat(learnt.software()).isEqualTo("/Satoshi:25.0.0/");
        assertThat(learnt.variant()).isNull();
        look(new BitcoinDissector(), PeerMessages.bitcoinVersion("fbc0b6db"), true);
        assertThat(learnt.variant()).hasToString("litecoin");
        byte[] connect = text("GNUTELLA CONNECT/0.6\r\nUser-Agent: Example/1.0\r\n\r\n");
        look(new GnutellaDissector(), connect, true);
        assertThat(learnt.software()).isEqualTo("Example/1.0");
        look(new SoulseekDissector(), PeerMessages.soulseekLogin(), true);
        assertThat(learnt.version()).isEqualTo("160");
        assertThat(learnt.software()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"4, false", "5, false", "6, true"})
    void noise_is_never_a_peer(long seed, boolean sparse) {
        NoiseFlows.assertUnknown(PeerDissectors.ALL, seed, sparse);
    }
}
