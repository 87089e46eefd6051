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
                                            .done()));

    private NamingConversations() {}
}
