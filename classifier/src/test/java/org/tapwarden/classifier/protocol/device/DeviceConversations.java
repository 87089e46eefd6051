package org.tapwarden.classifier.protocol.device;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class DeviceConversations {

    static final String QUESTION = "{\"system\":{\"get_sysinfo\":{}}}";

    static final String IDENTITY =
            "{\"id\":1,\"type\":\"kdeconnect.identity\",\"body\":{\"deviceName\":\"x\"}}\n";

    static final String ANNOUNCEMENT =
            "{\"alias\":\"x\",\"version\":\"2.0\",\"deviceModel\":\"y\",\"fingerprint\":\"z\"}";

    static final String TIVO =
            "tivoconnect=1\nswversion=20.7\nmethod=broadcast\nmachine=Anna's\nplatform=tcd\n";

    public static final List<Conversation> ALL =
            List.of(
                    tcp("nestlogsink", 11_095).client(weave(0x1300)),
                    tcp("nestlogsink", 11_095).client(weave(0x1310)),
                    tcp("xiaomi", 5222).client(xiaomiHello()),
                    udp("xiaomi", 54_321).client(xiaomiGreeting()),
                    udp("tplink_shp", 9999).client(hidden(QUESTION)),
                    tcp("tplink_shp", 9999)
                            .client(bytes().u32(QUESTION.length()).put(hidden(QUESTION)).done()),
                    udp("ubntac2", 10_001).client(bytes().hex("01000000").done()),
                    udp("ubntac2", 10_001).client(ubiquitiAnswer()),
                    udp("tuya_lp", 6667).client(tuya()),
                    udp("tuya_lp", 6667).client(newTuya()),
                    tcp("tuya_lp", 6668).client(tuya()),
                    udp("lifx", 56_700).client(lifx()),
                    udp("kdeconnect", 1716).client(bytes().ascii(IDENTITY).done()),
                    tcp("kdeconnect", 1716)
                            .client(bytes().ascii(IDENTITY.substring(0, 20)).done())
                            .client(bytes().ascii(IDENTITY.substring(20)).done()),
                    udp("localsend", 53_317).client(bytes().ascii(ANNOUNCEMENT).done()),
                    udp("tivoconnect", 2190).client(bytes().ascii(TIVO).done()),
                    tcp("tivoconnect", 2190).client(bytes().u32(TIVO.length()).ascii(TIVO).done()),
                    udp("artnet", 6454)
                            .client(bytes().ascii("Art-Net\0").hex("0020 000e 0200").done()),
                    udp("sacn", 5568)
                            .client(
                                    bytes().hex("0010 0000")
                                            .ascii("ASC-E1.17\0\0\0")
                                            .noise(40)
                                            .done()),
                    tcp("ptp-ip", 15_740).client(pictureRequest()),
                    tcp("dahua", 37_777).client(dahua()),
                    udp("dahua", 37_810).client(dahua()),
                    udp("broadlink", 80).client(bytes().hex("5aa5aa555aa5aa55").zeros(48).done()),
                    udp("wiz", 38_899).client(bytes().ascii("{\"method\":\"getPilot\"}").done()));

    static byte[] weave(int flags) {
        return bytes().u8(72)
                .u8(0)
                .u8(flags)
                .u8(flags >>> 8)
                .hex("01020000 0102030000 30b418 0400000002 30b418")
                .noise(50)
                .done();
    }

    static byte[] xiaomiHello() {
        return bytes().hex("c2fe0005 00000036 00020016 00000018 0800 1a0a")
                .ascii("xiaomi.com")
                .hex("2a04")
                .ascii("CONN")
                .noise(26)
                .done();
    }

    static byte[] xiaomiGreeting() {
        return bytes().hex("21310020 ffffffff ffffffff ffffffff")
                .hex("ffffffff ffffffff ffffffff ffffffff")
                .done();
    }

    static byte[] hidden(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
        int key = 171;
        for (int i = 0; i < bytes.length; i++) {
            key ^= bytes[i];
            bytes[i] = (byte) key;
        }
        return bytes;
    }

    static byte[] ubiquitiAnswer() {
        byte[] fields =
                bytes().hex("02 000a 02aabbccddee c0000207")
                        .hex("03 0009")
                        .ascii("GW.v4.4.1")
                        .hex("0b 0004")
                        .ascii("gate")
                        .done();
        return bytes().hex("0206").u16(fields.length).put(fields).done();
    }

    static byte[] tuya() {
        return bytes().hex("000055aa 00000001 00000013")
                .u32(40)
                .noise(32)
                .hex("01020304 0000aa55")
                .done();
    }

    static byte[] newTuya() {
        return bytes().hex("00006699 0000 00000001 00000013")
                .u32(40)
                .noise(40)
                .hex("00009966")
                .done();
    }

    static byte[] lifx() {
        return bytes().hex("2400 0034 01020304")
                .zeros(8)
                .zeros(6)
                .hex("0101")
                .zeros(8)
                .hex("0200 0000")
                .done();
    }

    static byte[] pictureRequest() {
        return bytes().hex("26000000 01000000")
                .noise(16)
                .hex("63006100 6d000000 0000")
                .hex("00000100")
                .done();
    }

    static byte[] dahua() {
        return bytes().hex("20000000").ascii("DHIP").zeros(24).ascii("{}").done();
    }

    private DeviceConversations() {}
}
