package org.tapwarden.classifier.protocol.chat;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class ChatConversations {

    public static final List<Conversation> ALL =
            List.of(
                    tcp("jabber", 5222).client(xmppStream("jabber:client")),
                    tcp("jabber", 5222)
                            .client(
                                    text(
                                            "<iq id='7' type='get'><ping xmlns='urn:xmpp:ping'/></iq>")),
                    tcp("irc", 6667)
                            .client(text("NICK guest7\r\n"))
                            .client(text("USER guest7 0 * :Guest\r\n")),
                    tcp("irc", 6667).client(text("CAP LS 302\r\n")),
                    tcp("irc", 6667)
                            .server(text(":irc.example.org NOTICE * :*** Checking ident\r\n")),
                    tcp("irc", 6667).server(text(":irc.example.org 001 guest7 :Welcome\r\n")),
                    tcp("smpp", 2775).client(smppBind()),
                    tcp("smpp", 2775)
                            .client(bytes().hex("00000010 00000015 00000000 00000002").done()),
                    tcp("whatsapp", 5222).client(whatsApp()),
                    tcp("whatsapp", 443)
                            .client(
                                    bytes().ascii("ED")
                                            .hex("0001 000004 08020805")
                                            .put(whatsApp())
                                            .done()),
                    tcp("telegram", 443).client(mtProto()),
                    tcp("telegram", 443)
                            .client(bytes().hex("eeeeeeee 28000000").put(keyRequest()).done()),
                    udp("telegram", 533).client(reflectorQuery()),
                    tcp("threema", 5222)
                            .client(bytes().noise(48).done())
                            .server(bytes().noise(80).done())
                            .client(bytes().noise(191).done())
                            .server(bytes().noise(32).hex("1400").noise(20).done()),
                    udp("imo", 40_002)
                            .client(imo(2, 9))
                            .server(imo(3, 9))
                            .client(imo(0x0d, 100))
                            .server(imo(0x0d, 200)),
                    udp("qq", 8000)
                            .client(
                                    bytes().hex("02 2a3b 0062 1234 0a0b0c0d")
                                            .noise(24)
                                            .u8(3)
                                            .done())
                            .server(
                                    bytes().hex("02 2a3b 0062 1234 0a0b0c0d")
                                            .noise(40)
                                            .u8(3)
                                            .done()),
                    tcp("kakaotalk", 995)
                            .client(bytes().hex("00010000 0e000000 03000000").noise(256).done()),
                    tcp("kakaotalk", 5223)
                            .client(
                                    bytes().hex("01000000 0000")
                                            .ascii("CHECKIN")
                                            .zeros(4)
                                            .hex("00 20000000")
                                            .noise(32)
                                            .done()),
                    tcp("wechat", 8080)
                            .client(bytes().hex("16f104 0065 00000061 01 04f1").noise(94).done()));

    static byte[] text(String text) {
        return bytes().ascii(text).done();
    }

    static byte[] xmppStream(String namespace) {
        return text(
                "<?xml version='1.0'?><stream:stream to='Chat.Example.org' xmlns='"
                        + namespace
                        + "' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");
    }

    static byte[] smppBind() {
        return bytes().hex("00000024 00000009 00000000 00000001")
                .ascii("example\0secret\0\0")
                .hex("34 00 00")
                .zeros(1)
                .done();
    }

    /// Version 6 and dictionary 3, then a hello with a key of 32 bytes.
    static byte[] whatsApp() {
        return bytes().ascii("WA").hex("0603 000024 1222 0a20").noise(32).done();
    }

    /// Key 0, number, length, the request, a nonce.
    static byte[] keyRequest() {
        return bytes().zeros(8).noise(8).hex("14000000 f18e7ebe").noise(16).done();
    }

    static byte[] mtProto() {
        return bytes().hex("ef0a").put(keyRequest()).done();
    }

    static byte[] reflectorQuery() {
        return bytes().noise(16).hex("ffffffff ffffffff ffffffff feffffff").noise(8).done();
    }

    /// A datagram that says its length in one byte or two.
    static byte[] imo(int kind, int rest) {
        var datagram = bytes();
        if (rest >= 0x80) {
            datagram.u8(0x80 | rest >>> 7).u8(rest & 0x7f);
        } else {
            datagram.u8(rest);
        }
        return datagram.u8(kind).noise(rest - 1).done();
    }

    private ChatConversations() {}
}
