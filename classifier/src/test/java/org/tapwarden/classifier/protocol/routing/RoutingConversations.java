package org.tapwarden.classifier.protocol.routing;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class RoutingConversations {

    public static final List<Conversation> ALL =
            List.of(
                    tcp("bgp", 179)
                            .client(
                                    bytes().hex("ffffffffffffffffffffffffffffffff 001d 01")
                                            .hex("04 fde8 00b4 c0000201 00")
                                            .done()),
                    udp("bfd", 3784).client(bfd()),
                    udp("bfd", 3785).client(bytes().hex("00000000 00000001 00000000").done()),
                    udp("ldp", 646).client(ldpHello()),
                    tcp("ldp", 646)
                            .client(
                                    bytes().hex("0001 0020 c0000201 0000")
                                            .hex("0200 0016 00000001")
                                            .hex("0500 000e 0001 00b4 00 00 0000 c0000202 0000")
                                            .done()),
                    udp("hsrp", 1985).client(hsrp()),
                    udp("hsrp", 1985)
                            .client(
                                    bytes().hex("01 28 02 00 05 04 0001 02005e001001")
                                            .hex("0000005a 00000bb8 00002710 c0000201")
                                            .zeros(12)
                                            .hex("03 08")
                                            .ascii("cisco")
                                            .zeros(3)
                                            .done()),
                    udp("cpha", 8116)
                            .client(
                                    bytes().hex("1a90 0c31 0001 0001")
                                            .hex("0016 0000 0001 fffe 0000 0100 0002 0001")
                                            .noise(16)
                                            .done()),
                    udp("lisp", 4342).client(mapRegister()),
                    udp("lisp", 4341)
                            .client(
                                    bytes().hex("80 000001 00000000")
                                            .hex("4500001c 00010000 4011 f6cc c0000201 c0000202")
                                            .noise(8)
                                            .done()),
                    tcp("lisp", 4342)
                            .client(bytes().hex("0014 000f 00000000 000000 9facade9").done()),
                    udp("capwap", 5246).client(discovery()),
                    udp("capwap", 5246)
                            .client(
                                    bytes().hex("01000000 16 feff 0000 000000000000 0010")
                                            .noise(16)
                                            .done()),
                    udp("capwap", 5247)
                            .client(bytes().hex("00 100300 0001 0000 0801 0000").noise(60).done()),
                    udp("dlep", 854).client(bytes().ascii("DLEP").hex("0001 0000").done()),
                    tcp("dlep", 854)
                            .client(
                                    bytes().hex("0001 0010 0005 0004 0000ea60")
                                            .hex("0004 0004")
                                            .ascii("abcd")
                                            .done()),
                    udp("merakicloud", 7351)
                            .client(bytes().hex("fef72891 0d01 0030").noise(40).done()),
                    tcp("hp_virtgrp", 5223)
                            .client(bytes().hex("16 0084 00").noise(128).done())
                            .server(bytes().hex("17 0034 00").noise(48).done()),
                    udp("glbp", 3222)
                            .client(
                                    bytes().hex("01 00 000a 0000 02005e00100a")
                                            .hex("01 1c 00 20 00 64 0000 00000bb8 00002710")
                                            .hex("0258 3840 0000 01 04 c0000201")
                                            .done()),
                    udp("rip", 520).client(rip()),
                    udp("rip", 520)
                            .client(
                                    bytes().hex("01 01 0000 0000 0000")
                                            .zeros(12)
                                            .hex("00000010")
                                            .done()),
                    udp("ripng", 521)
                            .client(
                                    bytes().hex("02 01 0000 20010db8000000000000000000000000")
                                            .hex("0000 40 01")
                                            .done()),
                    udp("olsr", 698)
                            .client(
                                    bytes().hex("0014 0001 01 86 0010 c0000201 01 00 0001")
                                            .hex("0000 05 03")
                                            .done()),
                    udp("babel", 6696)
                            .client(bytes().hex("2a 02 0008 04 06 0000 0001 0190").done()),
                    tcp("pcep", 4189).client(pcep()),
                    tcp("bmp", 11_019).client(bmp()),
                    tcp("rpki-rtr", 323).client(bytes().hex("01 02 0000 00000008").done()));

    static byte[] bfd() {
        return bytes().hex("20 40 03 18 00000001 00000000 000f4240 000f4240 0007a120").done();
    }

    static byte[] ldpHello() {
        return bytes().hex("0001 001e c0000201 0000")
                .hex("0100 0014 00000000 0400 0004 000f 0000 0401 0004 c0000201")
                .done();
    }

    static byte[] hsrp() {
        return bytes().hex("00 00 10 03 0a 64 01 00").ascii("cisco").hex("000000 c0000201").done();
    }

    static byte[] mapRegister() {
        return bytes().hex("32 000001")
                .noise(8)
                .hex("0001 0014")
                .noise(20)
                .hex("000005a0 01 20 1000 0000 0001 c0000200")
                .hex("01 64 ff 00 0005 0001 c0000201")
                .done();
    }

    static byte[] rip() {
        return bytes().hex("02 02 0000 0002 0000 c0000200 ffffff00 00000000 00000001").done();
    }

    static byte[] pcep() {
        return bytes().hex("20 01 000c 01 10 0008 20 1e 78 00").done();
    }

    static byte[] bmp() {
        return bytes().hex("03 00000022 04 0001 000e")
                .ascii("Example OS 7.1")
                .hex("0002 0006")
                .ascii("edge-1")
                .done();
    }

    static byte[] discovery() {
        return bytes().hex("00 100200 00000000 00000001 00 000d 00")
                .hex("0014 0001 00 0029 0001 02")
                .done();
    }

    private RoutingConversations() {}
}
