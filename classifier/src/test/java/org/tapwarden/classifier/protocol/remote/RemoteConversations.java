package org.tapwarden.classifier.protocol.remote;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Samples;

/// At least one conversation for each protocol of the family.
public final class RemoteConversations {

    public static final List<Conversation> ALL =
            List.of(
                    tcp("ssh", 22).client(bytes().ascii("SSH-2.0-OpenSSH_9.6\r\n").done()),
                    tcp("rdp", 3389)
                            .client(rdpRequest("Cookie: mstshash=example\r\n", 3))
                            .server(rdpConfirm())
                            .client(Samples.record(22, Samples.usualHello("desk.example.org"))),
                    tcp("rdp", 33_890).client(rdpRequest("", 11)).server(rdpConfirm()),
                    tcp("rdp", 3389)
                            .client(bytes().hex("0300000b 06e0 0000 0000 00").done())
                            .server(bytes().hex("0300000b 06d0 0000 1234 00").done())
                            .client(rdpSettings("Duca")),
                    udp("rdp", 3389).client(rdpSynchronize()),
                    tcp("vnc", 5900).server(bytes().ascii("RFB 003.008\n").done()),
                    tcp("telnet", 23).server(bytes().hex("fffd18 fffd20 fffd23 fffd27").done()),
                    tcp("telnet", 2323)
                            .server(bytes().hex("fffb01").ascii("\r\nlogin: ").done())
                            .client(bytes().hex("fffd01").done()),
                    tcp("teamviewer", 5938)
                            .client(teamViewer(0x0a, 32))
                            .server(teamViewer(0x10, 17)),
                    tcp("teamviewer", 5938)
                            .server(bytes().put(teamViewerNew(24)).put(teamViewerNew(80)).done()),
                    udp("teamviewer", 40_000).client(teamViewerDatagram(80)),
                    tcp("radmin", 4899).client(radmin("08 02000005 000000")),
                    tcp("citrix", 1494)
                            .server(bytes().hex("7f7f").ascii("ICA\0").done())
                            .client(bytes().hex("7f7f").ascii("ICA\0").done()),
                    tcp("citrix", 2598).client(bytes().u8(0x1a).ascii("CGP/01").noise(20).done()),
                    tcp("x11", 6000).client(x11()),
                    tcp("spice", 5900)
                            .client(
                                    bytes().ascii("REDQ")
                                            .hex("02000000 02000000 12000000")
                                            .noise(18)
                                            .done()),
                    tcp("adb", 5555).client(adb()),
                    tcp("guacamole", 4822).client(bytes().ascii("6.select,3.vnc;").done()),
                    tcp("nomachine", 4000)
                            .client(bytes().ascii("NXSH-8.2.3\n").done())
                            .server(bytes().ascii("NXD-8.2.3\n").done()),
                    tcp("vmware", 902).server(vmware()),
                    tcp("jdwp", 8000).client(bytes().ascii("JDWP-Handshake").done()),
                    udp("xdmcp", 177).client(bytes().hex("0001 0002 0001 00").done()),
                    tcp("rsh", 514).client(bytes().ascii("1022\0anna\0bert\0uname -a\0").done()),
                    tcp("rlogin", 513)
                            .client(bytes().u8(0).ascii("anna\0bert\0xterm/38400\0").done()),
                    udp("rustdesk", 21_116)
                            .client(rustDesk("123456789"))
                            .server(bytes().hex("3a00").done()));

    /// TPKT, X.224, a cookie if any, and which security layers the client knows.
    static byte[] rdpRequest(String cookie, int protocols) {
        int rest = 6 + cookie.length() + 8;
        return bytes().u16(0x0300)
                .u16(4 + 1 + rest)
                .u8(rest)
                .hex("e0 0000 0000 00")
                .ascii(cookie)
                .hex("01 00 0800")
                .u8(protocols)
                .zeros(3)
                .done();
    }

    static byte[] rdpConfirm() {
        return bytes().hex("03000013 0e d0 0000 1234 00 02 1f 0800 02000000").done();
    }

    /// The client's settings behind a request without a negotiation.
    static byte[] rdpSettings(String key) {
        byte[] body = bytes().hex("02f080 7f65 82010a").noise(40).ascii(key).noise(20).done();
        return bytes().u16(0x0300).u16(4 + body.length).put(body).done();
    }

    static byte[] rdpSynchronize() {
        return bytes().u32(0xffff_ffffL)
                .hex("0040 0001 12345678 04d0 04d0")
                .zeros(1232 - 16)
                .done();
    }

    static byte[] teamViewer(int command, int size) {
        return bytes().u16(0x1724).u8(command).u8(size).u8(0).noise(size).done();
    }

    static byte[] teamViewerNew(int size) {
        return bytes().hex("1130 3600").u8(size).zeros(3).noise(16).noise(size).done();
    }

    static byte[] teamViewerDatagram(int size) {
        return bytes().zeros(10).hex("03 1724 47").u8(size).u8(0).noise(size).done();
    }

    /// A record with the sum over its words of four bytes.
    static byte[] radmin(String hex) {
        byte[] content = bytes().hex(hex).done();
        int sum = 0;
        for (int i = 0; i < content.length; i++) {
            sum += (content[i] & 0xff) << (8 * (i % 4));
        }
        return bytes().u8(1).u32(content.length).u32(sum).put(content).done();
    }

    static byte[] x11() {
        return bytes().ascii("l\0")
                .hex("0b00 0000 1200 1000 0000")
                .ascii("MIT-MAGIC-COOKIE-1\0\0")
                .noise(16)
                .done();
    }

    static byte[] adb() {
        return bytes().ascii("CNXN")
                .hex("01000001 00001000 07000000 32020000 bcb1a7b1")
                .ascii("host::\0")
                .done();
    }

    static byte[] vmware() {
        return bytes().ascii("220 VMware Authentication Daemon Version 1.10: SSL Required\r\n")
                .done();
    }

    static byte[] rustDesk(String id) {
        return bytes().u8(0x32)
                .u8(4 + id.length())
                .u8(0x0a)
                .u8(id.length())
                .ascii(id)
                .hex("1007")
                .done();
    }

    private RemoteConversations() {}
}
