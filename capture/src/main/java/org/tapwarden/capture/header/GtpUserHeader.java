package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A GTP-U header that carries a subscriber's packet, a "T-PDU" (3GPP TS 29.281, section 5.1), with
/// its extension headers (section 5.2), which are stepped over.
///
/// Echoes and error indications are no tunnel: they are a fault here, and a conversation between
/// the tunnel's ends for whoever asked.
public record GtpUserHeader(MemorySegment block, long at) {

    /// The destination port of every packet in a tunnel (section 4.4.2.3).
    public static final int PORT = 2152;

    /// More than any standard stacks on one packet.
    public static final int MAX_EXTENSIONS = 8;

    private static final int MIN_LENGTH = 8;
    private static final int OPTIONAL_LENGTH = 4;
    private static final int WORD = 4;
    private static final int TYPE = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int TUNNEL = 4;
    private static final int NEXT_EXTENSION = 11;

    private static final int VERSION_AND_PROTOCOL = 0xf0;
    private static final int VERSION_1_GTP = 0x30;
    private static final int EXTENDED = 0x04;
    private static final int ANY_OPTIONAL = 0x07;
    private static final int USER_DATA = 255;
    private static final int NO_MORE = 0;

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end - at < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        // "Protocol type 0" is another protocol, for charging.
        if ((NetworkOrder.u8(block, at) & VERSION_AND_PROTOCOL) != VERSION_1_GTP) {
            return Fault.WRONG_VERSION;
        }
        if (NetworkOrder.u8(block, at + TYPE) != USER_DATA) {
            return Fault.GTP_NO_USER_DATA;
        }
        var gtp = new GtpUserHeader(block, at);
        int length = gtp.fixedLength();
        if (end - at < length) {
            return Fault.TRUNCATED;
        }
        if (!gtp.isExtended()) {
            return gtp.holds(length);
        }
        int next = NetworkOrder.u8(block, at + NEXT_EXTENSION);
        for (int extensions = 0; next != NO_MORE; extensions++) {
            if (extensions == MAX_EXTENSIONS) {
                return Fault.GTP_TOO_MANY_EXTENSIONS;
            }
            if (end - at <= length) {
                return Fault.TRUNCATED;
            }
            int size = NetworkOrder.u8(block, at + length) * WORD;
            if (size == 0) {
                return Fault.GTP_EMPTY_EXTENSION;
            }
            length += size;
            if (end - at < length) {
                return Fault.TRUNCATED;
            }
            next = NetworkOrder.u8(block, at + length - 1);
        }
        return gtp.holds(length);
    }

    private Fault holds(int length) {
        return length - MIN_LENGTH <= length() ? Fault.NONE : Fault.IMPOSSIBLE_TOTAL_LENGTH;
    }

    /// The tunnel endpoint identifier (TEID); all 32 bits.
    public int tunnel() {
        return NetworkOrder.bits32(block, at + TUNNEL);
    }

    /// Everything after the first eight bytes; may promise more than was captured.
    public int length() {
        return NetworkOrder.u16(block, at + TOTAL_LENGTH);
    }

    /// With all extension headers.
    public int headerLength() {
        int length = fixedLength();
        int next = isExtended() ? NetworkOrder.u8(block, at + NEXT_EXTENSION) : NO_MORE;
        while (next != NO_MORE) {
            length += NetworkOrder.u8(block, at + length) * WORD;
            next = NetworkOrder.u8(block, at + length - 1);
        }
        return length;
    }

    public long payloadAt() {
        return at + headerLength();
    }

    public long payloadEnd(long end) {
        return Math.min(at + MIN_LENGTH + length(), end);
    }

    private boolean isExtended() {
        return (NetworkOrder.u8(block, at) & EXTENDED) != 0;
    }

    /// Any one of the three flags makes all the optional fields appear.
    private int fixedLength() {
        boolean optional = (NetworkOrder.u8(block, at) & ANY_OPTIONAL) != 0;
        return optional ? MIN_LENGTH + OPTIONAL_LENGTH : MIN_LENGTH;
    }
}
