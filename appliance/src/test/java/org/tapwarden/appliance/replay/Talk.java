package org.tapwarden.appliance.replay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// What two ends say to each other, in bytes made from a specification.
///
/// @param word what we should call it
/// @param port the server's
record Talk(String word, boolean isTcp, int port, List<Turn> turns) {

    /// A segment or datagram of one end.
    @SuppressWarnings("ArrayRecordComponent")
    record Turn(boolean isClients, byte[] bytes) {}

    static Talk tcp(String word, int port) {
        return new Talk(word, true, port, List.of());
    }

    static Talk udp(String word, int port) {
        return new Talk(word, false, port, List.of());
    }

    /// The client says something more.
    Talk client(Object... parts) {
        return with(true, join(parts));
    }

    /// The server says something more.
    Talk server(Object... parts) {
        return with(false, join(parts));
    }

    private Talk with(boolean isClients, byte[] bytes) {
        var more = new ArrayList<>(turns);
        more.add(new Turn(isClients, bytes));
        return new Talk(word, isTcp, port, more);
    }

    /// Texts of ASCII, and bytes.
    static byte[] join(Object... parts) {
        var joined = new ByteArrayOutputStream();
        for (Object part : parts) {
            joined.writeBytes(
                    part instanceof byte[] bytes
                            ? bytes
                            : part.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
        return joined.toByteArray();
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static byte[] zeros(int count) {
        return new byte[count];
    }

    /// Bytes without zeros that look random enough.
    static byte[] noise(int count) {
        byte[] noise = new byte[count];
        for (int i = 0; i < count; i++) {
            noise[i] = (byte) (1 + (i * 37 + 11) % 255);
        }
        return noise;
    }

    /// A number, most significant byte first.
    static byte[] number(int bytes, long value) {
        byte[] number = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            number[i] = (byte) (value >>> (8 * (bytes - 1 - i)));
        }
        return number;
    }

    /// A number, least significant byte first.
    static byte[] turned(int bytes, long value) {
        byte[] number = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            number[i] = (byte) (value >>> (8 * i));
        }
        return number;
    }

    /// The parts behind their length in so many bytes.
    static byte[] sized(int bytes, Object... parts) {
        byte[] joined = join(parts);
        return join(number(bytes, joined.length), joined);
    }

    /// The parts behind their length with itself, and a number added.
    static byte[] whole(int bytes, int added, Object... parts) {
        byte[] joined = join(parts);
        return join(number(bytes, joined.length + added), joined);
    }

    /// The parts behind their length, least significant byte first.
    static byte[] turnedSized(int bytes, int added, Object... parts) {
        byte[] joined = join(parts);
        return join(turned(bytes, joined.length + added), joined);
    }

    /// An element of BER.
    static byte[] element(int tag, Object... parts) {
        byte[] content = join(parts);
        byte[] length =
                content.length < 0x80
                        ? number(1, content.length)
                        : join(hex("82"), number(2, content.length));
        return join(number(1, tag), length, content);
    }

    static byte[] utf16(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }
}
