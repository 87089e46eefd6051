package org.tapwarden.classifier.protocol.management;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class ManagementConversations {

    /// A second after which exporters' clocks are believed.
    static final long NOW = 0x65a0_0000L;

    private static final String LINE =
            "<34>1 2024-02-01T10:00:00Z host.example.org su 7 ID47 - started";

    public static final List<Conversation> ALL =
            List.of(
                    udp("ntp", 123).client(ntp()),
                    udp("ntp", 123).client(bytes().put(ntp()).u32(1).noise(20).done()),
                    udp("ntp", 123).client(bytes().hex("16 02 0001 0000 0000 0000 0000").done()),
                    udp("ntp", 123).server(bytes().hex("97 00 03 2a 0002 0048").noise(144).done()),
                    udp("snmp", 161).client(snmp()),
                    tcp("snmp", 161).client(snmp()),
                    udp("snmp", 161)
                            .client(
                                    bytes().hex("303e 020103")
                                            .hex("3011 020430f6f3d5 020300ffe3 040104 020103")
                                            .hex("0410 300e 0400 020100 020100 0400 0400 0400")
                                            .hex("3014 0400 0400")
                                            .hex("a00e 02042b2a1f3d 020100 020100 3000")
                                            .done()),
                    udp("syslog", 514).client(bytes().ascii(LINE).done()),
                    tcp("syslog", 601).client(bytes().ascii("63 " + LINE).done()),
                    tcp("syslog", 601).client(bytes().ascii(LINE + "\n").done()),
                    tcp("ookla", 8080)
                            .client(bytes().ascii("HI 1f0c3a52-7b1e-4a55\n").done())
                            .server(bytes().ascii("HELLO 2.9 (2.9.3) 2023-02-01.0934\n").done()),
                    tcp("ookla", 8080)
                            .client(bytes().ascii("HI\n").done())
                            .server(bytes().ascii("HELLO 2.1 2013-08-14.01\n").done()),
                    udp("radius", 1812).client(radius(1)),
                    udp("radius", 40_000).client(radius(1)).server(radius(2)),
                    udp("netflow", 2055).client(netFlow5()),
                    udp("netflow", 9995).client(netFlow9()),
                    udp("ipfix", 4739).client(ipfix()),
                    tcp("ipfix", 4739).client(ipfix()),
                    udp("sflow", 6343)
                            .client(
                                    bytes().hex("00000005 00000001 c0000201 00000000")
                                            .hex("00000007 00012345 00000001")
                                            .hex("00000001 00000010")
                                            .noise(16)
                                            .done()),
                    udp("collectd", 25_826).client(collectd()),
                    udp("collectd", 25_826)
                            .client(bytes().hex("0210 0044 0004").ascii("user").noise(58).done()),
                    udp("rmcp", 623).client(ipmi()),
                    udp("rmcp", 623).client(bytes().hex("0600ff06 000011be 80000000").done()),
                    udp("rmcp", 623)
                            .client(
                                    bytes().hex("0600ff07 06 10 00000000 00000000 2000")
                                            .noise(32)
                                            .done()),
                    tcp("zabbix", 10_051)
                            .client(bytes().ascii("ZBXD").hex("01 0a00000000000000").done()),
                    tcp("zabbix", 10_050)
                            .client(bytes().ascii("agent.ping\n").done())
                            .server(bytes().ascii("ZBXD").hex("01 0100000000000000 31").done()),
                    tcp("kismet", 2501)
                            .server(
                                    bytes().ascii("*KISMET: 0.0.0 1144004383 \u0001Kismet\u0001 ")
                                            .ascii("20050815211952 2005.08.R1 \n*PROTOCOLS: X\n")
                                            .done()),
                    udp("ripeatlas", 4_712).client(bytes().ascii("MGLNDD_192.0.2.1_4712").done()),
                    tcp("ripeatlas", 80).client(bytes().ascii("MGLNDD_192.0.2.1_80\n").done()),
                    udp("roughtime", 2002)
                            .client(
                                    bytes().hex("02000000 40000000")
                                            .ascii("NONC")
                                            .ascii("PAD")
                                            .u8(0xff)
                                            .noise(64)
                                            .zeros(944)
                                            .done()),
                    udp("roughtime", 2002)
                            .client(
                                    bytes().ascii("ROUGHTIM")
                                            .hex("f4030000 02000000 20000000")
                                            .ascii("NONCZZZZ")
                                            .zeros(996)
                                            .done()),
                    udp("ptpv2", 319).client(ptp()),
                    udp("ptpv2", 320)
                            .client(
                                    bytes().hex("0b 02 0040 00 00 0000")
                                            .zeros(12)
                                            .hex("020000fffe000001 0001 0001 05 01")
                                            .zeros(30)
                                            .done()),
                    tcp("tacacs-plus", 49).client(tacacs()),
                    tcp("diameter", 3868).client(diameter()),
                    tcp("openflow", 6653)
                            .client(bytes().hex("04 00 0010 00000001 0001 0008 00000012").done()),
                    tcp("openflow", 6633)
                            .client(bytes().hex("01 00 0008 00000001").done())
                            .server(bytes().hex("01 00 0008 0000002a").done()),
                    tcp("checkmk", 6556)
                            .server(
                                    bytes().ascii(
                                                    "<<<check_mk>>>\nVersion: 2.1.0p10\nAgentOS: linux\n")
                                            .done()),
                    tcp("nrpe", 5666).client(nrpe()),
                    tcp("munin", 4949)
                            .client(bytes().ascii("cap multigraph\n").done())
                            .server(bytes().ascii("# munin node at host.example.org\n").done()),
                    tcp("graphite", 2003)
                            .client(bytes().ascii("servers.web1.load 0.42 1700000000\n").done()),
                    udp("statsd", 8125).client(bytes().ascii("web.requests:1|c|@0.1\n").done()),
                    udp("ganglia", 8649)
                            .client(
                                    bytes().hex("00000085 00000005")
                                            .ascii("web01")
                                            .zeros(3)
                                            .u32(8)
                                            .ascii("load_one")
                                            .hex("00000000 00000002 25730000 3e800000")
                                            .done()),
                    tcp("relp", 20_514).client(bytes().ascii("1 open 14 relp_version=0\n").done()),
                    udp("gelf", 12_201)
                            .client(
                                    bytes().ascii(
                                                    "{\"version\":\"1.1\",\"host\":\"a.example.org\",")
                                            .ascii("\"short_message\":\"started\"}")
                                            .done()),
                    udp("gelf", 12_201)
                            .client(
                                    bytes().hex("1e0f")
                                            .noise(8)
                                            .hex("00 02 1f8b0800")
                                            .noise(40)
                                            .done()),
                    tcp("lumberjack", 5044)
                            .client(
                                    bytes().ascii("2W")
                                            .u32(12)
                                            .ascii("2C")
                                            .u32(99)
                                            .noise(30)
                                            .done()),
                    tcp("agentx", 705)
                            .client(
                                    bytes().hex("01 01 10 00 00000000 00000000 00000001 00000010")
                                            .hex("05 000000")
                                            .zeros(12)
                                            .done()),
                    udp("wccp", 2048)
                            .client(
                                    bytes().hex("0000000a 0200 0010 0000 0004 00000000")
                                            .zeros(8)
                                            .done()),
                    udp("wake-on-lan", 9).client(wakeOnLan()));

    static byte[] ntp() {
        return bytes().hex("e3 00 06 ec 00000000 00000000 00000000").zeros(24).noise(8).done();
    }

    static byte[] snmp() {
        return bytes().hex("3026 020101 0406")
                .ascii("public")
                .hex("a019 02012a 020100 020100 300e 300c 06082b06010201010500 0500")
                .done();
    }

    static byte[] radius(int code) {
        return bytes().u8(code)
                .u8(9)
                .u16(33)
                .noise(16)
                .hex("01 07")
                .ascii("alice")
                .hex("0406 c0000205")
                .done();
    }

    static byte[] netFlow5() {
        return bytes().hex("0005 0002 00012345")
                .u32(NOW)
                .hex("0000ffff 00000001 00 00 0000")
                .noise(96)
                .done();
    }

    static byte[] netFlow9() {
        return bytes().hex("0009 0002 00012345")
                .u32(NOW)
                .hex("00000001 00000000")
                .hex("0000 000c 0100 0001 0008 0004")
                .hex("0100 0008 c0000201")
                .done();
    }

    static byte[] ipfix() {
        return bytes().hex("000a 0024")
                .u32(NOW)
                .hex("00000001 00000000")
                .hex("0002 000c 0100 0001 0008 0004")
                .hex("0100 0008 c0000201")
                .done();
    }

    static byte[] collectd() {
        return bytes().hex("0000 0009")
                .ascii("host")
                .u8(0)
                .hex("0008 000c 1800000000000000")
                .hex("0002 0008")
                .ascii("cpu")
                .u8(0)
                .hex("0006 000f 0001 02 0000000000000001")
                .done();
    }

    static byte[] ptp() {
        return bytes().hex("00 02 002c 00 00 0000")
                .zeros(12)
                .hex("020000fffe000001 0001 0001 00 00")
                .zeros(10)
                .done();
    }

    static byte[] tacacs() {
        return bytes().hex("c0 01 01 00 1a2b3c4d 00000010").noise(16).done();
    }

    static byte[] diameter() {
        return bytes().hex("01 00004c 80 000101 00000000 00000001 00000002")
                .hex("00000108 40 00000c")
                .ascii("a.bc")
                .hex("0000010a 40 00000c 00000000")
                .hex("0000010d 00 000010")
                .ascii("exampled")
                .hex("00000104 40 000010 00000000 00000000")
                .done();
    }

    /// A packet of version 2, whose text is followed by zeros to its fixed size.
    static byte[] nrpe() {
        byte[] packet =
                bytes().hex("0002 0001 00000000 0000").ascii("check_load").zeros(1016).done();
        var crc = new CRC32();
        crc.update(packet);
        ByteBuffer.wrap(packet).putInt(4, (int) crc.getValue());
        return packet;
    }

    static byte[] wakeOnLan() {
        var packet = bytes().hex("ffffffffffff");
        for (int i = 0; i < 16; i++) {
            packet.hex("02aabbccddee");
        }
        return packet.done();
    }

    static byte[] ipmi() {
        return bytes().hex("0600ff07 00 00000000 00000000 09 2018c8 81 00 38 8e 04 b5").done();
    }

    private ManagementConversations() {}
}
