package org.tapwarden.enforcer.radius;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A RADIUS packet whose length and attributes agree (RFC 2865, section 3).
public final class RadiusPacket {

    public static final int ACCOUNTING_REQUEST = 4;
    public static final int ACCOUNTING_RESPONSE = 5;
    public static final int STATUS_SERVER = 12;

    public static final int HEADER = 20;
    public static final int LONGEST = 4_096;
    public static final int AUTHENTICATOR = 4;
    public static final int AUTHENTICATOR_LENGTH = 16;

    private static final int LENGTH = 2;

    private final byte[] bytes;

    private RadiusPacket(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Null when the bytes lie about their lengths. Bytes behind the packet's own end are padding.
    public static @Nullable RadiusPacket of(byte[] datagram) {
        if (datagram.length < HEADER) {
            return null;
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(datagram).getShort(LENGTH));
        if (length < HEADER || length > datagram.length || length > LONGEST) {
            return null;
        }
        int at = HEADER;
        while (at < length) {
            int size = at + 1 < length ? Byte.toUnsignedInt(datagram[at + 1]) : 0;
            if (size < 2 || at + size > length) {
                return null;
            }
            at += size;
        }
        return new RadiusPacket(Arrays.copyOf(datagram, length));
    }

    public int code() {
        return Byte.toUnsignedInt(bytes[0]);
    }

    public int identifier() {
        return Byte.toUnsignedInt(bytes[1]);
    }

    /// A copy of the whole.
    public byte[] bytes() {
        return bytes.clone();
    }

    public byte[] authenticator() {
        return Arrays.copyOfRange(bytes, AUTHENTICATOR, HEADER);
    }

    /// The value of the first attribute of the type, or null.
    public byte @Nullable [] first(int type) {
        List<byte[]> all = all(type);
        return all.isEmpty() ? null : all.getFirst();
    }

    /// The values of all attributes of the type, in their order.
    public List<byte[]> all(int type) {
        List<byte[]> found = new ArrayList<>();
        for (int at = HEADER; at < bytes.length; at += size(at)) {
            if (Byte.toUnsignedInt(bytes[at]) == type) {
                found.add(Arrays.copyOfRange(bytes, at + 2, at + size(at)));
            }
        }
        return found;
    }

    /// Where the value of the only attribute of the type begins; empty when there is none, or more
    /// than one.
    public OptionalInt only(int type) {
        OptionalInt found = OptionalInt.empty();
        for (int at = HEADER; at < bytes.length; at += size(at)) {
            if (Byte.toUnsignedInt(bytes[at]) == type) {
                if (found.isPresent()) {
                    return OptionalInt.empty();
                }
                found = OptionalInt.of(at + 2);
            }
        }
        return found;
    }

    private int size(int at) {
        return Byte.toUnsignedInt(bytes[at + 1]);
    }
}
