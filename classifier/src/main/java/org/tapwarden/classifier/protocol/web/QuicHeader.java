package org.tapwarden.classifier.protocol.web;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Payload;

/// A long header of QUIC (RFC 9000, section 17.2), whose packet is wholly there.
///
/// @param start of the packet, from the payload's first byte
/// @param version on the wire
/// @param initial whether the packet is protected with keys that everybody can derive
/// @param numberAt where the protected packet number starts; `end` when the type has none
/// @param end after this packet, where the next one of the datagram starts
record QuicHeader(
        int start,
        int version,
        boolean initial,
        int destinationIdAt,
        int destinationIdLength,
        int sourceIdLength,
        int numberAt,
        int end) {

    private static final int MAX_ID = 20;
    private static final int TWO = 0x6b3343cf;

    /// @return null when there is none, or what follows cannot be its packet
    static @Nullable QuicHeader read(Payload payload, int start) {
        int end = payload.length();
        if (end - start < 7 || (payload.u8(start) & 0xc0) != 0xc0) {
            return null;
        }
        int version = payload.i32(start + 1);
        int destinationIdLength = payload.u8(start + 5);
        int at = start + 6 + destinationIdLength;
        if (destinationIdLength > MAX_ID || at >= end) {
            return null;
        }
        int sourceIdLength = payload.u8(at);
        at += 1 + sourceIdLength;
        if (sourceIdLength > MAX_ID || at >= end) {
            return null;
        }
        int type = payload.u8(start) >>> 4 & 3;
        int first = version == TWO ? 1 : 0; // RFC 9369, section 3.2 turns the types by one
        int turned = (type - first) & 3;
        if (turned == 3) { // Retry: a token and a tag, to the datagram's end
            return new QuicHeader(
                    start,
                    version,
                    false,
                    start + 6,
                    destinationIdLength,
                    sourceIdLength,
                    end,
                    end);
        }
        if (turned == 0) {
            long token = varint(payload, at, end);
            at = afterVarint(payload, at);
            if (token < 0 || token > end - at) {
                return null;
            }
            at += (int) token;
        }
        long length = varint(payload, at, end);
        if (length < 0) {
            return null;
        }
        at = afterVarint(payload, at);
        if (length == 0 || length > end - at) {
            return null;
        }
        return new QuicHeader(
                start,
                version,
                turned == 0,
                start + 6,
                destinationIdLength,
                sourceIdLength,
                at,
                at + (int) length);
    }

    boolean isRetry() {
        return numberAt == end;
    }

    /// A number of 1, 2, 4 or 8 bytes (RFC 9000, section 16), or -1 when it is not all there.
    static long varint(Payload payload, int at, int end) {
        if (at >= end) {
            return -1;
        }
        int bytes = 1 << (payload.u8(at) >>> 6);
        if (at + bytes > end) {
            return -1;
        }
        long value = payload.u8(at) & 0x3f;
        for (int i = 1; i < bytes; i++) {
            value = value << 8 | payload.u8(at + i);
        }
        return value;
    }

    /// Only after {@link #varint} found one.
    static int afterVarint(Payload payload, int at) {
        return at < payload.length() ? at + (1 << (payload.u8(at) >>> 6)) : at;
    }
}
