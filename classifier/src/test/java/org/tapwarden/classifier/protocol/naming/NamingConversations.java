package org.tapwarden.classifier.protocol.naming;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Samples;

/// At least one conversation for each protocol of the family.
public final class NamingConversations {

    public static final List<Conversation> ALL =
            List.of(
                    udp("dns", 53)
                            .client(Samples.dnsQuery("www.example.org"))
                            .server(Samples.dnsAnswer()),
                    tcp("dns", 53)
                            .client(
                                    bytes().u16(Samples.dnsQuery("a.org").length)
                                            .put(Samples.dnsQuery("a.org"))
                                            .done())
                            .server(
                                    bytes().u16(Samples.dnsAnswer().length)
                                            .put(Samples.dnsAnswer())
                                            .done()),
                    udp("mdns", 5353)
                            .client(
                                    bytes().hex("0000 0000 0001 0000 0000 0000")
                                            .name("_ipp._tcp.local")
                                            .hex("000c 0001")
                                            .done()),
                    udp("llmnr", 5355)
                            .client(
                                    bytes().hex("1234 0000 0001 0000 0000 0000")
                                            .name("wpad")
                                            .hex("0001 0001")
                                            .done()),
                    udp("netbios", 137)
                            .client(
                                    bytes().hex("0001 8400 0000 0001 0000 0000 20")
                                            .ascii("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
                                            .hex("00 0021 0001 00000000 0015 01")
                                            .noise(18)
                                            .done()),
                    udp("dhcp", 67)
                            .client(
                                    Samples.dhcp(
                                            1,
                                            bytes().hex("350103 340103 5106 04000002 7063 ff")
                                                    .done())),
                    udp("dhcpv6", 547)
                            .client(
                                    bytes().hex(
                                                    "01 123456 0001000a 00030001 02aabbccddee 0027 0003 00 0161")
                                            .done()),
                    udp("ssdp", 1900)
                            .client(
                                    bytes().ascii("NOTIFY * HTTP/1.1\r\nNT: a\r\nSERVER: b\r\n\r\n")
                                            .done()),
                    udp("ssdp", 1900)
                            .server(
                                    bytes().ascii("HTTP/1.1 200 OK\r\nST: a\r\nUSN: b\r\n\r\n")
                                            .done()),
                    tcp("llmnr", 5355)
                            .client(
                                    bytes().hex("0016 1234 0000 0001 0000 0000 0000")
                                            .name("wpad")
                                            .hex("0001 0001")
                                            .done()),
                    udp("dnscrypt", 443).client(dnsCryptQuery()).server(dnsCryptAnswer()),
                    tcp("dnscrypt", 8443)
                            .client(bytes().u16(512).put(dnsCryptQuery()).done())
                            .server(bytes().u16(240).put(dnsCryptAnswer()).done()),
                    udp("dnscrypt", 443)
                            .client(
                                    bytes().hex("1234 0100 0001 0000 0000 0000")
                                            .name("2.dnscrypt-cert.example.org")
                                            .hex("0010 0001")
                                            .zeros(400)
                                            .done()),
                    udp("dnscrypt", 443)
                            .client(
                                    bytes().hex("ffffffffffffffff 0000")
                                            .hex("00000000000000000000ffffc0000235 01bb")
                                            .put(dnsCryptQuery())
                                            .done()),
                    udp("service_location_protocol", 427).client(slp()),
                    udp("service_location_protocol", 427)
                            .client(
                                    bytes().hex("01 09 0019 00 00")
                                            .ascii("en")
                                            .hex("0003 1234 0000 ffff 0007")
                                            .ascii("DEFAULT")
                                            .done()),
                    tcp("service_location_protocol", 427).client(slp()),
                    udp("wsd", 3702).client(probe()),
                    udp("nat-pmp", 5351)
                            .client(bytes().hex("0000").done())
                            .server(bytes().hex("0080 0000 00012345 c0000201").done()),
                    udp("nat-pmp", 5351).client(bytes().hex("0001 0000 1f90 1f90 00000e10").done()),
                    udp("pcp", 5351)
                            .client(
                                    bytes().hex("02 01 0000 00000e10")
                                            .hex("00000000000000000000ffffc0000205")
                                            .noise(12)
                                            .hex("11 000000 1f90 1f90")
                                            .hex("00000000000000000000ffff00000000")
                                            .done()),
                    tcp("whois-das", 43)
                            .client(bytes().ascii("example.org\r\n").done())
                            .server(bytes().ascii("% Registry of examples\r\ndomain: x").done()),
                    udp("mikrotik", 5678).client(mikrotik()),
                    tcp("rndc", 953)
                            .client(
                                    bytes().hex("00000060 00000001 05")
                                            .ascii("_auth")
                                            .noise(80)
                                            .done()),
                    tcp("omapi", 7911).client(bytes().hex("00000064 00000018").done()));

    static byte[] dnsCryptQuery() {
        return bytes().noise(512).done();
    }

    static byte[] dnsCryptAnswer() {
        return bytes().ascii("r6fnvWj8").noise(232).done();
    }

    static byte[] slp() {
        return bytes().hex("02 09 00001d 0000 000000 1234 0002")
                .ascii("en")
                .hex("0000 ffff 0007")
                .ascii("DEFAULT")
                .done();
    }

    static byte[] mikrotik() {
        return bytes().hex("0000 0001 0001 0006 02aabbccddee 0005 0004")
                .ascii("edge")
                .hex("0007 000d")
                .ascii("7.10 (stable)")
                .done();
    }

    static byte[] probe() {
        return bytes().ascii("<?xml version=\"1.0\"?><s:Envelope xmlns:s=")
                .ascii("\"http://www.w3.org/2003/05/soap-envelope\" xmlns:d=")
                .ascii("\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"><s:Body/>")
                .ascii("</s:Envelope>")
                .done();
    }

    private NamingConversations() {}
}
