package org.tapwarden.appliance.replay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;

/// A capture of two clients. One speaks with protected destinations only, in every way there is;
/// the other with one of them, and with an ordinary server.
public final class Confided {

    /// Speaks with protected destinations only.
    public static final String SHY = "10.20.7.77";

    private static final byte[] SHY_MAC = {0x02, (byte) 0xc0, (byte) 0xff, (byte) 0xee, 7, 0x77};

    /// Speaks with an ordinary server, too.
    public static final String OPEN = "10.20.7.88";

    /// Answered for a protected name.
    public static final String LIFELINE = "198.51.100.77";

    /// Never answered for: its flows tell their names themselves.
    public static final String TEXT_LINE = "198.51.100.78";

    /// A server that nothing protects.
    public static final String ORDINARY = "203.0.113.10";

    /// Flows with protected destinations, lookups among them.
    public static final int FLOWS = 8;

    /// Flows of the other kind.
    public static final int ORDINARY_FLOWS = 2;

    public static final long START = 1_700_000_000L;

    private static final String RESOLVER = "10.20.0.1";
    private static final byte[] OPEN_MAC = {2, 0, 0, 0, 7, 8};
    private static final byte[] GATEWAY_MAC = {2, 0, 0, 0, 0, 1};
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int SYN = 2;
    private static final int SYN_ACK = 0x12;
    private static final int ACK = 0x10;
    private static final int PUSH = 0x18;
    private static final int FIN = 0x11;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private int second;
    private int micros;
    private int lookups;

    private Confided() {}

    /// The hardware address of {@link #SHY}.
    public static byte[] shyMac() {
        return SHY_MAC.clone();
    }

    public static Path write(Path path) throws IOException {
        var all = new Confided();
        all.bytes(u32(0xa1b2c3d4), u32(0x00020004), u32(0), u32(0), u32(65_535), u32(1));
        all.conversations();
        return Files.write(path, all.file.toByteArray());
    }

    private void conversations() {
        lookup(SHY, "chat.988lifeline.org", LIFELINE);
        connection(SHY, 6_001, LIFELINE, 443, clientHello("chat.988lifeline.org"));
        connection(SHY, 6_002, TEXT_LINE, 80, request("www.crisistextline.org"));
        // Without a name, but to an address that was answered for one.
        connection(SHY, 6_003, LIFELINE, 9_999, "binary stuff".getBytes(US_ASCII));
        frame(SHY, LIFELINE, UDP, udp(6_004, 7_001, "more of it".getBytes(US_ASCII)));
        // For seven minutes, so it is cut in two.
        opens(SHY, 6_005, TEXT_LINE, 443);
        segment(SHY, 6_005, TEXT_LINE, 443, PUSH, 1, clientHello("www.crisistextline.org"));
        lookup(OPEN, "chat.988lifeline.org", LIFELINE);
        connection(OPEN, 6_006, LIFELINE, 443, clientHello("chat.988lifeline.org"));
        lookup(OPEN, "www.example.org", ORDINARY);
        connection(OPEN, 6_007, ORDINARY, 443, clientHello("www.example.org"));
        int hello = 1 + clientHello("www.crisistextline.org").length;
        for (int second = 30; second <= 420; second += 30) {
            at(second);
            segment(SHY, 6_005, TEXT_LINE, 443, PUSH, hello + second, new byte[20]);
        }
    }

    private void at(int now) {
        second = now;
        micros = 0;
    }

    private void lookup(String client, String name, String address) {
        int lookupPort = 5_000 + lookups++;
        frame(client, RESOLVER, UDP, udp(lookupPort, 53, dns(name, null)));
        frame(RESOLVER, client, UDP, udp(53, lookupPort, dns(name, address)));
    }

    private void opens(String client, int port, String server, int to) {
        frame(client, server, TCP, tcp(port, to, SYN, 0, new byte[0]));
        frame(server, client, TCP, tcp(to, port, SYN_ACK, 0, new byte[0]));
        frame(client, server, TCP, tcp(port, to, ACK, 1, new byte[0]));
    }

    private void connection(String client, int port, String server, int to, byte[] first) {
        opens(client, port, server, to);
        segment(client, port, server, to, PUSH, 1, first);
        segment(server, to, client, port, PUSH, 1, new byte[] {21, 3, 3, 0, 2, 1, 0});
        segment(client, port, server, to, FIN, 1 + first.length, new byte[0]);
        segment(server, to, client, port, FIN, 8, new byte[0]);
    }

    private void segment(
            String from, int port, String to, int toPort, int flags, int sequence, byte[] data) {
        frame(from, to, TCP, tcp(port, toPort, flags, sequence, data));
    }

    private void frame(String from, String to, int protocol, byte[] payload) {
        byte[] packet =
                join(
                        new byte[] {0x45, 0},
                        u16(20 + payload.length),
                        u16(0),
                        u16(0),
                        new byte[] {64, (byte) protocol, 0, 0},
                        Address.parse(from).bytes(),
                        Address.parse(to).bytes(),
                        payload);
        byte[] frame = join(mac(to), mac(from), u16(0x0800), packet);
        micros += 1_000;
        bytes(
                u32((int) (START + second)),
                u32(micros),
                u32(frame.length),
                u32(frame.length),
                frame);
    }

    private static byte[] mac(String address) {
        return switch (address) {
            case SHY -> SHY_MAC;
            case OPEN -> OPEN_MAC;
            default -> GATEWAY_MAC;
        };
    }

    private void bytes(byte[]... parts) {
        file.writeBytes(join(parts));
    }

    private static byte[] udp(int from, int to, byte[] payload) {
        return join(u16(from), u16(to), u16(8 + payload.length), u16(0), payload);
    }

    private static byte[] tcp(int from, int to, int flags, int sequence, byte[] payload) {
        byte[] control = {0x50, (byte) flags, 0x10, 0, 0, 0, 0, 0};
        return join(u16(from), u16(to), u32(sequence), u32(1), control, payload);
    }

    private static byte[] request(String host) {
        return ("GET /secret HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(US_ASCII);
    }

    /// A question of type A, with its answer where there is one (RFC 1035, section 4).
    private static byte[] dns(String name, @Nullable String address) {
        var labels = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            labels.write(label.length());
            labels.writeBytes(label.getBytes(US_ASCII));
        }
        labels.write(0);
        boolean answer = address != null;
        byte[] header =
                join(u16(77), u16(answer ? 0x8180 : 0x0100), u16(1), u16(answer ? 1 : 0), u32(0));
        byte[] question = join(header, labels.toByteArray(), u16(1), u16(1));
        return address == null
                ? question
                : join(
                        question,
                        u16(0xc00c),
                        u16(1),
                        u16(1),
                        u32(300),
                        u16(4),
                        Address.parse(address).bytes());
    }

    /// A TLS 1.2 hello with one cipher suite and a server name (RFC 5246, 7.4.1.2; RFC 6066, 3).
    private static byte[] clientHello(String name) {
        byte[] host = name.getBytes(US_ASCII);
        byte[] list = join(new byte[1], u16(host.length), host);
        byte[] extension = join(u16(0), u16(list.length + 2), u16(list.length), list);
        byte[] body =
                join(
                        u16(0x0303),
                        new byte[32],
                        new byte[1],
                        u16(2),
                        u16(0xc02f),
                        new byte[] {1, 0},
                        u16(extension.length),
                        extension);
        byte[] handshake = join(new byte[] {1, 0}, u16(body.length), body);
        return join(new byte[] {22, 3, 1}, u16(handshake.length), handshake);
    }

    private static byte[] u16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    private static byte[] u32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
