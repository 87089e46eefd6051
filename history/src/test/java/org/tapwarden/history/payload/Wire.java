package org.tapwarden.history.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// Ethernet frames, byte by byte, and a capture file of them.
final class Wire {

    static final String PEER = "02:00:00:00:00:01";

    private Wire() {}

    static byte[] udp(String mac, String from, String to, String text) {
        return udp(mac, from, to, 4_000, 9_999, text.getBytes(US_ASCII));
    }

    static byte[] udp(String mac, String from, String to, int source, int port, byte[] payload) {
        byte[] datagram =
                ByteBuffer.allocate(8 + payload.length)
                        .putShort((short) source)
                        .putShort((short) port)
                        .putShort((short) (8 + payload.length))
                        .putShort((short) 0)
                        .put(payload)
                        .array();
        return ip(mac, from, to, 17, datagram);
    }

    static byte[] tcp(
            String mac, String from, String to, int port, int sequence, int flags, String text) {
        byte[] payload = text.getBytes(US_ASCII);
        byte[] segment =
                ByteBuffer.allocate(20 + payload.length)
                        .putShort((short) 4_000)
                        .putShort((short) port)
                        .putInt(sequence)
                        .putInt(1)
                        .put((byte) 0x50)
                        .put((byte) flags)
                        .putShort((short) 1_024)
                        .putInt(0)
                        .put(payload)
                        .array();
        return ip(mac, from, to, 6, segment);
    }

    /// A question for an address (RFC 1035, section 4.1).
    static byte[] question(String mac, String from, String to, String name) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.", -1)) {
            out.write(label.length());
            out.writeBytes(label.getBytes(US_ASCII));
        }
        out.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return udp(mac, from, to, 4_053, 53, out.toByteArray());
    }

    private static byte[] ip(String mac, String from, String to, int protocol, byte[] inside) {
        ByteBuffer frame = ByteBuffer.allocate(14 + 20 + inside.length);
        frame.put(bytes(PEER)).put(bytes(mac)).putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (20 + inside.length));
        frame.putInt(0x0001_0000).put((byte) 64).put((byte) protocol).putShort((short) 0);
        return frame.put(address(from)).put(address(to)).put(inside).array();
    }

    private static byte[] bytes(String mac) {
        long bits = Mac.parse(mac).bits();
        return Arrays.copyOf(ByteBuffer.allocate(8).putLong(bits << 16).array(), 6);
    }

    private static byte[] address(String text) {
        return ByteBuffer.allocate(4).putInt((int) Address.parse(text).low()).array();
    }

    /// Writes frames to a capture file (libpcap, microseconds), a millisecond apart.
    static void write(Path file, long seconds, List<byte[]> frames) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                little(24)
                        .putInt(0xa1b2c3d4)
                        .putShort((short) 2)
                        .putShort((short) 4)
                        .putLong(0)
                        .putInt(65_535)
                        .putInt(1)
                        .array());
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            out.writeBytes(
                    little(16)
                            .putInt((int) (seconds + i / 1_000))
                            .putInt(i % 1_000 * 1_000)
                            .putInt(frame.length)
                            .putInt(frame.length)
                            .array());
            out.writeBytes(frame);
        }
        Files.write(file, out.toByteArray());
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
