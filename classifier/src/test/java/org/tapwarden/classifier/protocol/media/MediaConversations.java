package org.tapwarden.classifier.protocol.media;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class MediaConversations {

    private static final String CRLF = "\r\n";

    public static final List<Conversation> ALL =
            List.of(
                    udp("stun", 3478).client(stun(0x0001)).server(stun(0x0101)),
                    udp("stun", 40_000).client(classicStun()),
                    tcp("stun", 3478).client(stun(0x0001)),
                    tcp("stun", 40_000)
                            .client(bytes().u16(stun(1).length).put(stun(0x0001)).done()),
                    udp("rtp", 40_000).client(rtp(7)).client(rtp(8)),
                    udp("rtp", 40_000).client(rtp(7)).server(rtp(900)).client(rtp(9)),
                    udp("rtp", 40_000)
                            .client(bytes().zeros(4).done())
                            .client(rtp(7))
                            .client(rtp(8)),
                    tcp("rtp", 40_000).client(framed(rtp(1), rtp(2))),
                    udp("rtcp", 40_001).client(compoundReport()),
                    udp("rtcp", 40_001).client(encryptedReport(1)).client(encryptedReport(2)),
                    udp("sip", 5060).client(sipRequest()).server(sipAnswer()),
                    udp("sip", 5060).client(bytes().ascii("\r\n\r\n").done()).client(sipRequest()),
                    udp("sip", 5060).client(bytes().ascii("hello").done()).server(sipAnswer()),
                    tcp("sip", 5060).client(sipRequest()),
                    tcp("sip", 40_000)
                            .client(bytes().ascii("REGI").done())
                            .client(bytes().ascii("STER sip:example.org SIP/2.0\r\n").done()),
                    tcp("rtsp", 554).client(rtsp()),
                    tcp("rtsp", 7000).client(airPlay()),
                    tcp("rtsp", 554)
                            .server(bytes().ascii("RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n").done()),
                    tcp("rtmp", 1935).client(rtmp(0)),
                    tcp("rtmp", 1935).client(rtmp(0x0900_7c02)).server(rtmp(0x0305_0101)),
                    udp("mgcp", 2427)
                            .client(
                                    bytes().ascii("CRCX 1204 aaln/1@gw.example.org MGCP 1.0\r\n")
                                            .done()),
                    udp("megaco", 2944)
                            .client(bytes().ascii("MEGACO/1 [192.0.2.7]:2944\r\nT=1{}").done()),
                    udp("megaco", 2944).client(bytes().ascii("!/2 <mg.example.org> T=1{}").done()),
                    tcp("h323", 1720).client(setup()),
                    tcp("h323", 40_000).client(capabilities()),
                    udp("h323", 1719).client(gatekeeperRequest()),
                    tcp("ciscoskinny", 2000).client(skinnyRegistration()),
                    tcp("ciscoskinny", 2000)
                            .client(skinny(0, 0x00, 4))
                            .server(skinny(0x14, 0x9b, 8)),
                    udp("bfcp", 40_000).client(bfcp(3)).server(bfcp(4)),
                    tcp("bfcp", 40_000).client(bfcp(11)).server(bfcp(12)),
                    udp("iax", 4569).client(iaxNew()),
                    udp("iax", 4569).client(iax(0x8012, 0, 0x1e)).server(iax(0x8044, 0x12, 0x03)),
                    udp("zoom", 8801).client(zoomOpening()),
                    udp("zoom", 8801).client(zoomProbe(3, 1)).server(zoomProbe(4, 1)),
                    udp("zoom", 8801).client(zoomMedia(0, 0x0f)).server(zoomMedia(4, 0x10)),
                    udp("zoom", 8801).client(zoomProbe(3, 1)).server(zoomMedia(4, 0x0f)),
                    udp("zoom", 40_000).client(zoomPeer()),
                    udp("discord", 50_001).client(discordQuestion()),
                    udp("discord", 50_001).server(discordAnswer()),
                    udp("discord", 50_001).client(bytes().hex("1337cafe 05000000").done()),
                    udp("mumble", 64_738).client(mumblePing()).server(mumbleAnswer()),
                    udp("teamspeak", 9987)
                            .client(bytes().ascii("TS3INIT1").hex("0065 0000 88").noise(16).done()),
                    udp("teamspeak", 8767)
                            .client(bytes().hex("f4be0300").zeros(12).noise(40).done()),
                    tcp("teamspeak", 10_011)
                            .server(
                                    bytes().ascii("TS3\n\rWelcome to the TeamSpeak 3 ServerQuery")
                                            .done()),
                    udp("sd-rtn", 8130).client(sdRtnHello()),
                    udp("sd-rtn", 8130).server(sdRtnAnswer()),
                    udp("iqiyi", 16_600).client(iqiyi(0x1c)).server(iqiyi(0x9c)),
                    udp("spotify", 57_621).client(spotifyDiscovery()),
                    tcp("spotify", 4070).client(spotifyHello()),
                    udp("kcp", 40_000).client(kcp(81, 100)),
                    udp("kcp", 40_000).client(kcp(82, 0)).server(kcp(82, 0)),
                    udp("srt", 9000).client(srt(4, 2, 1)).server(srt(5, 0x4a17, 1)),
                    udp("srt", 9000).client(srt(5, 5, -1)),
                    udp("mpeg_ts", 1234).client(transportStream(7)),
                    udp("mpeg_ts", 1234).client(transportStream(2)).client(transportStream(2)),
                    tcp("icecast", 8000)
                            .client(bytes().ascii("SOURCE /live.mp3 ICE/1.0\r\n").done()),
                    tcp("shoutcast", 8000)
                            .server(bytes().ascii("ICY 200 OK\r\nicy-name: x\r\n").done()),
                    udp("rtpmidi", 5004).client(midi("IN")),
                    udp("rtpmidi", 5004).client(midiClock()),
                    udp("zrtp", 40_000).client(zrtp()),
                    udp("airplay", 6002).server(airPlayTiming()),
                    udp("osc", 8000).client(osc()),
                    udp("osc", 8000)
                            .client(bytes().ascii("#bundle\0").noise(8).u32(16).noise(16).done()),
                    tcp("mpd", 6600).server(bytes().ascii("OK MPD 0.23.5\n").done()),
                    udp("visca", 52_381).client(visca(0x0100, "8101040702ff")),
                    udp("visca", 52_381).server(visca(0x0111, "9041ff")),
                    udp("sap-announcement", 9875).client(announcement()),
                    tcp("msrp", 2855)
                            .client(
                                    bytes().ascii("MSRP d93kswow SEND\r\n")
                                            .ascii("To-Path: msrp://b.example.org:7/x;tcp\r\n")
                                            .done()));

    static byte[] stun(int type) {
        return stun(
                type,
                attribute(0x0006, bytes().ascii("aBcD:eFgH").done()),
                attribute(0x0024, bytes().u32(0x6e00_1eff).done()));
    }

    static byte[] stun(int type, byte[]... attributes) {
        var all = bytes();
        for (byte[] attribute : attributes) {
            all.put(attribute);
        }
        byte[] joined = all.done();
        return bytes().u16(type).u16(joined.length).u32(0x2112_a442).noise(12).put(joined).done();
    }

    static byte[] attribute(int type, byte[] value) {
        return bytes().u16(type).u16(value.length).put(value).zeros(-value.length & 3).done();
    }

    static byte[] classicStun() {
        byte[] attribute = attribute(0x0003, bytes().u32(0).done());
        return bytes().u16(1).u16(attribute.length).noise(16).put(attribute).done();
    }

    static byte[] rtp(int number) {
        return bytes().u8(0x80)
                .u8(8)
                .u16(number)
                .u32(1000 + 160L * number)
                .u32(0x5a17_0c3e)
                .noise(160)
                .done();
    }

    static byte[] framed(byte[]... packets) {
        var all = bytes();
        for (byte[] packet : packets) {
            all.u16(packet.length).put(packet);
        }
        return all.done();
    }

    static byte[] compoundReport() {
        return bytes().hex("81c9 0007")
                .noise(28)
                .hex("81ca 0005")
                .noise(4)
                .hex("010d")
                .ascii("a@example.org")
                .zeros(1)
                .done();
    }

    static byte[] encryptedReport(int index) {
        return bytes().hex("80c9 0001 5a170c3e").u32(0x8000_0000L | index).noise(10).done();
    }

    static byte[] sipRequest() {
        return bytes().ascii("REGISTER sip:sip.example.org SIP/2.0" + CRLF)
                .ascii("Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1" + CRLF)
                .ascii("To: <sip:anna@sip.example.org>" + CRLF)
                .ascii("User-Agent: Phone 1.2" + CRLF + CRLF)
                .done();
    }

    static byte[] sipAnswer() {
        return bytes().ascii("SIP/2.0 401 Unauthorized" + CRLF)
                .ascii("Server: Exchange 7" + CRLF + CRLF)
                .done();
    }

    static byte[] rtsp() {
        return bytes().ascii("DESCRIBE rtsp://cam.example.org:8554/1 RTSP/1.0" + CRLF)
                .ascii("CSeq: 2" + CRLF)
                .ascii("User-Agent: Player/3.0" + CRLF + CRLF)
                .done();
    }

    static byte[] airPlay() {
        return bytes().ascii("GET /info RTSP/1.0" + CRLF)
                .ascii("CSeq: 0" + CRLF)
                .ascii("User-Agent: AirPlay/550.10" + CRLF + CRLF)
                .done();
    }

    static byte[] rtmp(int player) {
        return bytes().u8(3).u32(0x0012_3456).u32(player).noise(1528).done();
    }

    static byte[] setup() {
        return tpkt(
                bytes().hex("08 02 0102 05 04 03 8090a2 28 05")
                        .ascii("alice")
                        .hex("7e 0013 05 20a8 06 0008914a0004")
                        .noise(9)
                        .done());
    }

    static byte[] capabilities() {
        return tpkt(bytes().hex("02 7001 06 0008817500 07 0013").noise(20).done());
    }

    static byte[] tpkt(byte[] body) {
        return bytes().u8(3).u8(0).u16(body.length + 4).put(body).done();
    }

    static byte[] gatekeeperRequest() {
        return bytes().hex("02 20 0000 00 06 0008914a0004").noise(30).done();
    }

    static byte[] skinny(int version, int message, int body) {
        return bytes().u8(4 + body)
                .zeros(3)
                .u8(version)
                .zeros(3)
                .u8(message)
                .zeros(3)
                .noise(body)
                .done();
    }

    static byte[] skinnyRegistration() {
        return bytes().hex("28000000 00000000 01000000").ascii("SEP0123456789AB").zeros(21).done();
    }

    static byte[] bfcp(int primitive) {
        return bytes().u8(0x20)
                .u8(primitive)
                .u16(1)
                .u32(0x0102_0304)
                .u16(2)
                .u16(1284)
                .hex("05040001")
                .done();
    }

    static byte[] iax(int source, int destination, int subclass) {
        return bytes().u16(source)
                .u16(destination)
                .u32(3)
                .u8(0)
                .u8(destination == 0 ? 0 : 1)
                .u8(6)
                .u8(subclass)
                .done();
    }

    static byte[] iaxNew() {
        return bytes().put(iax(0x8012, 0, 1)).hex("0b020002 01 03").ascii("100").done();
    }

    static byte[] zoomOpening() {
        return bytes().hex("01 00027d")
                .noise(15)
                .hex("0000000000000002 007a002a 007a002a 00000040")
                .noise(64)
                .done();
    }

    static byte[] zoomProbe(int type, int number) {
        return bytes().u8(type).u32(number).u32(0x762a_8d74).u32(0x005a_0e3e).done();
    }

    static byte[] zoomMedia(int way, int kind) {
        return bytes().hex("05 001f 005a0e3e")
                .u8(way)
                .u8(kind)
                .noise(18)
                .hex("9070")
                .noise(80)
                .done();
    }

    static byte[] zoomPeer() {
        return bytes().hex("1f02 0100 0800 0100 0400")
                .noise(4)
                .hex("000000 64 000000 62a04c")
                .u32(10)
                .ascii("192.0.2.33")
                .u32(36)
                .ascii("00000000-1111-2222-3333-444444444444")
                .u32(0)
                .done();
    }

    static byte[] discordQuestion() {
        return bytes().hex("0001 0046 00001234").zeros(64).u16(0).done();
    }

    static byte[] discordAnswer() {
        return bytes().hex("0002 0046 00001234").ascii("192.0.2.9").zeros(55).u16(4000).done();
    }

    static byte[] mumblePing() {
        return bytes().u32(0).hex("00000000fa76287e").done();
    }

    static byte[] mumbleAnswer() {
        return bytes().hex("00010405 00000000fa76287e").u32(3).u32(100).u32(72_000).done();
    }

    static byte[] sdRtnHello() {
        return bytes().hex("005a384c 0000 21 00000000 00 04 534e4900 1000")
                .ascii("edge.example.org")
                .hex("50444d44 0000")
                .noise(100)
                .done();
    }

    static byte[] sdRtnAnswer() {
        return bytes().hex("006a2e07 0000 23 005a384c 00 04 50454944 0400").noise(100).done();
    }

    static byte[] iqiyi(int kind) {
        return bytes().u8(kind)
                .u8(0x40)
                .u8(60)
                .u8(0)
                .noise(3)
                .hex("7aa4f82bb73007f4")
                .noise(45)
                .done();
    }

    static byte[] spotifyDiscovery() {
        return bytes().ascii("SpotUdp0").noise(8).hex("00010004").noise(24).done();
    }

    static byte[] spotifyHello() {
        return bytes().hex("0004").u32(138).hex("520f 5002 a00100 f00106").noise(122).done();
    }

    static byte[] kcp(int command, int data) {
        return bytes().hex("0a000000")
                .u8(command)
                .u8(0)
                .hex("8000 14000000 05000000 03000000")
                .u8(data)
                .zeros(3)
                .noise(data)
                .done();
    }

    static byte[] srt(int version, int extensions, int type) {
        return bytes().u32(0x8000_0000L)
                .u32(0)
                .noise(8)
                .u32(version)
                .u16(0)
                .u16(extensions)
                .noise(4)
                .u32(1500)
                .u32(8192)
                .u32(type)
                .noise(8)
                .zeros(16)
                .done();
    }

    static byte[] transportStream(int packets) {
        var all = bytes();
        for (int i = 0; i < packets; i++) {
            all.u8(0x47).u16(0x0100).u8(0x10 | i).noise(184);
        }
        return all.done();
    }

    static byte[] midi(String command) {
        return bytes().u16(0xffff).ascii(command).u32(2).noise(8).ascii("Piano\0").done();
    }

    static byte[] midiClock() {
        return bytes().u16(0xffff).ascii("CK").noise(4).u8(0).zeros(3).noise(24).done();
    }

    static byte[] announcement() {
        return bytes().hex("20 00 1a2b c0000207")
                .ascii("application/sdp\0v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=Radio\r\n")
                .done();
    }

    static byte[] zrtp() {
        return bytes().hex("1000 1a2b 5a525450 5a170c3e 505a 0003")
                .ascii("HelloACK")
                .noise(4)
                .done();
    }

    static byte[] airPlayTiming() {
        return bytes().hex("80d20007 00000000").noise(24).done();
    }

    static byte[] osc() {
        return bytes().ascii("/mix/1\0\0").ascii(",f\0\0").hex("3f000000").done();
    }

    static byte[] visca(int type, String command) {
        return bytes().u16(type).u16(command.length() / 2).u32(7).hex(command).done();
    }

    private MediaConversations() {}
}
