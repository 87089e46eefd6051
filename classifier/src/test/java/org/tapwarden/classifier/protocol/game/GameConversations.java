package org.tapwarden.classifier.protocol.game;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class GameConversations {

    static final String OFFLINE = "00ffff00fefefefefdfdfdfd12345678";
    static final String CALL = "WORLD OF WARCRAFT CONNECTION - CLIENT TO SERVER\0";
    static final String CHALLENGE = "fefd 09 01020304";
    static final String CHALLENGED = "09 01020304 39353133333037 00";
    static final String GENSHIN_HELLO =
            "01 0000002a 07 00000000 a1b2c3d4 00001234 0000000000000000 0000000000000000"
                    + " 61626364 00000000";
    static final String GENSHIN_WELCOME =
            "01 00000032 08 00000001 a1b2c3d4 00001234 8143616200000000 0000000000000000"
                    + " 0102030405060708090a0b0c0d0e0f10";
    static final String HEROES_SERVER = "0000000000000000000000000000 4010 09ef65de";
    static final String PHOTON_ACKNOWLEDGE =
            "0000 00 01 7dfbd1f3 a1b2c3d4 01 ff 00 00 00000014 00000000 00000002 00000074";

    public static final List<Conversation> ALL =
            List.of(
                    udp("source_engine", 27_015).client(sign("TSource Engine Query\0")),
                    udp("source_engine", 27_015).server(bytes().hex("ffffffff41").noise(4).done()),
                    udp("source_engine", 27_015)
                            .server(
                                    bytes().hex("ffffffff 49 11")
                                            .ascii("A server\0map_1\0game\0A game\0")
                                            .hex("f401 05 10 00")
                                            .ascii("dl")
                                            .hex("00 01 312e3000")
                                            .done()),
                    udp("halflife2", 27_015).client(sign("getchallenge steam\n")),
                    udp("halflife2", 27_015)
                            .client(sign("q\1\2\3\00000000000\0"))
                            .server(sign("A\1\2\3\4\5\6\7\10000000000\0")),
                    udp("quake", 27_960).client(sign("getstatus xyz")),
                    udp("quake", 27_960).server(sign("infoResponse\n\\mapname\\q3dm1")),
                    udp("quake", 27_950).client(sign("heartbeat QuakeArena-1\n")),
                    udp("quake", 26_000)
                            .client(bytes().hex("8000 000c 01").ascii("QUAKE\0\3").done()),
                    udp("steam", 27_036)
                            .client(
                                    bytes().hex("ffffffff214c5fa0 04000000 08011002 02000000")
                                            .noise(2)
                                            .done()),
                    udp("steam", 27_017)
                            .client(bytes().ascii("VS01").hex("0000 01 04").zeros(28).done()),
                    tcp("steam", 27_018)
                            .client(bytes().hex("20000000").ascii("VT01").noise(32).done()),
                    udp("steamdatagramrelay", 27_045)
                            .client(bytes().hex("0181").ascii("sdping").noise(90).done()),
                    udp("xbox", 5050).client(hex("dd00 000a 0000 00000000 0004 0000 0002")),
                    udp("xbox", 5050)
                            .server(
                                    bytes().hex("dd01 0014 0002 00000002 0001 0004")
                                            .ascii("Xbox\0")
                                            .hex("0000 00000000")
                                            .noise(4)
                                            .done()),
                    udp("playstation", 9302)
                            .client(
                                    ascii(
                                            """
                                            SRCH * HTTP/1.1
                                            device-discovery-protocol-version:00030010
                                            """)),
                    udp("playstation", 987)
                            .server(
                                    ascii(
                                            """
                                            HTTP/1.1 200 Ok
                                            host-id:001122334455
                                            host-type:PS5
                                            device-discovery-protocol-version:00030010
                                            """)),
                    udp("nintendo", 49_432).client(bytes().hex("32ab9864 02").noise(40).done()),
                    udp("nintendo", 59_900)
                            .client(
                                    bytes().hex("ead001 03 0400 afa1 0a00 00 00 0100")
                                            .noise(16)
                                            .hex("000100 01020304")
                                            .done()),
                    tcp("minecraft", 25_565).client(handshake(765, "Play.Example.org", 2)),
                    tcp("minecraft", 25_565).client(hex("fe01 fa 000b 004d 0043 007c 0050")),
                    tcp("minecraft", 25_565)
                            .client(hex("fe01"))
                            .server(hex("ff 0010 00a7 0031 0000 0034 0037")),
                    udp("minecraft", 4445).client(ascii("[MOTD]A world[/MOTD][AD]52123[/AD]")),
                    udp("raknet", 19_132)
                            .client(hex("01 0000000000001234" + OFFLINE + "0102030405060708")),
                    udp("raknet", 19_132)
                            .server(
                                    bytes().hex("1c 0000000000001234 0102030405060708" + OFFLINE)
                                            .u16(10)
                                            .ascii("MCPE;A;1;2")
                                            .done()),
                    udp("raknet", 60_030)
                            .client(bytes().hex("05" + OFFLINE + "06").zeros(500).done()),
                    udp("raknet", 53_385)
                            .client(
                                    bytes().hex("0100 000f 01 03 aabbcc 02 04 c0000201")
                                            .hex("7b" + OFFLINE + "05")
                                            .zeros(40)
                                            .done()),
                    udp("raknet", 60_030).client(hex("84 000000 00 0048 00 0000000000002f23")),
                    udp("raknet", 60_030)
                            .server(
                                    hex(
                                            "84 010000 40 0090 000000 09 0102030405060708"
                                                    + " 0000000000001234 00")),
                    udp("raknet", 60_030)
                            .server(hex("c0 0001 01 000000"))
                            .server(hex("c0 0001 00 010000 030000")),
                    udp("raknet", 60_030)
                            .server(hex("a0 0003 01 010000 01 040000 00 060000 090000")),
                    tcp("starcraft", 1119).client(hex("4a00000a66020aed2d66 0102")),
                    tcp("worldofwarcraft", 3724).server(bytes().hex("3000").ascii(CALL).done()),
                    tcp("worldofwarcraft", 3724).client(logon("PLAYER")),
                    udp("genshinimpact", 22_101)
                            .client(hex("000000ff 00000000 00000000 499602d2 ffffffff")),
                    udp("genshinimpact", 22_101)
                            .server(hex("00000145 01020304 05060708 499602d2 14514545")),
                    tcp("genshinimpact", 10_012)
                            .client(hex(GENSHIN_HELLO))
                            .server(hex(GENSHIN_WELCOME)),
                    udp("amongus", 22_023).client(hex("08 0001 00 80d90203 06 414243444546")),
                    udp("heroes_of_the_storm", 3724)
                            .client(hex("a1b2c300 0102030405060708090a 4000 1abc63b3"))
                            .client(hex("a1b2c300 1112131415161718191a 4000 1ac063bf 01020304")),
                    udp("heroes_of_the_storm", 1119).server(hex(HEROES_SERVER)),
                    udp("lolwildrift", 15_004)
                            .client(bytes().hex("04000000").noise(65).done())
                            .server(bytes().hex("10000000").noise(355).done()),
                    udp("lolwildrift", 18_001)
                            .client(hex("0102c841 00000001 0001 0000001e 0004 0004 58305930")),
                    udp("yojimbo", 40_000)
                            .client(
                                    bytes().u8(0)
                                            .ascii("NETCODE 1.02\0")
                                            .zeros(8)
                                            .noise(1_040)
                                            .done()),
                    udp("crynetwork", 25_383).client(setup(4, 4)),
                    udp("gaijinentertainment", 20_011)
                            .client(
                                    ascii(
                                            "updater.start,env=production,circuit=wtm-production,"
                                                    + "project=warthunder:1|c")),
                    udp("photon", 5055).client(photonConnect(44)),
                    udp("photon", 5055).server(hex(PHOTON_ACKNOWLEDGE)),
                    udp("photon", 5055).client(hex("7d7d7d7d7d7d7d7d7d7d7d7d 12")),
                    udp("enet", 7777).client(enetConnect(5_000)),
                    udp("teeworlds", 8303)
                            .client(
                                    bytes().hex("ffffffffffff ffffffff")
                                            .ascii("gie3")
                                            .u8(7)
                                            .done()),
                    udp("teeworlds", 8303)
                            .client(
                                    bytes().ascii("xe")
                                            .hex("01020000 ffffffff")
                                            .ascii("gie3")
                                            .u8(7)
                                            .done()),
                    udp("teeworlds", 8303)
                            .client(bytes().hex("10000001").ascii("TKEN").hex("ffffffff").done()),
                    udp("warcraft3", 6112)
                            .client(
                                    bytes().hex("f72f 1000")
                                            .ascii("PX3W")
                                            .hex("1a000000 00000000")
                                            .done()),
                    tcp("warcraft3", 6112)
                            .client(hex("f71e 1000 01000000 02000000 00e01701"))
                            .server(hex("f704 1000 0000 0000 00000000 00000000")),
                    tcp("battle.net", 6112)
                            .client(
                                    bytes().hex("01 ff50 1a00 00000000")
                                            .ascii("68XIPX3W")
                                            .noise(9)
                                            .done()),
                    tcp("dofus", 5555).server(ascii("HC" + "abcdefgh".repeat(4) + "\0")),
                    tcp("dofus", 5555).server(hex("0005 08 000006a0 000006a4 000e 0003 616263")),
                    tcp("guildwars2", 6112).client(ascii("P /Sts/Connect STS/1.0\r\nl:10\r\n\r\n")),
                    tcp("maplestory", 8484).server(hex("0e00 5300 0100 31 46727a52 52307879 08")),
                    udp("gamespy", 29_900).client(hex(CHALLENGE)).server(hex(CHALLENGED)),
                    udp("gamespy", 7778).client(ascii("\\status\\")),
                    udp("gamespy", 27_901).client(hex("fdfc1e666ab2 02 00 01020304")),
                    udp("samp", 7777)
                            .client(bytes().ascii("SAMP").hex("c0000201 611e").ascii("i").done()),
                    udp("luanti", 30_000).client(hex("4f457403 0000 00 03 ff dc 01")),
                    tcp("terraria", 7777)
                            .client(bytes().hex("0f00 01 0b").ascii("Terraria279").done()),
                    udp("directplay", 47_624)
                            .client(
                                    bytes().hex("340000b0 0200 08fd 00000000")
                                            .zeros(8)
                                            .ascii("play")
                                            .hex("0200 0e00")
                                            .noise(16)
                                            .done()),
                    tcp("tencentgames", 10_012)
                            .client(
                                    hex(
                                            "3366 000b 000a 000a 1001 00 00000000 00000020"
                                                    + " 00000000 01020304")),
                    udp("activision", 3074).client(hex("14 0200")).server(hex("15 0200 0001")),
                    udp("gamestream", 47_998).client(ascii("PING")),
                    udp("armagetron", 4535)
                            .server(bytes().hex("0033 0000 0008").noise(16).u16(0).done()),
                    udp("armagetron", 4534)
                            .client(bytes().hex("000b 0000 0006").noise(12).u16(0).done()));

    static byte[] hex(String hex) {
        return bytes().hex(hex).done();
    }

    static byte[] ascii(String text) {
        return bytes().ascii(text).done();
    }

    /// A datagram without a connection.
    static byte[] sign(String text) {
        return bytes().hex("ffffffff").ascii(text).done();
    }

    static byte[] handshake(int protocol, String host, int next) {
        byte[] body =
                bytes().u8(0)
                        .u8((protocol & 0x7f) | 0x80)
                        .u8(protocol >>> 7)
                        .u8(host.length())
                        .ascii(host)
                        .u16(25_565)
                        .u8(next)
                        .done();
        return bytes().u8(body.length).put(body).done();
    }

    static byte[] logon(String account) {
        return bytes().hex("00 08")
                .u8(30 + account.length())
                .u8(0)
                .ascii("WoW\0")
                .hex("03 03 05 3430")
                .ascii("68x\0niW\0SUne")
                .hex("3c000000 c0000201")
                .u8(account.length())
                .ascii(account)
                .done();
    }

    static byte[] setup(int number, int again) {
        return bytes().hex("3c 000008ed 0000000000000000 00000001 00000007 00000003 07")
                .u32(number)
                .u32(0)
                .u32(again)
                .noise(32)
                .done();
    }

    static byte[] photonConnect(int length) {
        return bytes().hex("ffff 00 01 00000004 a1b2c3d4 02 ff 01 04")
                .u32(length)
                .hex("00000001 000004b0 00008000 00000002 00000000 00000000 00001388 00000002")
                .hex("00000002")
                .done();
    }

    static byte[] enetConnect(int throttle) {
        return bytes().hex("8fff 1234 82ff0001 0000 ff ff 00000578 00010000 00000002")
                .hex("00000000 00000000")
                .u32(throttle)
                .hex("00000002 00000002 01020304 00000000")
                .done();
    }

    private GameConversations() {}
}
