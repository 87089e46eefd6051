package org.tapwarden.classifier.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.tapwarden.capture.flow.Direction;

/// Messages built from their specifications, in segments of exactly their size.
public final class Samples {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static Samples bytes() {
        return new Samples();
    }

    public Samples hex(String hex) {
        out.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
        return this;
    }

    public Samples ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public Samples u8(int value) {
        out.write(value);
        return this;
    }

    public Samples u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public Samples u24(int value) {
        return u8(value >>> 16).u16(value);
    }

    public Samples u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    public Samples put(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public Samples zeros(int count) {
        return put(new byte[count]);
    }

    /// Bytes without zeros that look random enough.
    public Samples noise(int count) {
        for (int i = 0; i < count; i++) {
            u8(1 + (i * 37 + 11) % 255);
        }
        return this;
    }

    /// Bytes in which no order can be found, the same for each seed.
    public static byte[] chance(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /// A name as labels, with the root's zero.
    public Samples name(String dotted) {
        for (String label : dotted.split("\\.", -1)) {
            u8(label.length()).ascii(label);
        }
        return u8(0);
    }

    public byte[] done() {
        return out.toByteArray();
    }

    public static Payload tcp(byte[] bytes) {
        return payload(bytes, Transport.TCP, Direction.FROM_SOURCE, 50_000, 40_000);
    }

    public static Payload udp(byte[] bytes, int destinationPort) {
        return payload(bytes, Transport.UDP, Direction.FROM_SOURCE, 50_000, destinationPort);
    }

    public static Payload reply(byte[] bytes, int destinationPort) {
        return payload(bytes, Transport.UDP, Direction.FROM_DESTINATION, 50_000, destinationPort);
    }

    public static Payload payload(
            byte[] bytes, Transport transport, Direction direction, int source, int destination) {
        var payload = new Payload();
        payload.set(bytes, 0, bytes.length);
        payload.of(transport, direction, source, destination);
        return payload;
    }

    public static byte[] extension(int type, byte[] body) {
        return bytes().u16(type).u16(body.length).put(body).done();
    }

    public static byte[] serverName(String name) {
        byte[] body = bytes().u16(name.length() + 3).u8(0).u16(name.length()).ascii(name).done();
        return extension(0, body);
    }

    /// A handshake message with these extensions.
    public static byte[] clientHello(byte[]... extensions) {
        var all = bytes();
        for (byte[] extension : extensions) {
            all.put(extension);
        }
        byte[] joined = all.done();
        byte[] body =
                bytes().u16(0x0303)
                        .noise(32)
                        .u8(0)
                        .u16(2)
                        .u16(0x1301)
                        .u8(1)
                        .u8(0)
                        .u16(joined.length)
                        .put(joined)
                        .done();
        return bytes().u8(1).u24(body.length).put(body).done();
    }

    public static byte[] usualHello(String name) {
        return clientHello(
                extension(0x2a2a, new byte[0]),
                serverName(name),
                extension(16, bytes().u16(12).u8(2).ascii("h2").u8(8).ascii("http/1.1").done()),
                extension(43, bytes().u8(6).u16(0x3a3a).u16(0x0304).u16(0x0303).done()));
    }

    /// The hello of a server, without its record.
    public static byte[] serverHello(int version, int cipher, byte[]... extensions) {
        var all = bytes();
        for (byte[] extension : extensions) {
            all.put(extension);
        }
        byte[] joined = all.done();
        byte[] body =
                bytes().u16(version)
                        .noise(32)
                        .u8(0)
                        .u16(cipher)
                        .u8(0)
                        .u16(joined.length)
                        .put(joined)
                        .done();
        return bytes().u8(2).u24(body.length).put(body).done();
    }

    public static byte[] record(int type, byte[] body) {
        return bytes().u8(type).u16(0x0301).u16(body.length).put(body).done();
    }

    public static byte[] dnsQuery(String name) {
        return bytes().hex("1234 0100 0001 0000 0000 0000").name(name).u16(1).u16(1).done();
    }

    /// An alias, then two addresses at its end.
    public static byte[] dnsAnswer() {
        return bytes().hex("1234 8180 0001 0003 0000 0000")
                .name("www.Example.org")
                .u16(1)
                .u16(1)
                .hex("c00c 0005 0001 0000012c 0006")
                .hex("03 63646e c010") // cdn.example.org
                .hex("c02d 0001 0001 0000003c 0004 c0000201")
                .hex("c02d 001c 0001 0000001e 0010 20010db8000000000000000000000001")
                .done();
    }

    public static byte[] dhcp(int op, byte[] options) {
        return bytes().u8(op)
                .hex("01 06 00 12345678 0000 0000")
                .hex("00000000 c0a80505 00000000 c0a80101")
                .hex("02aabbccddee")
                .zeros(10 + 64 + 128)
                .hex("63825363")
                .put(options)
                .done();
    }

    public static byte[] openVpnServerReset() {
        return bytes().u8(0x40).noise(8).u8(1).u32(0).hex("a1b2c3d4e5f60718").u32(0).done();
    }

    public static byte[] wireGuardResponse() {
        return bytes().hex("02000000").noise(4).hex("a1b2c3d4").noise(64).zeros(16).done();
    }

    private Samples() {}
}
