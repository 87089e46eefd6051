package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// "Per-packet information" before a frame of some other link type (LINKTYPE_PPI, tcpdump.org).
public record PpiHeader(MemorySegment block, long at) {

    private static final int MIN_LENGTH = 8;
    private static final int LENGTH = 2;
    private static final int LINK_TYPE = 4;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        if (NetworkOrder.u8(block, at) != 0) {
            return Fault.WRONG_VERSION;
        }
        int length = new PpiHeader(block, at).headerLength();
        if (length < MIN_LENGTH) {
            return Fault.RADIO_HEADER_WRONG;
        }
        return length <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    /// What follows: a {@link org.tapwarden.capture.LinkType} code.
    public int linkType() {
        return Integer.reverseBytes(NetworkOrder.bits32(block, at + LINK_TYPE));
    }

    public int headerLength() {
        return Short.toUnsignedInt(
                Short.reverseBytes((short) NetworkOrder.u16(block, at + LENGTH)));
    }

    public long payloadAt() {
        return at + headerLength();
    }
}
