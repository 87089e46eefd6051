package org.tapwarden.classifier.protocol.industrial;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import java.util.Locale;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Samples;

/// At least one conversation for each protocol of the family.
public final class IndustrialConversations {

    static final String READ_REGISTERS = "0007 0000 0006 11 03 006b 0003";
    static final String REGISTERS = "0007 0000 0009 11 03 06 022b 0000 0064";
    static final String ISO_CONNECT = "03000016 11e00000000100 c0010a c1020100 c2020102";
    static final String ISO_CONFIRM = "03000016 11d00001000200 c0010a c1020100 c2020102";
    static final String MMS_SYNTAX = "060528ca220201";
    static final String DNP3_RESET = "0564 05 c0 0100 0004 e921";
    static final String STARTDT = "680407000000";
    static final String INTERROGATION = "680e00000000 64010600 0100 000000 14";
    static final String WHO_IS = "810b000c 0120ffff00ff 1008";
    static final String AMS = "c0000201 0101 2103 c0000202 0101 8001";
    static final String CIP_CYCLIC = "0200 0280 0800 11223344 05000000 b100 0400 01020304";
    static final String CNP_DATA = "0018 01 01 00 00 0000 00001234 00000001 00000000 09010203";
    static final String SOMEIP_REQUEST = "1234 0001 0000000c 0001 0002 01 01 00 00 c0a80001";
    static final String TANKS = "01 493230313030";
    static final String HART_INITIATE = "01 00 00 00 0001 000d 01 00007530";
    static final String HART_PASS = "01 00 03 00 0002 000d 0280000082";
    static final String HART_PASSED = "01 01 03 00 0002 000f 06800002004182";
    static final String FINS_NODE = "46494e53 0000000c 00000000 00000000 00000000";
    static final String FINS_READ = "80 00 02 00 0a 00 00 01 00 19 0101 82 0064 00 0001";
    static final String METER =
            "60 1c a203800101 a403020107 a803020105 be0b 2809 8107 c0 a00430000130";
    static final String KNX_SEARCH = "0610 0201 000e 0801 c0000205 0e57";
    static final String SLMP_READ = "5000 00 ff ff03 00 0c00 1000 0104 0000 640000 a8 0100";
    static final String SLMP_SERIAL =
            "5400 0102 0000 00 ff ff03 00 0c00 1000 0104 0000 640000 a8 0100";
    static final String ASSOCIATE = "0001 0010 0001 000b 60 09 a107 060560857405";
    static final String BLOCK = "000117e8 14000000 c573400034 00 01 1234 0000";
    static final String ETHERCAT_READ = "1010 01 00 0000 3001 0400 0000 00000000 0000";
    static final String VEHICLE = "02fd 0001 00000000";
    static final String XCP_CONNECT = "0200 0100 ff00";
    static final String XCP_CONNECTED = "0800 0100 ff 1d c0 08 0008 0101";
    static final String TRICONEX_OPEN = "01 00 0200 0001 abcd";
    static final String TRICONEX_OPENED = "02 00 0200 0001 abce";
    static final String SELECT = "0000000a ffff 0000 0001 00000001";

    public static final List<Conversation> ALL =
            List.of(
                    tcp("modbus", 502).client(hex(READ_REGISTERS)),
                    tcp("modbus", 10_502).client(hex(READ_REGISTERS)).server(hex(REGISTERS)),
                    tcp("modbus", 10_502)
                            .client(hex(READ_REGISTERS))
                            .server(hex("0007 0000 0003 11 83 02")),
                    tcp("modbus", 10_502)
                            .client(hex("0001 0000 0009 01 10 0001 0001 02 000a"))
                            .client(hex("0002 0000 0006 01 01 0000 0010")),
                    udp("modbus", 502)
                            .client(
                                    hex(
                                            "0008 0000 0011 11 17 0003 0006 000e 0003 06 00ff 00ff 00ff"))
                            .client(hex("0009 0000 0006 11 06 0001 0003")),
                    tcp("modbus", 4001)
                            .client(hex("11030000000ac75d"))
                            .server(hex("110304"))
                            .server(hex("000a01024ba1")),
                    tcp("umas", 502).client(hex("0001 0000 0005 00 5a 00 02 00")),
                    tcp("dnp3", 20_000).client(hex(DNP3_RESET)),
                    udp("dnp3", 20_001).client(hex(DNP3_RESET)),
                    tcp("s7comm", 102)
                            .client(hex(ISO_CONNECT))
                            .server(hex(ISO_CONFIRM))
                            .client(hex("03000019 02f080 32010000 0100 0008 0000").clone()),
                    tcp("s7comm", 102)
                            .client(hex(ISO_CONNECT))
                            .client(hex("03000007 02f000"))
                            .client(hex("03000019 02f080 32010000 0100 0008 0000"))
                            .client(hex("f0 00 0001 0001 01e0")),
                    tcp("s7commplus", 102)
                            .client(hex(ISO_CONNECT))
                            .client(hex("03000017 02f080 72010008 31000004ca000000 72010000")),
                    tcp("iso9506-1-mms", 102)
                            .client(hex(ISO_CONNECT))
                            .client(hex("03000019 02f080 0d10 0506130100160102 a1 " + MMS_SYNTAX)),
                    tcp("iso9506-1-mms", 102)
                            .server(
                                    hex(
                                            "0300001d 02f080 01000100 6110 300e 020103 a009"
                                                    + " a107 020101 a602 8000")),
                    tcp("iec60870", 2404).client(hex(STARTDT)),
                    tcp("iec60870", 2404).server(hex("680401000a00")),
                    tcp("iec60870", 2404).client(hex(INTERROGATION)),
                    tcp("iec60870", 12_404).client(hex(INTERROGATION + INTERROGATION)),
                    udp("bacnet", 47_808).client(hex(WHO_IS)),
                    udp("bacnet", 47_809).client(hex("8104000c c00002e8bac0 0108")),
                    udp("bacnet", 47_808).client(hex("81050006 003c")),
                    tcp("ethernetip", 44_818).client(registerSession()),
                    udp("ethernetip", 44_818).server(identity()),
                    udp("cip", 2222).client(hex(CIP_CYCLIC)),
                    tcp("opc-ua", 4840).client(opcHello("opc.tcp://plc.example.org:4840/x")),
                    tcp("opc-ua", 4840)
                            .server(
                                    hex(
                                            "41434b46 1c000000 00000000 00000100 00000100"
                                                    + " 00000000 00000000")),
                    tcp("beckhoffads", 48_898)
                            .client(ads(4, 4, new byte[0]))
                            .server(ads(4, 5, hex("00000000 0500 0000"))),
                    udp("beckhoffads", 48_899)
                            .client(hex("03661471 00000000 01000000 c00002020101 1027 00000000")),
                    udp("ether-s-bus", 5050).client(sbus("01 00 0001 00 0a 20")),
                    udp("cnp-ip", 1628).client(hex(CNP_DATA)),
                    udp("someip", 30_501).client(hex(SOMEIP_REQUEST)),
                    tcp("someip", 30_501)
                            .client(hex(SOMEIP_REQUEST.substring(0, 24)))
                            .client(hex(SOMEIP_REQUEST.substring(24))),
                    udp("someip", 30_490)
                            .client(
                                    hex(
                                            "ffff 8100 00000014 0000 0001 01 01 02 00"
                                                    + " c0000000 00000000 00000000")),
                    udp("rtps", 7400)
                            .client(bytes().ascii("RTPS").hex("0203 0110").noise(12).done()),
                    udp("trdp", 17_224).client(trdp("5064", 40, 4)),
                    tcp("trdp", 17_225).client(trdp("4d72", 116, 13)),
                    tcp("atg", 10_001).client(hex(TANKS + "0a")),
                    tcp("atg", 10_001).server(hex("01 0d0a 493230313030 0d0a")),
                    udp("zug", 19_000)
                            .client(bytes().hex("0020 554710 a1b2c3 0014").noise(22).done()),
                    udp("hart-ip", 5094).client(hex(HART_INITIATE)),
                    udp("hart-ip", 5094).client(hex(HART_PASS)).server(hex(HART_PASSED)),
                    tcp("fins", 9600).client(hex(FINS_NODE)),
                    udp("fins", 9600).client(hex(FINS_READ)),
                    udp("ansi_c1222", 1153).client(hex(METER)),
                    udp("knxnet_ip", 3671).client(hex(KNX_SEARCH)),
                    tcp("knxnet_ip", 3671)
                            .client(hex("0610 0205 001a"))
                            .client(hex("0802000000000000 0802000000000000 04040200")),
                    udp("crestron", 41_794)
                            .client(
                                    bytes().hex("1400 0000 0104 0003 0000")
                                            .ascii("panel")
                                            .zeros(251)
                                            .done()),
                    tcp("crestron", 41_794).server(hex("0f000102")),
                    tcp("crestron", 41_794).client(hex("01000b00 00000000 03 40 ffff f101")),
                    tcp("niagara-fox", 1911)
                            .client(
                                    ascii(
                                            """
                                            fox a 1 -1 fox hello
                                            {
                                            fox.version=s:1.0.1
                                            id=i:1
                                            };;
                                            """)),
                    tcp("melsec", 5007).client(hex(SLMP_READ)),
                    udp("melsec", 5000).client(hex(SLMP_SERIAL)),
                    tcp("melsec", 5007).client(ascii("500000FF03FF000018001004010000D*0000640001")),
                    tcp("ge-srtp", 18_245).client(bytes().zeros(56).put(srtpRequest()).done()),
                    tcp("codesys", 11_740).client(hex(BLOCK)),
                    tcp("codesys", 2455).client(hex("bbbb 02000000 01 01")),
                    tcp("iec62056", 4059).client(hex(ASSOCIATE)),
                    udp("iec62056", 4059)
                            .client(hex("0001 0010 0001 000d c001c1 0008 0000010000ff 02 00")),
                    tcp("iec62056", 14_059)
                            .client(hex("0001 0010 0001 000d c001c1 0008 0000010000ff 02 00"))
                            .server(hex("0001 0001 0010 0006 c401c1 00 1101")),
                    tcp("ieee-c37118", 4712).client(phasorCommand()),
                    udp("ieee-c37118", 4713).client(phasorCommand()),
                    udp("ethercat", 34_980).client(hex(ETHERCAT_READ)),
                    udp("doip", 13_400).client(hex(VEHICLE)),
                    tcp("doip", 13_400).client(hex("02fd 0005 00000007 0e00 00 00000000")),
                    udp("v2gtp", 15_118).client(hex("01fe 9000 00000002 10 00")),
                    tcp("v2gtp", 50_001).client(hex("01fe 8001 00000004 8000dbab")),
                    udp("xcp", 5555).client(hex(XCP_CONNECT)).server(hex(XCP_CONNECTED)),
                    udp("tristation", 1502).client(hex(TRICONEX_OPEN)).server(hex(TRICONEX_OPENED)),
                    tcp("hislip", 4880).client(hislip()),
                    udp("ethersio", 6060).client(bytes().ascii("ESIO").u16(1).noise(20).done()),
                    tcp("pcworx", 1962)
                            .client(
                                    bytes().hex("0101001a 00000000 7880 0003 000c")
                                            .ascii("IBETH01N0_M")
                                            .u8(0)
                                            .done()),
                    tcp("hsms", 5000).client(hex(SELECT)),
                    tcp("focas", 8193).client(hex("a0a0a0a0 0001 0101 0002 0001")),
                    udp("hses", 10_040).client(hses()),
                    tcp("mewtocol", 9094).client(mewtocol("%01#RDD0000000001")),
                    tcp("m-bus", 10_001)
                            .client(hex("1040 05 45 16"))
                            .server(hex("e5"))
                            .server(hex("68 03 03 68 08 05 72 7f 16")),
                    udp("egd", 18_246).client(egd()),
                    tcp("pccc", 2222).client(session(1, 0)).server(session(2, 0x1234)));

    static byte[] hex(String hex) {
        return bytes().hex(hex).done();
    }

    static byte[] ascii(String text) {
        return bytes().ascii(text).done();
    }

    static byte[] registerSession() {
        return hex("6500 0400 00000000 00000000 0102030405060708 00000000 0100 0000");
    }

    static byte[] identity() {
        return bytes().hex("6300 2f00 00000000 00000000 0000000000000000 00000000")
                .hex("0100 0c00 2900 0100")
                .hex("0002 af12 c0000207 0000000000000000")
                .hex("5a01 0c00 4100 0b02 3000 78563412")
                .u8(8)
                .ascii("Unit 7-A")
                .done();
    }

    static byte[] opcHello(String url) {
        byte[] body =
                bytes().hex("00000000 00000100 00000100 00000000 00000000")
                        .u8(url.length())
                        .zeros(3)
                        .ascii(url)
                        .done();
        return bytes().ascii("HELF").u8(8 + body.length).zeros(3).put(body).done();
    }

    static byte[] ads(int command, int flags, byte[] data) {
        return bytes().u16(0)
                .u8(32 + data.length)
                .zeros(3)
                .hex(AMS)
                .u8(command)
                .u8(0)
                .u8(flags)
                .u8(0)
                .u8(data.length)
                .zeros(3)
                .hex("00000000 05000000")
                .put(data)
                .done();
    }

    /// A telegram behind its length and before its checksum.
    static byte[] sbus(String hex) {
        byte[] middle = hex(hex);
        byte[] covered = bytes().u32(middle.length + 6).put(middle).done();
        return bytes().put(covered).u16(ccitt(covered, 0)).done();
    }

    static byte[] trdp(String type, int header, int data) {
        return bytes().hex("00000001 0100" + type + "000003e9 00000000 00000000")
                .u32(data)
                .noise(header - 24)
                .noise((data + 3) / 4 * 4)
                .done();
    }

    static byte[] srtpRequest() {
        return bytes().hex("0200 0100")
                .zeros(26)
                .hex("01 c0 00000000 100e0000 0101 43")
                .zeros(13)
                .done();
    }

    static byte[] phasorCommand() {
        byte[] covered = hex("aa41 0012 0007 5f5e1000 00000000 0005");
        return bytes().put(covered).u16(ccitt(covered, 0xffff)).done();
    }

    static byte[] hislip() {
        return bytes().ascii("HS").hex("00 00 0100 5a5a 0000000000000007").ascii("hislip0").done();
    }

    static byte[] hses() {
        return bytes().ascii("YERC")
                .hex("2000 0400 03 01 00 00 00000000")
                .ascii("99999999")
                .hex("7200 0100 01 0e 0000 00000000")
                .done();
    }

    static byte[] mewtocol(String command) {
        int check = 0;
        for (int i = 0; i < command.length(); i++) {
            check ^= command.charAt(i);
        }
        return ascii(command + String.format(Locale.ROOT, "%02X", check) + "\r");
    }

    static byte[] egd() {
        return hex(
                "0d01 0100 c0000209 01000000 00e1f505 10270000 01000000 00000000 00000000"
                        + " 01020304");
    }

    static byte[] session(int kind, int number) {
        return bytes().u8(kind).u8(1).u16(0).u32(number).u32(0).zeros(16).done();
    }

    private static int ccitt(byte[] covered, int first) {
        Payload payload = Samples.tcp(covered);
        return Crc.forward(payload, 0, covered.length, 0x1021, first);
    }

    private IndustrialConversations() {}
}
