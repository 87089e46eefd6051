package org.tapwarden.appliance.replay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tapwarden.capture.Address;

/// A capture of our own that holds what makes replay hard to keep in order: a name answer and the
/// flow it names, a TLS hello in IP fragments, a GRE mirror, and one frame dated 2106.
final class Morning {

    private static final long START = 1_700_000_000L;
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int GRE = 47;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    private Morning() {}

    static Path write(Path path) throws IOException {
        var morning = new Morning();
        morning.bytes(u32(0xa1b2c3d4), u32(0x00020004), u32(0), u32(0), u32(65_535), u32(1));
        for (int client = 1; client <= 40; client++) {
            morning.client("10.20.1." + client, client * 3);
        }
        return Files.write(path, morning.file.toByteArray());
    }

    private void client(String client, int second) {
        String server = "198.51.100." + client.substring(client.lastIndexOf('.') + 1);
        byte[] query = dns(false, server);
        frame(second, ip(client, "10.20.0.1", UDP, 0, 0, udp(5_000, 53, query)));
        frame(second, ip("10.20.0.1", client, UDP, 0, 0, udp(53, 5_000, dns(true, server))));
        frame(second + 1, ip(client, server, TCP, 0, 0, tcp(6_000, 9_999, 0x10, "binary stuff")));

        byte[] hello = tcp(6_001, 443, 0x18, clientHello("fragmented.example.org"));
        byte[] first = Arrays.copyOfRange(hello, 0, 64);
        byte[] rest = Arrays.copyOfRange(hello, 64, hello.length);
        frame(second + 1, ip(client, server, TCP, 9, 8, rest));
        frame(second + 1, ip(client, server, TCP, 9, 0x2000, first));

        byte[] inner =
                ethernet(
                        ip(
                                "10.30.0.1",
                                client,
                                UDP,
                                0,
                                0,
                                udp(7_000, 7_001, "x".getBytes(US_ASCII))));
        byte[] mirror = join(u16(0), u16(0x6558), inner);
        frame(second + 2, ip("192.0.2.1", "192.0.2.2", GRE, 0, 0, mirror));
        if (client.endsWith(".20")) {
            frame(
                    0xffff_ff00L - START,
                    ip(client, server, UDP, 0, 0, udp(8_000, 8_001, "2106".getBytes(US_ASCII))));
        }
    }

    private void frame(long second, byte[] packet) {
        byte[] frame = ethernet(packet);
        bytes(u32((int) (START + second)), u32(0), u32(frame.length), u32(frame.length), frame);
    }

    private void bytes(byte[]... parts) {
        file.writeBytes(join(parts));
    }

    private static byte[] ethernet(byte[] packet) {
        return join(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}, u16(0x0800), packet);
    }

    private static byte[] ip(
            String from, String to, int protocol, int id, int fragment, byte[] payload) {
        return join(
                new byte[] {0x45, 0},
                u16(20 + payload.length),
                u16(id),
                u16(fragment),
                new byte[] {64, (byte) protocol, 0, 0},
                Address.parse(from).bytes(),
                Address.parse(to).bytes(),
                payload);
    }

    private static byte[] udp(int from, int to, byte[] payload) {
        return join(u16(from), u16(to), u16(8 + payload.length), u16(0), payload);
    }

    private static byte[] tcp(int from, int to, int flags, String payload) {
        return tcp(from, to, flags, payload.getBytes(US_ASCII));
    }

    private static byte[] tcp(int from, int to, int flags, byte[] payload) {
        byte[] control = {0x50, (byte) flags, 0x10, 0, 0, 0, 0, 0};
        return join(u16(from), u16(to), u32(1), u32(1), control, payload);
    }

    private static byte[] dns(boolean answer, String address) {
        byte[] name = join(label("www"), label("example"), label("org"), new byte[1]);
        byte[] header =
                join(u16(77), u16(answer ? 0x8180 : 0x0100), u16(1), u16(answer ? 1 : 0), u32(0));
        byte[] question = join(header, name, u16(1), u16(1));
        if (!answer) {
            return question;
        }
        byte[] record = join(u16(0xc00c), u16(1), u16(1), u32(300), u16(4));
        return join(question, record, Address.parse(address).bytes());
    }

    private static byte[] label(String text) {
        return join(new byte[] {(byte) text.length()}, text.getBytes(US_ASCII));
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
