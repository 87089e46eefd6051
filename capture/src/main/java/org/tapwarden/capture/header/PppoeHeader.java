package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A PPPoE header, discovery or session (RFC 2516, section 4). {@link PppHeader} follows in a
/// session.
public record PppoeHeader(MemorySegment block, long at) {

    public static final int LENGTH = 6;

    private static final int CODE = 1;
    private static final int SESSION = 2;
    private static final int PAYLOAD_LENGTH = 4;

    private static final int VERSION_AND_TYPE = 0x11;

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end - at < LENGTH) {
            return Fault.TRUNCATED;
        }
        return NetworkOrder.u8(block, at) == VERSION_AND_TYPE ? Fault.NONE : Fault.WRONG_VERSION;
    }

    /// 0 in a session, what the message is in discovery.
    public int code() {
        return NetworkOrder.u8(block, at + CODE);
    }

    public int sessionId() {
        return NetworkOrder.u16(block, at + SESSION);
    }

    /// Without this header; may promise more than was captured.
    public int payloadLength() {
        return NetworkOrder.u16(block, at + PAYLOAD_LENGTH);
    }

    public long payloadAt() {
        return at + LENGTH;
    }

    public long payloadEnd(long end) {
        return Math.min(payloadAt() + payloadLength(), end);
    }
}
