package org.tapwarden.classifier.protocol.web;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Samples;

/// At least one conversation for each protocol of the family.
public final class WebConversations {

    public static final List<Conversation> ALL =
            List.of(
                    tcp("tls", 443)
                            .client(Samples.record(22, Samples.usualHello("www.example.org"))),
                    tcp("http", 80)
                            .client(
                                    bytes().ascii(
                                                    "GET / HTTP/1.1\r\nHost: [::1]:80\r\nUser-Agent: x\r\n\r\n")
                                            .done()),
                    tcp("http_connect", 8080)
                            .client(
                                    bytes().ascii("CONNECT example.org:443 HTTP/1.1\r\n\r\n")
                                            .done()),
                    tcp("http_proxy", 8080)
                            .client(
                                    bytes().ascii("GET http://example.org/ HTTP/1.1\r\n\r\n")
                                            .done()),
                    tcp("http2", 80)
                            .client(bytes().ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").done()),
                    tcp("websocket", 80)
                            .server(bytes().u8(0x81).u8(7).ascii("welcome").done())
                            .client(bytes().hex("8184 01010101").ascii("uihr").done()),
                    udp("quic", 443)
                            .client(
                                    bytes().hex("c0 00000001 08 8394c8f03e515708 00 00 4040")
                                            .noise(64)
                                            .done()),
                    udp("dtls", 4433)
                            .client(
                                    DtlsDissectorTest.hello(
                                            Hellos.body(
                                                    Carrier.DTLS,
                                                    0xfefd,
                                                    Hellos.CIPHERS,
                                                    Samples.serverName("dtls.example.org")))),
                    udp("dtls", 4433).server(DtlsDissectorTest.record(23, 0xfefd, 1, new byte[40])),
                    udp("quic", 443)
                            .server(
                                    bytes().hex("80 00000000 00 08 8394c8f03e515708 00000001")
                                            .done()));

    private WebConversations() {}
}
