package org.tapwarden.classifier.protocol.directory;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class DirectoryConversations {

    static final String START_TLS = "1.3.6.1.4.1.1466.20037";

    public static final List<Conversation> ALL =
            List.of(
                    udp("kerberos", 88).client(kerberos(10, 0xa1)).server(kerberos(30, 0xa0)),
                    tcp("kerberos", 88).client(lengthFirst(kerberos(12, 0xa1))),
                    udp("kerberos", 464).client(passwordChange()),
                    tcp("ldap", 389).client(ldap(bind())).server(ldap(result(0x61))),
                    tcp("ldap", 3268).client(ldap(search())),
                    tcp("ldap", 389).server(ldap(result(0x65))),
                    tcp("ldap", 389).client(ldap(startTls())),
                    udp("cldap", 389).client(ldap(search())),
                    tcp("ident", 113)
                            .client(bytes().ascii("6193, 23\r\n").done())
                            .server(bytes().ascii("6193, 23 : USERID : UNIX : x\r\n").done()));

    /// An element with its length in the short form, or in four bytes as Microsoft writes it.
    static byte[] element(int tag, byte[] content) {
        var element = bytes().u8(tag);
        if (content.length < 0x80) {
            element.u8(content.length);
        } else {
            element.u8(0x84).u32(content.length);
        }
        return element.put(content).done();
    }

    static byte[] kerberos(int type, int firstField) {
        byte[] fields =
                bytes().u8(firstField)
                        .hex("03020105")
                        .u8(firstField + 1)
                        .hex("030201")
                        .u8(type)
                        .u8(firstField + 2)
                        .put(element(0x30, bytes().noise(150).done()))
                        .done();
        return element(0x60 | type, element(0x30, fields));
    }

    static byte[] lengthFirst(byte[] message) {
        return bytes().u32(message.length).put(message).done();
    }

    static byte[] passwordChange() {
        byte[] ticket = kerberos(14, 0xa0);
        return bytes().u16(6 + ticket.length + 40)
                .u16(1)
                .u16(ticket.length)
                .put(ticket)
                .noise(40)
                .done();
    }

    static byte[] ldap(byte[] operation) {
        return element(0x30, bytes().hex("020101").put(operation).done());
    }

    /// Version 3, nobody, no password.
    static byte[] bind() {
        return element(0x60, bytes().hex("020103 0400 8000").done());
    }

    static byte[] result(int tag) {
        return element(tag, bytes().hex("0a0100 0400 0400").done());
    }

    static byte[] search() {
        byte[] base = element(0x04, bytes().ascii("dc=example,dc=org").done());
        return element(
                0x63,
                bytes().put(base)
                        .hex("0a0102 0a0100 020100 02010f 010100")
                        .hex("870b")
                        .ascii("objectClass")
                        .hex("3000")
                        .done());
    }

    static byte[] startTls() {
        return element(0x77, element(0x80, bytes().ascii(START_TLS).done()));
    }

    private DirectoryConversations() {}
}
