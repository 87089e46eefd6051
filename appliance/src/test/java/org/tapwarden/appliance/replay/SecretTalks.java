package org.tapwarden.appliance.replay;

import static org.tapwarden.appliance.replay.Talk.element;
import static org.tapwarden.appliance.replay.Talk.hex;
import static org.tapwarden.appliance.replay.Talk.join;
import static org.tapwarden.appliance.replay.Talk.noise;
import static org.tapwarden.appliance.replay.Talk.number;
import static org.tapwarden.appliance.replay.Talk.sized;
import static org.tapwarden.appliance.replay.Talk.tcp;
import static org.tapwarden.appliance.replay.Talk.turned;
import static org.tapwarden.appliance.replay.Talk.turnedSized;
import static org.tapwarden.appliance.replay.Talk.udp;
import static org.tapwarden.appliance.replay.Talk.utf16;
import static org.tapwarden.appliance.replay.Talk.whole;
import static org.tapwarden.appliance.replay.Talk.zeros;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// A conversation for each protocol that carries what is nobody's business, with {@link #SECRET} in
/// every place for it: passwords, people, paths, queries, cookies, texts.
final class SecretTalks {

    /// Letters and digits, so that it may stand anywhere; found again without regard to case.
    static final String SECRET = "zQ7Canary9wKx";

    private static final String S = SECRET;
    private static final String BASIC = base64(S + ":" + S);
    private static final String PLAIN = base64("\0" + S + "\0" + S);

    static final List<Talk> ALL =
            Stream.of(
                            web(),
                            files(),
                            remote(),
                            mail(),
                            chat(),
                            media(),
                            directories(),
                            queues(),
                            databases(),
                            peers())
                    .flatMap(List::stream)
                    .toList();

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<Talk> web() {
        String form = "password=" + S;
        String fields =
                String.join(
                                "",
                                "Cookie: a=%s\r\nAuthorization: Basic %s\r\nProxy-Authorization: Bearer %s\r\n",
                                "Referer: https://h.example.org/%s?%s\r\nX-Token: %s\r\n",
                                "From: %s@example.org\r\nOrigin: https://%s@h.example.org\r\n")
                        .formatted(S, BASIC, S, S, S, S, S, S);
        String answer =
                ("HTTP/1.1 302 %s\r\nServer: Server/1.0\r\nSet-Cookie: %s\r\nLocation: /%s\r\n"
                                + "ETag: %s\r\nContent-Length: 13\r\n\r\n%s")
                        .formatted(S, S, S, S, S);
        return List.of(
                tcp("http", 80)
                        .client(
                                "POST /" + S + "?" + S + "=" + S + " HTTP/1.1\r\n",
                                "Host: www.example.org\r\nUser-Agent: Agent/1.0\r\n",
                                fields + "Content-Length: " + form.length() + "\r\n\r\n" + form)
                        .server(answer),
                tcp("http", 80)
                        .client("GET /" + S + " HTTP/1.1\r\nHost: " + S + ":" + S)
                        .client("@www.example.org\r\n" + fields + "\r\n"),
                tcp("http", 80)
                        .client(
                                "PROPFIND /" + S + " HTTP/1.1\r\nHost: dav.example.org\r\n",
                                "Destination: https://dav.example.org/" + S + "\r\n",
                                "Content-Length: 36\r\n\r\n<D:propfind>" + S + "</D:prop>\n"),
                tcp("http", 80)
                        .client(
                                "GET /" + S + " HTTP/1.1\r\nHost: " + S + ":" + S,
                                "@www.example.org\r\n" + fields + "\r\n"),
                tcp("http_proxy", 3128)
                        .client(
                                "GET http://" + S + ":" + S + "@www.example.org/" + S + "?" + S,
                                " HTTP/1.1\r\nUser-Agent: Agent/1.0\r\n" + fields + "\r\n"),
                tcp("http_connect", 3128)
                        .client(
                                "CONNECT www.example.org:443 HTTP/1.1\r\n",
                                "Host: www.example.org:443\r\n" + fields + "\r\n"),
                tcp("http_connect", 3128)
                        .client(
                                "CONNECT " + S + ":" + S + "@www.example.org:443 HTTP/1.1\r\n",
                                fields + "\r\n"),
                tcp("http", 80)
                        .client(
                                "GET /" + S + " HTTP/1.1\r\nHost: ws.example.org\r\n",
                                "Connection: Upgrade\r\nUpgrade: websocket\r\n",
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                                "Sec-WebSocket-Version: 13\r\n",
                                "Sec-WebSocket-Protocol: " + S + "\r\n" + fields + "\r\n")
                        .server(
                                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n",
                                "Upgrade: websocket\r\n",
                                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                                hex("81"),
                                sized(1, S)),
                tcp("websocket", 80)
                        .server(hex("81"), sized(1, S))
                        .client(hex("8184 01010101"), "uihr"));
    }

    private static List<Talk> files() {
        return List.of(
                tcp("ftp_control", 21)
                        .server("220 (vsFTPd 3.0.5)\r\n")
                        .client("USER " + S + "\r\n")
                        .server("331 Password required for " + S + "\r\n")
                        .client("PASS " + S + "\r\n")
                        .server("230 " + S + " logged in\r\n")
                        .client("RETR /" + S + "/" + S + "\r\n"),
                tcp("ftp_control", 21)
                        .server("220 Welcome " + S + "\r\n")
                        .client("USER " + S + "\r\n"),
                tcp("ftp_data", 50_123)
                        .server("-rw-r--r--    1 1000     1000         4096 Jan 02  2026 " + S)
                        .server("\r\n"),
                tcp("netbios", 445)
                        .client(smb2Create())
                        .server(hex("00000040"), hex("fe"), "SMB", hex("4000 0000"), zeros(56)),
                udp("nfs", 2049)
                        .client(
                                hex("12345678 00000000 00000002 000186a3 00000003 00000003"),
                                credentials(),
                                hex("0000000000000000 00000020"),
                                noise(32),
                                sized(4, S + "abc")),
                udp("tftp", 69).client(hex("0001"), S + ".cfg\0octet\0"),
                udp("tftp", 69).client(hex("0002"), S + "\0netascii\0tsize\0" + "0\0"),
                tcp("git", 9418)
                        .client(
                                gitLine(
                                        "git-upload-pack /"
                                                + S
                                                + ".git\0host=git.example.org\0\0"
                                                + S
                                                + "\0")),
                tcp("git", 9418)
                        .client(
                                gitLine(
                                        "git-upload-pack /x.git\0host="
                                                + S
                                                + "@git.example.org\0")),
                tcp("rsync", 873)
                        .server("@RSYNCD: 31.0\n")
                        .client("@RSYNCD: 31.0\n" + S + "\n")
                        .server("@RSYNCD: AUTHREQD " + S + "\n")
                        .client(S + " " + S + "\n"),
                tcp("svn", 3690)
                        .server("( success ( 2 2 ( ANONYMOUS PLAIN ) ( edit-pipeline ) ) ) ")
                        .client("( 2 ( edit-pipeline ) 36:svn://" + S + "@a.org/" + S + " ) "),
                tcp("cvs", 2401)
                        .client("BEGIN AUTH REQUEST\n/" + S + "\n" + S + "\nA" + S + "\n")
                        .client("END AUTH REQUEST\n"),
                tcp("lpd", 515)
                        .client(hex("02"), S + "\n")
                        .server(hex("00"))
                        .client(hex("02"), "120 cfA001" + S + "\n"),
                tcp("pjl", 9100)
                        .client(
                                hex("1b"),
                                "%-12345X@PJL JOB NAME=\"" + S + "\"\r\n@PJL SET USERNAME=\"" + S),
                tcp("iscsi", 3260)
                        .client(
                                hex("43 87 00 00 00"),
                                number(3, 36 + S.length()),
                                zeros(40),
                                "InitiatorName=iqn.2026-01.org.a:" + S + "\0\0\0\0"),
                tcp("ajp", 8009).client(ajp()),
                tcp("distcc", 3632)
                        .client("DIST00000001ARGC00000002ARGV0000000d" + S + "ARGV0000000d" + S),
                tcp("9p", 564)
                        .client(hex("15000000 64 ffff 00200000 0800"), "9P2000.L")
                        .client(turnedSized(4, 4, hex("68 0100 00000000 ffffffff 0d00"), S)),
                tcp("bacula", 9103).client(sized(4, "Hello Director " + S + " calling\n")),
                tcp("fastcgi", 9000)
                        .client(
                                hex("01010001 00080000 00010100 00000000"),
                                hex("01040001 0019 0000 0a0d"),
                                "SCRIPT_URL" + S));
    }

    private static byte[] gitLine(String line) {
        return join("%04x".formatted(4 + line.length()), line);
    }

    /// A call's flavour of System V with the name of a machine.
    private static byte[] credentials() {
        byte[] body = join(hex("00000001"), sized(4, S), zeros(3), zeros(12));
        return join(hex("00000001"), sized(4, body));
    }

    /// A negotiation and a file that is opened.
    private static byte[] smb2Create() {
        byte[] name = utf16("\\" + S + "\\" + S);
        byte[] message =
                join(
                        hex("fe"),
                        "SMB",
                        hex("4000 0000 00000000 0500 0000 00000000"),
                        zeros(44),
                        hex("3900 00 00"),
                        zeros(40),
                        hex("7800"),
                        turned(2, name.length),
                        zeros(8),
                        name);
        return join(hex("00"), sized(3, message));
    }

    private static byte[] ajp() {
        byte[] body =
                join(
                        hex("02 02"),
                        ajpText("HTTP/1.1"),
                        ajpText("/" + S),
                        ajpText("192.0.2.7"),
                        hex("ffff"),
                        ajpText("www.example.org"),
                        hex("0050 00 0002 a009"),
                        ajpText("a=" + S),
                        hex("a005"),
                        ajpText("Basic " + BASIC),
                        hex("05"),
                        ajpText(S),
                        hex("ff"));
        return join(hex("1234"), sized(2, body));
    }

    private static byte[] ajpText(String text) {
        return join(sized(2, text), hex("00"));
    }

    private static List<Talk> remote() {
        return List.of(
                tcp("telnet", 23)
                        .server(hex("fffd18 fffd20 fffd23 fffd27"))
                        .client(hex("fffb18 fffc20"))
                        .server(hex("fffb03"), "\r\nlogin: ")
                        .client(S + "\r\n")
                        .server("Password: ")
                        .client(S + "\r\n"),
                tcp("telnet", 23)
                        .server(hex("fffd18 fffd20 fffd23 fffd27"), "Welcome " + S + "\r\nlogin: ")
                        .client(hex("fffb18 fffb27 fffa27 00 00"), "USER", hex("01"), S)
                        .client(hex("fff0"), S),
                tcp("rlogin", 513)
                        .client(hex("00"), S + "\0" + S + "\0xterm/38400\0")
                        .server(hex("00"), "Password: ")
                        .client(S + "\r"),
                tcp("rsh", 514).client("1022\0" + S + "\0" + S + "\0echo " + S + "\0"),
                tcp("vnc", 5900)
                        .server("RFB 003.008\n")
                        .client("RFB 003.008\n")
                        .server(hex("0101 00000001"), zeros(15), sized(4, S)),
                tcp("rdp", 3389)
                        .client(rdp("Cookie: mstshash=" + S + "\r\n"))
                        .server(hex("03000013 0e d0 0000 1234 00 02 1f 0800 02000000")),
                tcp("x11", 6000)
                        .client(
                                "l\0",
                                hex("0b00 0000 1200 0d00 0000"),
                                "MIT-MAGIC-COOKIE-1\0\0" + S + "\0\0\0"),
                tcp("adb", 5555).client(adb("host::" + S + "\0")),
                tcp("guacamole", 4822)
                        .client("6.select,3.vnc;7.connect,13." + S + ",13." + S + ";"),
                udp("rustdesk", 21_116)
                        .client(hex("32"), sized(1, hex("0a"), sized(1, S), hex("1007")))
                        .server(hex("3a00")));
    }

    private static byte[] rdp(String cookie) {
        int rest = 6 + cookie.length() + 8;
        return join(
                hex("0300"),
                number(2, 5 + rest),
                number(1, rest),
                hex("e0 0000 0000 00"),
                cookie,
                hex("01 00 0800 03000000"));
    }

    private static byte[] adb(String text) {
        int sum = 0;
        for (int i = 0; i < text.length(); i++) {
            sum += text.charAt(i);
        }
        return join(
                "CNXN",
                hex("01000001 00001000"),
                turned(4, text.length()),
                turned(4, sum),
                hex("bcb1a7b1"),
                text);
    }

    private static List<Talk> mail() {
        return List.of(
                tcp("smtp", 25)
                        .server("220 mx.example.org ESMTP ready\r\n")
                        .client("EHLO " + S + ".example.org\r\n")
                        .server("250-mx.example.org Hello " + S + "\r\n250 AUTH PLAIN LOGIN\r\n")
                        .client("AUTH PLAIN " + PLAIN + "\r\n")
                        .server("235 ok " + S + "\r\n")
                        .client("MAIL FROM:<" + S + "@example.org>\r\n")
                        .server("250 ok\r\n")
                        .client("RCPT TO:<" + S + "@example.net>\r\n")
                        .server("250 ok\r\n")
                        .client("DATA\r\n")
                        .server("354 go\r\n")
                        .client("Subject: " + S + "\r\n\r\n" + S + "\r\n.\r\n"),
                tcp("smtp", 587)
                        .server("220 mx.example.org ESMTP\r\n")
                        .client("EHLO c\r\nAUTH LOGIN\r\n")
                        .server("334 VXNlcm5hbWU6\r\n")
                        .client(base64(S) + "\r\n" + base64(S) + "\r\n"),
                tcp("pop3", 110)
                        .server("+OK POP3 ready\r\n")
                        .client("USER " + S + "\r\n")
                        .server("+OK " + S + "\r\n")
                        .client("PASS " + S + "\r\n")
                        .server("+OK " + S + "'s maildrop has 2 messages\r\n")
                        .client("RETR 1\r\n")
                        .server("+OK\r\nSubject: " + S + "\r\n\r\n" + S + "\r\n.\r\n"),
                tcp("pop3", 110)
                        .server("+OK <1896." + S + "@example.org>\r\n")
                        .client("APOP " + S + " c4c9334bac560ecc979e58001b3e22fb\r\n"),
                tcp("imap", 143)
                        .server("* OK ready\r\n")
                        .client("a1 LOGIN " + S + " \"" + S + "\"\r\n")
                        .server("a1 OK " + S + " logged in\r\n")
                        .client("a2 SELECT " + S + "\r\n")
                        .server("* FLAGS (" + S + ")\r\n* 1 FETCH (BODY[] " + S + ")\r\n"),
                tcp("imap", 143)
                        .server("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n")
                        .client("a1 AUTHENTICATE PLAIN " + PLAIN + "\r\n"),
                tcp("imap", 143)
                        .server("* PREAUTH IMAP4rev1 server logged in as " + S + "\r\n")
                        .client("a1 SELECT INBOX\r\n"),
                tcp("pop3", 110)
                        .client("PASS " + S + "\r\n")
                        .server("+OK " + S + "'s maildrop has 2 messages\r\n")
                        .client("STAT\r\n"),
                tcp("pop3", 110)
                        .client("USER " + S + "\r\n")
                        .server("+OK POP3 mailbox of " + S + "\r\n")
                        .client("STAT\r\n"),
                tcp("managesieve", 4190)
                        .server(
                                "\"IMPLEMENTATION\" \"Example Sieve 1.2\"\r\n\"SASL\" \"PLAIN\"\r\n")
                        .client("AUTHENTICATE \"PLAIN\" \"" + PLAIN + "\"\r\n")
                        .client("PUTSCRIPT \"" + S + "\" {13+}\r\n" + S + "\r\n"),
                tcp("usenet", 119)
                        .server("200 news.example.org ready, posting allowed\r\n")
                        .client("AUTHINFO USER " + S + "\r\n")
                        .server("381 " + S + "\r\n")
                        .client("AUTHINFO PASS " + S + "\r\n")
                        .server("281 ok\r\n")
                        .client("POST\r\nFrom: " + S + "\r\nSubject: " + S + "\r\n\r\n" + S));
    }

    private static List<Talk> chat() {
        String stream =
                "<?xml version='1.0'?><stream:stream from='"
                        + S
                        + "@example.org' to='chat.example.org' xmlns='jabber:client'"
                        + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
        return List.of(
                tcp("irc", 6667)
                        .client("PASS " + S + "\r\nNICK " + S + "\r\n")
                        .client("USER " + S + " 0 * :" + S + "\r\n")
                        .server(":irc.example.org 001 " + S + " :Welcome " + S + "\r\n")
                        .client("PRIVMSG #" + S + " :" + S + "\r\n"),
                tcp("jabber", 5222)
                        .client(stream)
                        .server("<stream:features><mechanisms/></stream:features>")
                        .client("<auth mechanism='PLAIN'>" + PLAIN + "</auth>")
                        .client("<message to='" + S + "@x'><body>" + S + "</body></message>"),
                tcp("jabber", 5222)
                        .client(
                                stream.replace("to='chat", "to='" + S + "@chat")
                                        .replace("from", "id"))
                        .client("<auth mechanism='PLAIN'>" + PLAIN + "</auth>"),
                tcp("smpp", 2775)
                        .client(
                                whole(
                                        4,
                                        4,
                                        hex("00000009 00000000 00000001"),
                                        "zQ7Canary9wKx\0" + "Canary9w\0\0",
                                        hex("34 00 00 00")))
                        .client(
                                whole(
                                        4,
                                        4,
                                        hex("00000004 00000000 00000002 00 0101"),
                                        S + "\0" + "\1\1" + S + "\0",
                                        zeros(9),
                                        sized(1, S))));
    }

    private static List<Talk> media() {
        String sdp = "v=0\r\no=" + S + " 1 1 IN IP4 192.0.2.7\r\ns=" + S + "\r\n";
        String sip =
                String.join(
                                "",
                                "INVITE sip:%s:%s@sip.example.org SIP/2.0\r\n",
                                "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK%s\r\n",
                                "From: \"%s\" <sip:%s@sip.example.org>;tag=%s\r\n",
                                "To: \"%s\" <sip:%s@sip.example.org>\r\n",
                                "Contact: <sip:%s@192.0.2.7>\r\nCall-ID: %s\r\n",
                                "Authorization: Digest username=\"%s\", response=\"%s\"\r\n",
                                "Subject: %s\r\nUser-Agent: Phone 1.2\r\nContent-Length: %d\r\n",
                                "\r\n%s")
                        .formatted(S, S, S, S, S, S, S, S, S, S, S, S, S, sdp.length(), sdp);
        String answer =
                ("SIP/2.0 200 %s\r\nFrom: <sip:%s@sip.example.org>\r\nTo: <sip:%s@x>\r\n"
                                + "Server: Exchange 7\r\n\r\n%s")
                        .formatted(S, S, S, sdp);
        String camera =
                String.join(
                                "",
                                "DESCRIBE rtsp://%s:%s@cam.example.org/%s?%s RTSP/1.0\r\nCSeq: 2\r\n",
                                "Authorization: Basic %s\r\nSession: %s\r\nUser-Agent: Player/3\r\n",
                                "\r\n")
                        .formatted(S, S, S, S, BASIC, S);
        return List.of(
                udp("sip", 5060).client(sip).server(answer),
                tcp("sip", 5060).client(sip).server(answer),
                tcp("rtsp", 554)
                        .client(camera)
                        .server("RTSP/1.0 401 " + S + "\r\nCSeq: 2\r\nSession: " + S + "\r\n\r\n"),
                tcp("rtsp", 554)
                        .client(
                                "OPTIONS rtsp://" + S + "." + S + ":a/" + S + "@cam.example.org/1",
                                " RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
                tcp("sip", 5060)
                        .client("INVITE tel:+1." + S + " SIP/2.0\r\nTo: <tel:" + S + ">\r\n\r\n"),
                tcp("opc-ua", 4840)
                        .client(
                                "HELF",
                                turnedSized(
                                        4,
                                        8,
                                        hex("00000000 00000100 00000100 00000000 00000000"),
                                        turnedSized(
                                                4, 0, "opc.tcp://" + S + ":" + S + "@a.org/" + S))),
                tcp("rtmp", 1935)
                        .client(hex("03 00000000 00000000"), noise(1528))
                        .server(hex("03 00000000 00000000"), noise(1528))
                        .client(noise(1536), "connect app " + S + " rtmp://a/" + S + "?key=" + S),
                udp("mgcp", 2427)
                        .client(
                                "CRCX 1204 " + S + "@gw.example.org MGCP 1.0\r\nC: " + S + "\r\n",
                                "N: " + S + "@ca.example.org\r\n\r\n" + sdp),
                udp("megaco", 2944).client("MEGACO/1 <" + S + ".example.org> T=1{C=" + S + "}"),
                tcp("ciscoskinny", 2000)
                        .client(hex("28000000 00000000 01000000"), "SEP" + S, zeros(20))
                        .client(hex("24000000 00000000 8a000000"), S, zeros(19)),
                tcp("msrp", 2855)
                        .client(
                                "MSRP d93kswow SEND\r\nTo-Path: msrp://" + S + "@b.example.org:7/",
                                S + ";tcp\r\nFrom-Path: msrp://" + S + "@a.example.org:7/x;tcp\r\n",
                                "\r\n" + S + "\r\n"),
                tcp("icecast", 8000)
                        .client(
                                "SOURCE /" + S + " ICE/1.0\r\nAuthorization: Basic " + BASIC,
                                "\r\nice-name: " + S + "\r\n\r\n"),
                tcp("mpd", 6600)
                        .server("OK MPD 0.23.5\n")
                        .client("password " + S + "\nadd \"" + S + "\"\n"),
                udp("iax", 4569)
                        .client(
                                hex("8012 0000 00000003 00 00 06 01 0b020002 06"),
                                sized(1, S),
                                hex("01"),
                                sized(1, S)),
                udp("sap-announcement", 9875)
                        .client(hex("20 00 1a2b c0000207"), "application/sdp\0" + sdp),
                udp("rtcp", 40_001)
                        .client(
                                hex("81c9 0007"),
                                noise(28),
                                hex("81ca 0005"),
                                noise(4),
                                hex("01"),
                                sized(1, S),
                                hex("00")),
                udp("stun", 3478)
                        .client(
                                hex("0001 0014 2112a442"),
                                noise(12),
                                hex("0006 000d"),
                                S,
                                zeros(3)),
                udp("osc", 8000).client("/mix/1\0\0,s\0\0" + S + "\0\0\0"));
    }

    private static List<Talk> directories() {
        byte[] bind =
                element(0x60, hex("020103"), element(4, "cn=" + S + ",o=x"), element(0x80, S));
        byte[] found =
                element(
                        0x63,
                        element(4, "cn=" + S),
                        hex("0a0102 0a0100 020100 020100"),
                        hex("010100"),
                        element(0xa3, element(4, "uid"), element(4, S)),
                        hex("3000"));
        byte[] name =
                element(
                        0x30,
                        element(0xa0, hex("020101")),
                        element(0xa1, element(0x30, element(0x1b, S))));
        byte[] body =
                element(
                        0x30,
                        element(0xa0, hex("030500 40810010")),
                        element(0xa1, name),
                        element(0xa2, element(0x1b, "EXAMPLE.ORG")),
                        element(0xa3, name),
                        element(0xa5, element(0x18, "20370913024805Z")),
                        hex("a706020412345678"),
                        hex("a8053003020112"));
        byte[] request =
                element(0x6a, element(0x30, hex("a103020105 a20302010a"), element(0xa4, body)));
        return List.of(
                tcp("ldap", 389)
                        .client(element(0x30, hex("020101"), bind))
                        .server(
                                element(
                                        0x30,
                                        hex("020101"),
                                        element(0x61, hex("0a0100"), element(4, S), element(4, S))))
                        .client(element(0x30, hex("020102"), found)),
                udp("cldap", 389).client(element(0x30, hex("020101"), found)),
                udp("kerberos", 88).client(request),
                tcp("kerberos", 88).client(sized(4, request)),
                tcp("ident", 113)
                        .client("6193, 23\r\n")
                        .server("6193, 23 : USERID : UNIX : " + S + "\r\n"),
                udp("radius", 1812).client(radius()),
                tcp("tacacs-plus", 49)
                        .client(
                                hex("c0 01 01 01 1a2b3c4d"),
                                sized(4, hex("01 01 01 01 0d 00 00 0d"), S, S)),
                udp("snmp", 161).client(snmp()),
                udp("snmp", 161).client(snmp3()),
                tcp("diameter", 3868).client(diameter()),
                udp("syslog", 514)
                        .client("<34>1 2026-02-01T10:00:00Z h.example.org su 7 ID47 - " + S),
                udp("syslog", 514).client("<34>Oct 11 22:14:15 host su: " + S + " failed"),
                udp("gelf", 12_201)
                        .client(
                                "{\"version\":\"1.1\",\"host\":\"a.example.org\",",
                                "\"short_message\":\"" + S + "\",\"_user\":\"" + S + "\"}"),
                tcp("zabbix", 10_050)
                        .client("agent.ping\n")
                        .server("ZBXD", hex("01"), turnedSized(8, 0, S)));
    }

    private static byte[] radius() {
        byte[] attributes =
                join(
                        hex("01"),
                        whole(1, 2, S),
                        hex("02 12"),
                        S + "abc",
                        hex("1f"),
                        whole(1, 2, S),
                        hex("0406 c0000205"));
        return join(hex("01 09"), number(2, 20 + attributes.length), noise(16), attributes);
    }

    private static byte[] snmp() {
        byte[] request =
                element(
                        0xa3,
                        hex("02012a 020100 020100"),
                        element(0x30, element(0x30, hex("0608 2b06010201010500"), element(4, S))));
        return element(0x30, hex("020101"), element(4, S), request);
    }

    private static byte[] snmp3() {
        byte[] security =
                element(
                        0x30,
                        element(4, hex("8000000001020304")),
                        hex("020100 020100"),
                        element(4, S),
                        hex("0400 0400"));
        byte[] scoped =
                element(
                        0x30,
                        hex("0400"),
                        element(4, S),
                        hex("a00e 02042b2a1f3d 020100 020100 3000"));
        return element(
                0x30,
                hex("020103 3011 020430f6f3d5 020300ffe3 040104 020103"),
                element(4, security),
                scoped);
    }

    private static byte[] diameter() {
        byte[] attributes =
                join(
                        hex("00000107 40"),
                        number(3, 8 + S.length()),
                        S,
                        zeros(3),
                        hex("00000108 40 00000c"),
                        "a.bc",
                        hex("00000001 40"),
                        number(3, 8 + S.length()),
                        S,
                        zeros(3),
                        hex("00000002 40"),
                        number(3, 8 + S.length()),
                        S,
                        zeros(3));
        return join(
                hex("01"),
                number(3, 20 + attributes.length),
                hex("c0 000110 00000004 00000001 00000002"),
                attributes);
    }

    private static List<Talk> queues() {
        return List.of(
                tcp("mqtt", 1883)
                        .client(
                                hex("10"),
                                sized(
                                        1,
                                        hex("0004"),
                                        "MQTT",
                                        hex("04 c6 003c"),
                                        sized(2, S),
                                        sized(2, S),
                                        sized(2, S),
                                        sized(2, S),
                                        sized(2, S)))
                        .server(hex("20020000"))
                        .client(hex("30"), sized(1, sized(2, "a/" + S), S)),
                udp("mqtt-sn", 1884)
                        .client(whole(1, 1, hex("04 04 01 003c"), S))
                        .server(hex("03 05 00"))
                        .client(whole(1, 1, hex("0c 00 0001 0001"), S)),
                udp("coap", 5683)
                        .client(hex("42 01 1234 a1b2 bd00"), S, hex("4d00"), S)
                        .server(hex("62 45 1234 a1b2 c0 ff"), S),
                tcp("amqp", 5672)
                        .client("AMQP", hex("00000901"))
                        .server(hex("01 0000 00000008 000a 000a 00000000 ce"))
                        .client(amqpLogin()),
                tcp("kafka", 9092)
                        .client(sized(4, hex("0012 0003 00000007"), sized(2, S), hex("00")))
                        .server(hex("00000010 00000007 0000"), noise(10))
                        .client(
                                sized(
                                        4,
                                        hex("0024 0000 00000008 ffff"),
                                        sized(4, "\0", S, "\0", S))),
                tcp("nats", 4222)
                        .server("INFO {\"server_id\":\"" + S + "\",\"version\":\"2.10.1\"}\r\n")
                        .client("CONNECT {\"user\":\"" + S + "\",\"pass\":\"" + S + "\"}\r\n")
                        .client("PUB " + S + " 13\r\n" + S + "\r\n"),
                tcp("nats", 4222)
                        .client("CONNECT {\"auth_token\":\"" + S + "\",\"verbose\":false}\r\n"),
                tcp("stomp", 61_613)
                        .client(
                                "CONNECT\naccept-version:1.2\nhost:mq.example.org\nlogin:" + S,
                                "\npasscode:" + S + "\n\n\0")
                        .server("CONNECTED\nversion:1.2\nsession:" + S + "\nuser-name:" + S)
                        .server("\n\n\0"),
                tcp("stomp", 61_613)
                        .client("CONNECT\nlogin:" + S + "\npasscode:" + S + "\nhost:" + S)
                        .client("@mq.example.org\naccept-version:1.2\n\n\0"),
                tcp("pulsar", 6650)
                        .client(
                                sized(
                                        4,
                                        sized(
                                                4,
                                                hex("0802"),
                                                hex("12"),
                                                sized(
                                                        1,
                                                        hex("0a0c"),
                                                        "Example-v1.2",
                                                        hex("2013 1a"),
                                                        sized(1, S))))),
                tcp("rabbitmq-stream", 5552)
                        .client(
                                hex("0000001f 0011 0001 00000001 00000001 0007"),
                                "product",
                                hex("0006"),
                                "tester")
                        .client(
                                sized(
                                        4,
                                        hex("0013 0001 00000002"),
                                        sized(2, "PLAIN"),
                                        sized(4, "\0" + S + "\0" + S))),
                tcp("zeromq", 5555)
                        .client(hex("ff 0000000000000001 7f 03 00"), "PLAIN", zeros(47))
                        .client(hex("04"), sized(1, sized(1, "HELLO"), sized(1, S), sized(1, S))),
                tcp("apache_thrift", 9090)
                        .client(
                                hex("80010001 00000004"),
                                "ping",
                                hex("00000001 0b0001"),
                                sized(4, S))
                        .client(hex("00")),
                tcp("fix", 5001)
                        .client(
                                "8=FIX.4.4\u00019=99\u000135=A\u000149=" + S + "\u000156=" + S,
                                "\u0001553=" + S + "\u0001554=" + S + "\u00011=" + S + "\u0001"),
                tcp("hl7", 2575)
                        .client(
                                "\u000bMSH|^~\\&|A|B|C|D|20260101|" + S + "|ADT^A01|1|P|2.5.1|\r",
                                "PID|1||" + S + "||" + S + "^" + S + "\r\u001c\r"),
                tcp("dicom", 104)
                        .client(
                                hex("0100 000000cd 0001 0000"),
                                "ARCHIVE         " + S + "   ",
                                zeros(32),
                                hex("1000 0015"),
                                "1.2.840.10008.3.1.1.1")
                        .client(hex("04 00"), sized(4, hex("10001000"), "PN", sized(2, S))),
                tcp("json-rpc", 4000)
                        .client(
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + S + "\",",
                                "\"params\":{\"password\":\"" + S + "\"}}\n"),
                tcp("beanstalk", 11_300)
                        .client("use " + S + "\r\nput 0 0 60 13\r\n" + S + "\r\n")
                        .server("USING " + S + "\r\n"),
                tcp("gearman", 4730).client("\0REQ", hex("00000010"), sized(4, S)),
                tcp("nsq", 4150).client("  V2").client("AUTH\n", sized(4, S), "SUB " + S + " a\n"),
                tcp("rocketmq", 9876)
                        .client(
                                sized(
                                        4,
                                        sized(
                                                4,
                                                "{\"code\":105,\"extFields\":{\"AccessKey\":\"" + S,
                                                "\",\"Signature\":\"" + S + "\"}}"))));
    }

    private static byte[] amqpLogin() {
        byte[] arguments =
                join(
                        hex("000a 000b 00000000"),
                        sized(1, "PLAIN"),
                        sized(4, "\0" + S + "\0" + S),
                        sized(1, "en_US"));
        return join(hex("01 0000"), sized(4, arguments), hex("ce"));
    }

    private static List<Talk> databases() {
        String start = "user\0" + S + "\0database\0" + S + "\0application_name\0" + S + "\0\0";
        return List.of(
                tcp("postgresql", 5432)
                        .client(whole(4, 4, hex("00030000"), start))
                        .server("R", hex("00000008 00000003"))
                        .client("p", whole(4, 4, S + "\0"))
                        .client("Q", whole(4, 4, "select '" + S + "'\0")),
                tcp("mysql", 3306)
                        .server(mySqlGreeting())
                        .client(mySqlLogin())
                        .client(turnedSized(3, 0, ""), hex("00 03"), "select '" + S + "'"),
                tcp("mssql-tds", 1433).client(tdsLogin()),
                tcp("mssql-tds", 1433)
                        .client(hex("0101"), whole(2, 4, hex("0000 01 00"), utf16("select " + S))),
                tcp("oracle", 1521).client(oracle()),
                tcp("mongodb", 27_017)
                        .client(
                                turnedSized(
                                        4,
                                        4,
                                        hex("01000000 00000000 dd070000 00000000 00"),
                                        bson("saslStart", S, "payload", S, "user", S))),
                tcp("resp", 6379)
                        .client("*3\r\n$4\r\nAUTH\r\n$13\r\n" + S + "\r\n$13\r\n" + S + "\r\n")
                        .client("*3\r\n$3\r\nSET\r\n$13\r\n" + S + "\r\n$13\r\n" + S + "\r\n"),
                tcp("memcached", 11_211).client("set " + S + " 0 60 13\r\n" + S + "\r\n"),
                tcp("memcached", 11_211)
                        .client("get " + S + "\r\n")
                        .server("VALUE " + S + " 0 13\r\n" + S + "\r\nEND\r\n"),
                tcp("cassandra", 9042)
                        .client(hex("04 00 0000 05 00000000"))
                        .client(hex("04 00 0001 01 00000016 0001 000b"), "CQL_VERSION")
                        .client(hex("0005"), "3.0.0")
                        .client(hex("04 00 0002 0f"), sized(4, sized(4, "\0" + S + "\0" + S)))
                        .client(hex("04 00 0003 07"), sized(4, sized(4, S), hex("0001 00"))),
                tcp("elasticsearch", 9300)
                        .client("ES", hex("0000001e 0000000000000001 08 006bbb4b"), sized(1, S), S),
                tcp("http", 9200)
                        .client(
                                "POST /" + S + "/_search?q=" + S + " HTTP/1.1\r\n",
                                "Host: es.example.org:9200\r\nAuthorization: ApiKey " + S,
                                "\r\nContent-Length: 15\r\n\r\n{\"" + S),
                tcp("clickhouse", 9000)
                        .client(
                                hex("00 11"),
                                "ClickHouse client",
                                hex("180b b2a903"),
                                sized(1, S),
                                sized(1, S),
                                sized(1, S)),
                tcp("firebird", 3050)
                        .client(hex("00000001 00000013 00000003 0000001d"), sized(4, S), zeros(3))
                        .client(hex("01"), sized(1, S)),
                tcp("zookeeper", 2181)
                        .client(
                                hex("0000002d 00000000 0000000000000000 00007530"),
                                hex("0000000000000000 00000010"),
                                zeros(17))
                        .client(sized(4, hex("fffffffc 00000064 00000000"), sized(4, S))),
                tcp("couchbase", 11_210)
                        .client(
                                hex("80 1f 0008 00 00 0000 0000000c 00000001 0000000000000000"),
                                "{\"a\":\"x\"",
                                hex("0002 0006"))
                        .client(
                                hex("80 21 0005 00 00 0000"),
                                number(4, 5 + 2 + 2 * S.length()),
                                hex("00000002 0000000000000000"),
                                "PLAIN\0" + S + "\0" + S),
                tcp("bolt", 7687)
                        .client(hex("6060b017 00000404 00000304 00000003 00000002"))
                        .client(sized(2, hex("b1 01 a1 8b"), "credentials", hex("8d"), S)));
    }

    private static byte[] mySqlGreeting() {
        byte[] body =
                join(
                        hex("0a"),
                        "8.0.36\0",
                        hex("07000000"),
                        noise(8),
                        hex("00 ffff ff 0200 ffdf 15"),
                        zeros(10),
                        noise(12),
                        "\0mysql_native_password\0");
        return join(turned(3, body.length), hex("00"), body);
    }

    private static byte[] mySqlLogin() {
        byte[] body =
                join(
                        hex("85a6ff19 00000001 ff"),
                        zeros(23),
                        S + "\0",
                        sized(1, S),
                        S + "\0mysql_clear_password\0");
        return join(turned(3, body.length), hex("01"), body);
    }

    /// Places and lengths of machine, user, password, application and server in a login of TDS 7.4.
    private static byte[] tdsLogin() {
        byte[] text = utf16(S);
        var places = new StringBuilder();
        int at = 94;
        for (int i = 0; i < 5; i++) {
            places.append("%02x00%02x00".formatted(at, S.length()));
            at += text.length;
        }
        byte[] body =
                join(
                        hex("04000074 00100000 00000007 64000000 00000000 e0 03 00 00"),
                        zeros(8),
                        hex(places.toString()),
                        zeros(94 - 36 - 20),
                        text,
                        text,
                        text,
                        text,
                        text);
        return join(hex("1001"), whole(2, 4, hex("0000 01 00"), turnedSized(4, 4, body)));
    }

    private static byte[] oracle() {
        String text =
                "(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME="
                        + S
                        + ")(CID=(PROGRAM="
                        + S
                        + ")(HOST="
                        + S
                        + ")(USER="
                        + S
                        + "))))";
        byte[] rest =
                join(
                        hex("0000 01 00 0000 013b 012c 0c41 2000 ffff 7f08 0000 0100"),
                        number(2, text.length()),
                        hex("0044 00000800 4141"),
                        zeros(0x44 - 34),
                        text);
        return whole(2, 2, rest);
    }

    private static byte[] bson(String... pairs) {
        byte[] body = {};
        for (int i = 0; i < pairs.length; i += 2) {
            body =
                    join(
                            body,
                            hex("02"),
                            pairs[i] + "\0",
                            turned(4, pairs[i + 1].length() + 1),
                            pairs[i + 1] + "\0");
        }
        return turnedSized(4, 4, body, hex("00"));
    }

    private static List<Talk> peers() {
        return List.of(
                tcp("socks", 1080)
                        .client(hex("05 01 02"))
                        .server(hex("05 02"))
                        .client(hex("01"), sized(1, S), sized(1, S))
                        .server(hex("01 00"))
                        .client(hex("05 01 00 03"), sized(1, "www.example.org"), hex("01bb"))
                        .server(hex("05 00 00 01 c0000201 01bb")),
                tcp("socks", 1080)
                        .client(hex("04 01 01bb c6336407"), S + "\0")
                        .server(hex("00 5a 0000 00000000")),
                tcp("http", 6969)
                        .client(
                                "GET /announce?passkey=" + S + "&info_hash=" + S + " HTTP/1.1\r\n",
                                "Host: tracker.example.org:6969\r\nUser-Agent: Client/1\r\n\r\n"),
                tcp("http", 6969)
                        .client(
                                "GET /" + S + "/announce?info_hash=%12%34&peer_id=-XX0001-",
                                S + "&port=6881 HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n"),
                tcp("mining", 3333)
                        .client(
                                "{\"id\":1,\"method\":\"login\",\"params\":{\"login\":\"" + S,
                                "\",\"pass\":\"" + S + "\",\"agent\":\"Miner/6.1\"}}\n"),
                tcp("mining", 3333)
                        .client(
                                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"Miner/1\"]}\n")
                        .client(
                                "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + S,
                                "\",\"" + S + "\"]}\n"),
                tcp("mining", 3333)
                        .client(
                                "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + S,
                                "\",\"" + S + "\"]}\n"),
                tcp("mining", 3333)
                        .client(
                                "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + S,
                                "\",\"x\"]}\n{\"id\":1,\"method\":\"mining.subscribe\",",
                                "\"params\":[\"Miner/1\"]}\n"),
                tcp("minecraft", 25_565)
                        .client(minecraft())
                        .client(sized(1, hex("00"), sized(1, S))),
                udp("source_engine", 27_015)
                        .client(hex("ffffffff"), "TSource Engine Query\0")
                        .server(hex("ffffffff 44 01 00"), S + "\0", zeros(8)),
                udp("quake", 27_960)
                        .client(hex("ffffffff"), "getstatus xyz")
                        .server(
                                hex("ffffffff"),
                                "statusResponse\n\\mapname\\q3dm1\n0 50 \"" + S + "\"\n"),
                tcp("worldofwarcraft", 3724)
                        .client(
                                hex("00 08"),
                                turned(2, 30 + S.length()),
                                "WoW\0",
                                hex("03 03 05 3430"),
                                "68x\0niW\0SUne",
                                hex("3c000000 c0000201"),
                                sized(1, S.toUpperCase(java.util.Locale.ROOT))),
                udp("gamespy", 7778).client("\\status\\").server("\\player_0\\" + S + "\\final\\"));
    }

    private static byte[] minecraft() {
        return sized(1, hex("00 fd05"), sized(1, "play.example.org"), hex("63dd 02"));
    }

    private SecretTalks() {}
}
