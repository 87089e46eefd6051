package org.tapwarden.classifier.protocol.industrial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.industrial.IndustrialConversations.hex;

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
class IndustrialDissectorsTest {

    /// One thing is wrong in each; the word says of which protocol it nearly is.
    static final List<Conversation> NEARLY =
            List.of(
                    // Another port, and nobody answers.
                    tcp("modbus", 10_502).client(hex(IndustrialConversations.READ_REGISTERS)),
                    // The answer is to another transaction.
                    tcp("modbus", 10_502)
                            .client(hex(IndustrialConversations.READ_REGISTERS))
                            .server(hex("0008 0000 0009 11 03 06 022b 0000 0064")),
                    // The same side says it twice.
                    udp("modbus", 10_502)
                            .client(hex(IndustrialConversations.READ_REGISTERS))
                            .client(hex(IndustrialConversations.READ_REGISTERS)),
                    // More registers than there can be.
                    tcp("modbus", 502).client(hex("0007 0000 0006 11 03 006b 0080")),
                    // Protocol 1.
                    tcp("modbus", 502).client(hex("0007 0001 0006 11 03 006b 0003")),
                    // The answer's checksum is wrong.
                    tcp("modbus", 4001)
                            .client(hex("11030000000ac75d"))
                            .server(hex("110304000a01024b00")),
                    tcp("dnp3", 20_000).client(hex("0564 05 c0 0100 0004 e922")),
                    tcp("dnp3", 20_000).client(hex("0564 05 c0 0100 0004 e9")),
                    // A remote desktop asks for a connection.
                    tcp("s7comm", 3389).client(hex("03000013 0ee00000000000 0100080003000000")),
                    // Multipoint conferencing in the data unit.
                    tcp("s7comm", 102)
                            .client(hex("03000019 02f080 7f6582019404010104010101 000000")),
                    // H.323 in the same envelope.
                    tcp("s7comm", 1720).client(hex("0300000c 0802 0001 05 04 03 88")),
                    tcp("s7commplus", 102)
                            .client(hex("03000017 02f080 72010100 31000004ca000000 72010000")),
                    // The session offers something else.
                    tcp("iso9506-1-mms", 102)
                            .client(hex("03000019 02f080 0d10 0506130100160102 a1 060528ca220301")),
                    tcp("iec60870", 2404).client(hex("680407000001")),
                    tcp("iec60870", 2404).client(hex("680417000000")),
                    tcp("iec60870", 12_404).client(hex(IndustrialConversations.INTERROGATION)),
                    udp("bacnet", 47_808).client(hex("810b000d 0120ffff00ff 1008")),
                    udp("bacnet", 47_808).client(hex("810b000c 0220ffff00ff 1008")),
                    udp("ethernetip", 44_818)
                            .client(
                                    hex(
                                            "6300 0000 00000000 00000000 0000000000000000"
                                                    + " 00000001")),
                    udp("ethernetip", 44_818)
                            .client(
                                    hex(
                                            "6300 0100 00000000 00000000 0000000000000000"
                                                    + " 00000000")),
                    udp("cip", 2222)
                            .client(
                                    hex(
                                            "0200 0280 0800 11223344 05000000 b100 0500"
                                                    + " 01020304")),
                    tcp("opc-ua", 4840).client(hex("48454c46 04000000")),
                    tcp("beckhoffads", 48_898)
                            .client(IndustrialConversations.ads(10, 4, new byte[0])),
                    tcp("beckhoffads", 48_898)
                            .client(IndustrialConversations.ads(4, 6, new byte[0])),
                    udp("ether-s-bus", 5050).client(hex("0000000d 01 00 0001 00 0a 20 0000")),
                    udp("cnp-ip", 1630).client(hex(IndustrialConversations.CNP_DATA)),
                    udp("someip", 30_501)
                            .client(hex("1234 0001 0000000c 0001 0002 01 01 00 01 c0a80001")),
                    udp("someip", 30_501)
                            .client(hex("1234 0001 0000000d 0001 0002 01 01 00 00 c0a80001")),
                    udp("rtps", 7400)
                            .client(bytes().ascii("RTPS").hex("0303 0110").noise(12).done()),
                    udp("trdp", 17_224).client(IndustrialConversations.trdp("5065", 44, 4)),
                    udp("trdp", 17_224).client(IndustrialConversations.trdp("5066", 40, 4)),
                    tcp("atg", 10_001).client(hex("02 493230313030 0a")),
                    tcp("atg", 10_001).client(hex("01 493230")),
                    udp("zug", 19_000)
                            .client(bytes().hex("0021 554710 a1b2c3 0014").noise(22).done()),
                    udp("hart-ip", 5094).client(hex(IndustrialConversations.HART_PASS)),
                    udp("hart-ip", 5095)
                            .client(hex(IndustrialConversations.HART_PASS))
                            .server(hex(IndustrialConversations.HART_PASSED)),
                    udp("fins", 9601).client(hex(IndustrialConversations.FINS_READ)),
                    udp("fins", 9600).client(hex("80 00 02 00 0a 00 00 01 00 19 0801 82 0064")),
                    udp("ansi_c1222", 1154).client(hex(IndustrialConversations.METER)),
                    udp("ansi_c1222", 1153).client(hex("60 0e a203800101 a403020107 be02 2900")),
                    udp("knxnet_ip", 3671).client(hex("0610 0201 000f 0801 c0000205 0e57")),
                    udp("knxnet_ip", 3671).client(hex("0610 0101 000e 0801 c0000205 0e57")),
                    udp("crestron", 41_794).client(hex("1400 0000 0104 0003 0001")),
                    tcp("crestron", 41_795).server(hex("0f000102")),
                    tcp("niagara-fox", 1911).client(hex("666f782062203120")),
                    tcp("melsec", 5007)
                            .client(hex("5000 01 ff ff03 00 0c00 1000 0104 0000 640000 a8 0100")),
                    udp("melsec", 5000)
                            .client(hex("5000 00 ff ff03 00 0d00 1000 0104 0000 640000 a8 0100")),
                    tcp("ge-srtp", 18_245).client(bytes().zeros(56).hex("03").zeros(55).done()),
                    tcp("ge-srtp", 18_245).client(new byte[56]),
                    tcp("codesys", 11_740).client(hex("000117e8 04000000")),
                    tcp("codesys", 2455).client(hex("bbbb 02000000 01 00 00")),
                    tcp("iec62056", 4059)
                            .client(hex("0001 0010 0001 000b 60 08 a107 060560857405")),
                    udp("iec62056", 4060)
                            .client(hex("0001 0010 0001 000d c001c1 0008 0000010000ff 02 00")),
                    udp("ieee-c37118", 4713)
                            .client(hex("aa41 0012 0007 5f5e1000 00000000 0005 0000")),
                    udp("ethercat", 34_980)
                            .client(hex("1110 01 00 0000 3001 0400 0000 00000000 0000 00")),
                    udp("ethercat", 34_981).client(hex(IndustrialConversations.ETHERCAT_READ)),
                    udp("doip", 13_400).client(hex("02fc 0001 00000000")),
                    udp("doip", 13_400).client(hex("02fd 0001 00000001 00")),
                    udp("xcp", 5555)
                            .client(hex(IndustrialConversations.XCP_CONNECT))
                            .server(hex("0800 0100 ff 1d c0 08 0008 0201")),
                    udp("xcp", 5555).server(hex(IndustrialConversations.XCP_CONNECTED)),
                    udp("tristation", 1502)
                            .client(hex(IndustrialConversations.TRICONEX_OPEN))
                            .client(hex(IndustrialConversations.TRICONEX_OPENED)),
                    udp("tristation", 1503)
                            .client(hex(IndustrialConversations.TRICONEX_OPEN))
                            .server(hex(IndustrialConversations.TRICONEX_OPENED)),
                    tcp("hislip", 4880).client(hex("4853 20 00 0100 5a5a 0000000000000007 6869")),
                    udp("ethersio", 6060).client(bytes().ascii("ESIOX").noise(20).done()),
                    tcp("pcworx", 1962)
                            .client(
                                    bytes().hex("0101001a 00000000 7880 0003 000c")
                                            .ascii("IBATH01N0_M")
                                            .u8(0)
                                            .done()),
                    tcp("hsms", 5000).client(hex("0000000a ffff 0000 0003 00000001")),
                    tcp("focas", 8193).client(hex("a0a0a0a0 0101 0101 0002 0001")),
                    udp("hses", 10_040)
                            .client(bytes().ascii("YERC").hex("2000 0500").noise(28).done()),
                    tcp("mewtocol", 9094).client(bytes().ascii("%01#RDD000000000155\r").done()),
                    tcp("m-bus", 10_001).server(hex("68 03 03 68 08 05 72 7e 16")),
                    tcp("m-bus", 10_001).client(hex("1040 05 45 16")),
                    udp("egd", 18_247).client(IndustrialConversations.egd()),
                    tcp("pccc", 2222)
                            .client(IndustrialConversations.session(1, 0))
                            .server(IndustrialConversations.session(2, 0)),
                    tcp("pccc", 2223)
                            .client(IndustrialConversations.session(1, 0))
                            .server(IndustrialConversations.session(2, 7)));

    private final Learnt learnt = new Learnt();

    @ParameterizedTest
    @FieldSource("NEARLY")
    void what_is_nearly_one_is_none(Conversation conversation) {
        assertThat(conversation.toldBy(IndustrialDissectors.ALL)).isEqualTo(Protocol.UNKNOWN);
    }

    @Test
    void noise_is_none_even_on_the_ports_of_the_family() {
        var random = new Random(23);
        var payload = new Payload();
        int[] ports =
                IndustrialConversations.ALL.stream()
                        .mapToInt(Conversation::port)
                        .distinct()
                        .toArray();
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            for (Dissector dissector : IndustrialDissectors.ALL) {
                for (Transport transport : dissector.about().transports()) {
                    Direction direction =
                            i % 2 == 0 ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION;
                    payload.of(transport, direction, 50_000, ports[i % ports.length]);
                    payload.set(noise, 0, noise.length);
                    payload.after(2, random.nextInt(4));
                    learnt.clear();
                    assertThat(dissector.look(payload, learnt))
                            .as(dissector.about().title())
                            .isIn(Dissector.Answer.NO, Dissector.Answer.PERHAPS);
                }
            }
        }
    }

    @Test
    void opc_ua_names_the_server_that_the_client_wants() {
        Payload payload =
                Samples.tcp(IndustrialConversations.opcHello("opc.tcp://PLC.example.org:4840/x"));
        assertThat(new OpcUaDissector().look(payload, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("plc.example.org");
    }

    @Test
    void ethernet_ip_names_the_product() {
        Payload payload = Samples.reply(IndustrialConversations.identity(), 44_818);
        assertThat(new EtherNetIpDissector().look(payload, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.software()).isEqualTo("Unit 7-A");
    }

    @Test
    void versions_are_learnt() {
        Payload rtps = Samples.udp(bytes().ascii("RTPS").hex("0203 0110").noise(12).done(), 7400);
        assertThat(new RtpsDissector().look(rtps, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.version()).isEqualTo("2.3");
        Payload fox =
                Samples.tcp(
                        bytes().ascii("fox a 1 -1 fox hello\n{\nfox.version=s:1.0.1\nid=i:1\n};;\n")
                                .done());
        assertThat(new FoxDissector().look(fox, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.version()).isEqualTo("1.0.1");
        Payload hislip = Samples.tcp(IndustrialConversations.hislip());
        assertThat(new HiSlipDissector().look(hislip, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.version()).isEqualTo("1.0");
        Payload codesys = Samples.tcp(hex(IndustrialConversations.BLOCK));
        assertThat(new CodesysDissector().look(codesys, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.version()).isEqualTo("3");
    }
}
