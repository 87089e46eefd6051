package org.tapwarden.classifier.protocol.file;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Samples;

/// At least one conversation for each protocol of the family.
public final class FileConversations {

    static final String LISTING =
            "-rw-r--r--    1 1000     1000         4096 Jan 02  2026 notes.txt\r\n";

    static final byte[] HELLO = Samples.record(22, Samples.usualHello("files.example.org"));

    public static final List<Conversation> ALL =
            List.of(
                    tcp("ftp_control", 21)
                            .server(bytes().ascii("220 (vsFTPd 3.0.5)\r\n").done())
                            .client(bytes().ascii("USER x\r\n").done()),
                    tcp("ftp_control", 2121)
                            .server(bytes().ascii("220-Welcome to our files\r\n").done())
                            .client(bytes().ascii("user x\r\n").done()),
                    tcp("ftps", 21)
                            .server(bytes().ascii("220 Welcome\r\n").done())
                            .client(bytes().ascii("AUTH TLS\r\n").put(HELLO).done()),
                    tcp("ftp_data", 50_123).server(bytes().ascii(LISTING).done()),
                    tcp("ftp_data", 20).server(bytes().ascii("PK").hex("0304").noise(40).done()),
                    tcp("smbv23", 445).client(smb(0x02_0010, smb2(9, 0))),
                    tcp("smbv1", 445).client(smb(0x02_0010, smb1(0x2f, 0))),
                    tcp("netbios", 139).client(session()).server(bytes().hex("82000000").done()),
                    tcp("netbios", 445).client(smb(smb2Negotiate(0))).server(smb(smb2Negotiate(1))),
                    tcp("rpc", 111).client(record(rpc(100_000, 2, 3, 100_024))),
                    udp("rpc", 40_000).client(rpc(100_004, 2, 1, 7)),
                    udp("nfs", 2049).client(rpc(100_003, 3, 1, 0)),
                    udp("nfs", 111).client(rpc(100_000, 2, 3, 100_005)),
                    tcp("nfs", 2049).client(record(rpc(100_003, 4, 1, 0))),
                    tcp("glusterfs", 24_007).client(record(rpc(14_398_633, 2, 1, 0))),
                    tcp("dcerpc", 135).client(dceRpc(11, 72)),
                    udp("dcerpc", 34_964).client(dceRpcDatagram(84)),
                    tcp("git", 9418).client(git()),
                    tcp("rsync", 873).server(bytes().ascii("@RSYNCD: 31.0\n").done()),
                    tcp("svn", 3690)
                            .server(
                                    bytes().ascii("( success ( 2 2 ( ) ( edit-pipeline ) ) ) ")
                                            .done()),
                    tcp("cvs", 2401).client(bytes().ascii("BEGIN AUTH REQUEST\n").done()),
                    tcp("iscsi", 3260).client(iscsi()),
                    tcp("nbd", 10_809).server(bytes().ascii("NBDMAGICIHAVEOPT").u16(3).done()),
                    tcp("9p", 564)
                            .client(
                                    bytes().hex("15000000 64 ffff 00200000 0800")
                                            .ascii("9P2000.L")
                                            .done()),
                    tcp("ceph", 6789).server(bytes().ascii("ceph v027").done()),
                    tcp("ceph", 3300)
                            .server(bytes().ascii("ceph v2\n").hex("1000").zeros(16).done()),
                    tcp("lustre", 988)
                            .client(bytes().hex("0071ceac 01000000 020200c0 00000200").done()),
                    tcp("lustre", 988).client(lustreMessage()),
                    tcp("drbd", 7788).client(bytes().hex("83740267 fffe 0050").zeros(80).done()),
                    tcp("hadoop-rpc", 8020).client(bytes().ascii("hrpc").hex("09 00 df").done()),
                    tcp("hbase", 16_020).client(bytes().ascii("HBas").hex("0050").done()),
                    tcp("xrootd", 1094).client(bytes().zeros(12).u32(4).u32(2012).done()),
                    udp("bjnp", 8612).client(bjnp(0)),
                    tcp("pjl", 9100).client(bytes().u8(0x1b).ascii("%-12345X@PJL JOB\r\n").done()),
                    tcp("bacula", 9103).client(bacula("Hello Director example calling\n")),
                    udp("amanda", 10_080)
                            .client(bytes().ascii("Amanda 3.5 REQ HANDLE 000-0 SEQ 1\n").done()),
                    tcp("ncp", 524)
                            .client(
                                    bytes().ascii("DmdT")
                                            .u32(24)
                                            .u32(1)
                                            .u32(0)
                                            .u16(0x1111)
                                            .zeros(6)
                                            .done()),
                    tcp("ndmp", 10_000).server(ndmp(0x502)),
                    tcp("perforce", 1666).client(perforce("protocol")),
                    tcp("distcc", 3632).client(bytes().ascii("DIST00000001ARGC00000008").done()),
                    tcp("haproxy", 443)
                            .client(
                                    bytes().ascii("PROXY TCP4 192.0.2.1 198.51.100.2 40000 443\r\n")
                                            .put(HELLO)
                                            .done()),
                    tcp("haproxy", 8080).client(proxyHeader()),
                    tcp("fastcgi", 9000)
                            .client(bytes().hex("01010001 00080000 00010100 00000000").done()),
                    tcp("ajp", 8009).client(ajpRequest("www.example.org")),
                    tcp("ajp", 8009)
                            .client(bytes().hex("1234 0001 0a").done())
                            .server(bytes().hex("4142 0001 09").done()),
                    tcp("corba", 2809).client(giop()),
                    tcp("zeroc-ice", 4061).server(ice()),
                    tcp("weblogic-t3", 7001)
                            .client(bytes().ascii("t3 12.2.1\nAS:255\nHL:19\n\n").done()),
                    udp("corba", 5000).client(bytes().ascii("MIOP").hex("1003").noise(30).done()),
                    tcp("jrmi", 1099).client(bytes().ascii("JRMI").hex("0002 4b").done()),
                    udp("flute", 40_085).client(flute("<?xml version=\"1.0\"?><FDT-Instance")),
                    udp("uftp", 1044).client(uftp(1)).client(uftp(1)),
                    udp("tftp", 69).client(tftpRequest("boot.cfg", "octet")),
                    udp("tftp", 50_100)
                            .client(bytes().hex("0003 0001").noise(512).done())
                            .server(bytes().hex("0004 0001").done()),
                    udp("tftp", 50_101)
                            .client(bytes().hex("0006").ascii("blksize\0001428\0").done()),
                    udp("rx", 7000).client(rx(1, 5)).server(rx(1, 4)),
                    tcp("afp", 548).client(dsi(0, 3, new byte[0])).server(dsi(1, 3, afpStatus())),
                    tcp("afp", 548).client(dsi(0, 4, bytes().hex("010400000400").done())),
                    tcp("lpd", 515)
                            .client(bytes().u8(2).ascii("lp\n").done())
                            .server(bytes().u8(0).done())
                            .client(bytes().u8(2).ascii("120 cfA001host\n").done()));

    static byte[] smb(byte[] message) {
        return smb(message.length, message);
    }

    /// A session header with a length that need not be that of the message.
    static byte[] smb(int length, byte[] message) {
        return bytes().u8(0).u24(length).put(message).done();
    }

    static byte[] smb1(int command, int flags) {
        return bytes().hex("ff").ascii("SMB").u8(command).u32(0).u8(flags).zeros(22).done();
    }

    static byte[] smb1Negotiate(String... dialects) {
        var names = bytes();
        for (String dialect : dialects) {
            names.u8(2).ascii(dialect).u8(0);
        }
        byte[] all = names.done();
        return bytes().put(smb1(0x72, 0x18)).u8(0).u8(all.length).u8(0).put(all).done();
    }

    static byte[] smb2(int command, int flags) {
        return bytes().hex("fe")
                .ascii("SMB")
                .hex("4000 0000 00000000")
                .u8(command)
                .u8(0)
                .u16(0)
                .u8(flags)
                .zeros(47)
                .done();
    }

    /// A negotiation, or the answer that settles on 3.1.1.
    static byte[] smb2Negotiate(int flags) {
        return bytes().put(smb2(0, flags)).hex("4100 0100 1103 0000").zeros(56).done();
    }

    static byte[] encodedName() {
        return bytes().u8(32).ascii("EFEGEHEIEJEKELEMENEOEPFAFBFCFDCA").u8(0).done();
    }

    static byte[] session() {
        return bytes().hex("81000044").put(encodedName()).put(encodedName()).done();
    }

    /// A call without credentials and with one argument.
    static byte[] rpc(int program, int version, int procedure, int argument) {
        return bytes().u32(0x1234_5678)
                .u32(0)
                .u32(2)
                .u32(program)
                .u32(version)
                .u32(procedure)
                .zeros(16)
                .u32(argument)
                .zeros(12)
                .done();
    }

    static byte[] record(byte[] call) {
        return bytes().u32(0x8000_0000L | call.length).put(call).done();
    }

    static byte[] dceRpc(int type, int size) {
        return bytes().hex("0500")
                .u8(type)
                .hex("03 10000000")
                .u8(size)
                .hex("00 0000 01000000")
                .noise(size - 16)
                .done();
    }

    static byte[] dceRpcDatagram(int body) {
        return bytes().hex("04 00 08 00 100000 00")
                .noise(66)
                .u8(body)
                .hex("00 0000 00 00")
                .noise(body)
                .done();
    }

    static byte[] git() {
        String line = "git-upload-pack /pub/example.git\0host=git.example.org:9418\0";
        return bytes().ascii("%04x".formatted(4 + line.length())).ascii(line).done();
    }

    static byte[] iscsi() {
        byte[] text = bytes().ascii("InitiatorName=iqn.2026-01.org.example:a\0").done();
        return bytes().hex("43 87 00 00 00").u24(text.length).zeros(40).put(text).done();
    }

    static byte[] lustreMessage() {
        return bytes().hex("c1000000")
                .zeros(20)
                .hex("020200c000000200 010200c000000200 39300000 39300000 01000000 08020000")
                .done();
    }

    static byte[] bjnp(int body) {
        return bytes().ascii("BJNP").hex("02 01 0000 0001 0000").u32(body).noise(body).done();
    }

    static byte[] bacula(String hello) {
        return bytes().u32(hello.length()).ascii(hello).done();
    }

    static byte[] ndmp(int message) {
        return bytes().u32(0x8000_0024L)
                .u32(1)
                .u32(0x65a0_0000L)
                .u32(0)
                .u32(message)
                .u32(0)
                .u32(0)
                .zeros(12)
                .done();
    }

    static byte[] perforce(String function) {
        byte[] body =
                bytes().ascii("client\0")
                        .hex("02000000")
                        .ascii("92\0func\0")
                        .u8(function.length())
                        .zeros(3)
                        .ascii(function)
                        .u8(0)
                        .done();
        return bytes().u8(body.length).u8(body.length).zeros(3).put(body).done();
    }

    static byte[] proxyHeader() {
        return bytes().hex("0d0a0d0a000d0a515549540a 21 11 000c")
                .hex("c0000201 c6336402 9c40 01bb")
                .done();
    }

    static byte[] ajpRequest(String host) {
        var body =
                bytes().hex("02 02")
                        .put(string("HTTP/1.1"))
                        .put(string("/"))
                        .put(string("192.0.2.7"))
                        .u16(0xffff)
                        .put(string(host))
                        .u16(80)
                        .hex("00 0000 ff")
                        .done();
        return bytes().u16(0x1234).u16(body.length).put(body).done();
    }

    private static byte[] string(String text) {
        return bytes().u16(text.length()).ascii(text).u8(0).done();
    }

    static byte[] ice() {
        return bytes().ascii("IceP").hex("0100 0100 03 00 0e000000").done();
    }

    static byte[] giop() {
        return bytes().ascii("GIOP").hex("01 02 00 00 00000040").noise(64).done();
    }

    /// Half-word identifiers, a file description, how it is coded, and the beginning of it.
    static byte[] flute(String description) {
        return bytes().hex("10 10 08 00 00000000 0000 0000")
                .hex("c0100002 40040000 00000236 0000059c 00000040")
                .zeros(4)
                .ascii(description)
                .done();
    }

    static byte[] uftp(int function) {
        return bytes().u8(0x40)
                .u8(function)
                .hex("0001 c0000205 0000a1b2 04 9d 00 00")
                .u8(function)
                .u8(6)
                .noise(22)
                .done();
    }

    static byte[] tftpRequest(String name, String mode) {
        return bytes().u16(1).ascii(name).u8(0).ascii(mode).u8(0).done();
    }

    static byte[] rx(int type, int flags) {
        return bytes().hex("65a01234 5c3fc988 00000001 00000001 00000001")
                .u8(type)
                .u8(flags)
                .hex("0000 0000 0034")
                .noise(20)
                .done();
    }

    static byte[] dsi(int answer, int command, byte[] content) {
        return bytes().u8(answer)
                .u8(command)
                .u16(0x0102)
                .u32(0)
                .u32(content.length)
                .u32(0)
                .put(content)
                .done();
    }

    static byte[] afpStatus() {
        return bytes().noise(20).u8(2).u8(6).ascii("AFP3.3").u8(6).ascii("AFP3.4").done();
    }

    private FileConversations() {}
}
