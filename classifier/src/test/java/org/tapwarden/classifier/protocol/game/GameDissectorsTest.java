package org.tapwarden.classifier.protocol.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.game.GameConversations.ascii;
import static org.tapwarden.classifier.protocol.game.GameConversations.hex;
import static org.tapwarden.classifier.protocol.game.GameConversations.sign;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

/// What the family must not say, and what it learns.
class GameDissectorsTest {

    /// One thing is wrong in each; the word says of which protocol it nearly is.
    static final List<Conversation> NEARLY =
            List.of(
                    udp("source_engine", 27_015).client(sign("TSource Engine Quest\0")),
                    udp("source_engine", 27_015).server(bytes().hex("ffffffff41").noise(5).done()),
                    udp("halflife2", 27_015).client(sign("q\1\2\3\00000000000\0")),
                    udp("quake", 27_960).client(sign("getstanding")),
                    udp("quake", 27_960).client(bytes().hex("fffffffe").ascii("getstatus").done()),
                    udp("quake", 26_000)
                            .client(bytes().hex("8000 000c 01").ascii("QUAKE\0\3\0").done()),
                    udp("steam", 27_036)
                            .client(bytes().hex("ffffffff214c5fa0 44000000").noise(8).done()),
                    tcp("steam", 27_018)
                            .client(bytes().hex("20000000").ascii("VT02").noise(32).done()),
                    udp("steamdatagramrelay", 27_045).client(ascii("\1\1sdpong12")),
                    udp("xbox", 5050).client(hex("dd00 000a 0000 00000000 0004 0000 0002 00")),
                    udp("playstation", 9302).client(ascii("SRCH * HTTP/1.1\nversion:1\n")),
                    udp("playstation", 1900)
                            .server(ascii("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n")),
                    udp("nintendo", 49_432).client(bytes().hex("32ab9865 02").noise(40).done()),
                    udp("nintendo", 59_900).client(bytes().hex("ead001 03 0500").noise(31).done()),
                    // What comes next is none of the three.
                    tcp("minecraft", 25_565)
                            .client(GameConversations.handshake(765, "play.example.org", 4)),
                    tcp("minecraft", 25_565)
                            .client(GameConversations.handshake(765, "play example", 1)),
                    tcp("minecraft", 25_565)
                            .server(GameConversations.handshake(765, "play.example.org", 2)),
                    udp("raknet", 60_030)
                            .client(
                                    bytes().hex("05 00ffff00fefefefefdfdfdfd12345679 06")
                                            .zeros(500)
                                            .done()),
                    // The frame ends before the datagram does.
                    udp("raknet", 60_030).client(hex("84 000000 00 0048 00 0000000000002f23 00")),
                    udp("raknet", 60_030).server(hex("c0 0001 01 000000")),
                    udp("raknet", 60_030)
                            .server(hex("c0 0001 00 030000 010000"))
                            .server(hex("c0 0001 00 030000 010000")),
                    tcp("starcraft", 1119).client(hex("4a00000a66020aed2d67 0102")),
                    tcp("worldofwarcraft", 3724).client(ascii("0\0WORLD OF WARCRAFT CORRECTION")),
                    tcp("worldofwarcraft", 3724)
                            .client(
                                    hex(
                                            "00 08 2500 576f5700 030305 3430 0000000000000000000000"
                                                    + "00000000000000000000 06 41424344")),
                    udp("genshinimpact", 22_101)
                            .client(hex("000000ff 00000000 00000000 499602d2 fffffffe")),
                    // The answer repeats another number.
                    tcp("genshinimpact", 10_012)
                            .client(hex(GameConversations.GENSHIN_HELLO))
                            .server(
                                    hex(
                                            GameConversations.GENSHIN_WELCOME.replace(
                                                    "a1b2c3d4", "a1b2c3d5"))),
                    // The thirteenth month.
                    udp("amongus", 22_023).client(hex("08 0001 00 6ced0203 06 414243444546")),
                    udp("heroes_of_the_storm", 3724)
                            .client(hex("a1b2c300 0102030405060708090a 4000 1abc63b3")),
                    udp("heroes_of_the_storm", 3724)
                            .client(hex("a1b2c300 0102030405060708090a 4000 1abc63b3"))
                            .client(hex("a1b2c400 1112131415161718191a 4000 1ac063bf")),
                    udp("heroes_of_the_storm", 3725).server(hex(GameConversations.HEROES_SERVER)),
                    udp("lolwildrift", 15_004)
                            .client(bytes().hex("04000000").noise(65).done())
                            .server(bytes().hex("10000000").noise(356).done()),
                    udp("lolwildrift", 15_004).server(bytes().hex("10000000").noise(355).done()),
                    udp("yojimbo", 40_000)
                            .client(bytes().u8(0).ascii("NETCODE 1.022").noise(100).done()),
                    udp("crynetwork", 25_383).client(GameConversations.setup(4, 5)),
                    udp("gaijinentertainment", 8125)
                            .client(
                                    ascii(
                                            "requests.total,env=production,circuit=main,"
                                                    + "project=shop:1|c")),
                    udp("photon", 5055).client(GameConversations.photonConnect(43)),
                    udp("photon", 5055).client(hex("7d7d7d7d7d7d7d7d7d7d7d7e 12")),
                    udp("enet", 7777).client(GameConversations.enetConnect(5_001)),
                    udp("teeworlds", 8303)
                            .client(
                                    bytes().hex("ffffffffffff ffffffff")
                                            .ascii("gie9")
                                            .u8(7)
                                            .done()),
                    udp("warcraft3", 6112)
                            .client(bytes().hex("f72f 1100").ascii("PX3W").zeros(8).done()),
                    tcp("warcraft3", 6112)
                            .client(hex("f71e 1000 01000000 02000000 00e01701"))
                            .server(hex("f706 1000 0000 0000 00000000 00000000")),
                    tcp("battle.net", 6112)
                            .client(
                                    bytes().hex("01 ff50 1a00 00000001")
                                            .ascii("68XIPX3W")
                                            .noise(9)
                                            .done()),
                    tcp("dofus", 5555).server(ascii("HC" + "abcdefg1".repeat(4) + "\0")),
                    tcp("dofus", 5555).client(ascii("HC" + "abcdefgh".repeat(4) + "\0")),
                    tcp("guildwars2", 6112).client(ascii("P /Sts/Connect STS/2.0\r\n")),
                    tcp("maplestory", 8484).client(hex("0e00 5300 0100 31 46727a52 52307879 08")),
                    tcp("maplestory", 8484).server(hex("0e00 5300 0100 41 46727a52 52307879 08")),
                    udp("gamespy", 29_900)
                            .client(hex(GameConversations.CHALLENGE))
                            .server(hex("09 01020305 39353133333037 00")),
                    udp("gamespy", 7778).client(ascii("\\states\\")),
                    udp("samp", 7777).client(ascii("SAMPLE TEXT")),
                    udp("luanti", 30_000).client(hex("4f457403 0000 03 03 ff dc 01")),
                    tcp("terraria", 7777)
                            .client(bytes().hex("0f00 01 0a").ascii("Terraria279").done()),
                    udp("directplay", 47_624)
                            .client(
                                    bytes().hex("340000b0 0200")
                                            .zeros(14)
                                            .ascii("clay")
                                            .zeros(8)
                                            .done()),
                    tcp("tencentgames", 10_012).client(hex("3366 000b 000a 0000 1001 00 00000000")),
                    udp("activision", 3074).client(hex("14 0200")).server(hex("1f 0200 0001")),
                    udp("activision", 3075).client(hex("14 0200")).server(hex("15 0200 0001")),
                    udp("gamestream", 47_999).client(ascii("PING")),
                    udp("armagetron", 4534)
                            .client(bytes().hex("000b 0000 0007").noise(12).u16(0).done()));

    private final Learnt learnt = new Learnt();

    @ParameterizedTest
    @FieldSource("NEARLY")
    void what_is_nearly_one_is_none(Conversation conversation) {
        assertThat(conversation.toldBy(GameDissectors.ALL)).isEqualTo(Protocol.UNKNOWN);
    }

    @Test
    void noise_is_none_even_on_the_ports_of_the_family() {
        var random = new Random(29);
        var payload = new Payload();
        int[] ports =
                GameConversations.ALL.stream().mapToInt(Conversation::port).distinct().toArray();
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            for (Dissector dissector : GameDissectors.ALL) {
                for (Transport transport : dissector.about().transports()) {
                    Direction direction =
                            i % 2 == 0 ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION;
                    payload.of(transport, direction, 50_000, ports[i % ports.length]);
                    payload.set(noise, 0, noise.length);
                    payload.after(1, random.nextInt(2));
                    learnt.clear();
                    assertThat(dissector.look(payload, learnt))
                            .as(dissector.about().title())
                            .isIn(Dissector.Answer.NO, Dissector.Answer.PERHAPS);
                }
            }
        }
    }

    @Test
    void minecraft_names_the_server_without_what_mods_append() {
        Payload payload =
                Samples.tcp(GameConversations.handshake(765, "Play.Example.org\0FML\0", 2));
        assertThat(new MinecraftDissector().look(payload, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("play.example.org");
    }

    /// The length of the name would need a second byte, and the message has none.
    @Test
    void a_handshake_that_ends_within_its_lengths_is_none() {
        Payload payload = Samples.tcp(hex("07 00 8180808001 80"));
        assertThat(new MinecraftDissector().look(payload, learnt)).isEqualTo(Dissector.Answer.NO);
    }

    @Test
    void raknet_betrays_roblox_and_minecraft() {
        byte[] opening = bytes().hex("7b" + GameConversations.OFFLINE + "05").zeros(100).done();
        assertThat(new RakNetDissector().look(Samples.udp(opening, 53_640), learnt))
                .isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.application()).isEqualTo("roblox");
        learnt.clear();
        byte[] pong =
                bytes().hex("1c 0000000000001234 0102030405060708" + GameConversations.OFFLINE)
                        .u16(10)
                        .ascii("MCPE;A;1;2")
                        .done();
        assertThat(new RakNetDissector().look(Samples.reply(pong, 19_132), learnt))
                .isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.application()).isEqualTo("minecraft");
        learnt.clear();
        byte[] plain = bytes().hex("05" + GameConversations.OFFLINE + "06").zeros(100).done();
        assertThat(new RakNetDissector().look(Samples.udp(plain, 53_640), learnt))
                .isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.application()).isNull();
    }

    @Test
    void a_logon_tells_the_version_and_nothing_of_the_account() {
        Payload payload = Samples.tcp(GameConversations.logon("PLAYER"));
        assertThat(new WorldOfWarcraftDissector().look(payload, learnt))
                .isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.version()).isEqualTo("3.3.5");
        assertThat(learnt.software()).isNull();
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void versions_are_learnt() {
        Payload among = Samples.udp(hex("08 0001 00 80d90203 06 414243444546"), 22_023);
        assertThat(new AmongUsDissector().look(among, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.version()).isEqualTo("2020.10.8");
        Payload netcode =
                Samples.udp(bytes().u8(0).ascii("NETCODE 1.02\0").noise(100).done(), 40_000);
        assertThat(new YojimboDissector().look(netcode, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.version()).isEqualTo("1.02");
        Payload terraria = Samples.tcp(bytes().hex("0f00 01 0b").ascii("Terraria279").done());
        assertThat(new TerrariaDissector().look(terraria, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.version()).isEqualTo("279");
    }
}
