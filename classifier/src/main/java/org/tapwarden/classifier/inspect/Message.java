package org.tapwarden.classifier.inspect;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// The bytes of a message outside flows, from `at` to `end` of a block.
///
/// Accessors take an offset from the message's first byte; the caller has compared it with {@link
/// #length}.
record Message(MemorySegment block, long at, long end) {

    /// Texts are cut to so many bytes.
    static final int MOST_TEXT = 255;

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final int MAC_LENGTH = 6;
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;

    int length() {
        return (int) Math.max(0, end - at);
    }

    boolean has(int offset, int count) {
        return offset + count <= length();
    }

    int u8(int offset) {
        return Byte.toUnsignedInt(block.get(JAVA_BYTE, at + offset));
    }

    int u16(int offset) {
        return Short.toUnsignedInt(block.get(U16, at + offset));
    }

    /// Least significant byte first, as IEEE 802.11 writes.
    int u16le(int offset) {
        return u8(offset) | u8(offset + 1) << 8;
    }

    long u32(int offset) {
        return Integer.toUnsignedLong(block.get(U32, at + offset));
    }

    /// All 64 bits; the sign means nothing.
    long bits64(int offset) {
        return block.get(U64, at + offset);
    }

    long mac(int offset) {
        return (long) u16(offset) << 32 | u32(offset + 2);
    }

    /// An IPv4 or IPv6 address by its length; null when it is neither, or says none.
    @Nullable Address address(int offset, int count) {
        Address address = anyAddress(offset, count);
        return address == null || address.isUnspecified() ? null : address;
    }

    private @Nullable Address anyAddress(int offset, int count) {
        return switch (count) {
            case IPV4_LENGTH -> Address.ipv4((int) u32(offset));
            case IPV6_LENGTH -> new Address(bits64(offset), bits64(offset + Long.BYTES));
            default -> null;
        };
    }

    /// UTF-8 without zeros and spaces around it; null when nothing is left.
    @Nullable String text(int offset, int count) {
        byte[] bytes = bytes(offset, count);
        int from = 0;
        int to = bytes.length;
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        return from == to ? null : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }

    String hex(int offset, int count) {
        return HexFormat.of().formatHex(bytes(offset, count));
    }

    /// With colons; in hex when it has not the length of one.
    String macText(int offset, int count) {
        return count == MAC_LENGTH ? new Mac(mac(offset)).toString() : hex(offset, count);
    }

    byte[] bytes(int offset, int count) {
        byte[] bytes = new byte[Math.min(count, MOST_TEXT)];
        MemorySegment.copy(block, JAVA_BYTE, at + offset, bytes, 0, bytes.length);
        return bytes;
    }
}
