package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A UDP header (RFC 768).
public record UdpHeader(MemorySegment block, long at) {

    public static final int LENGTH = 8;

    private static final int DESTINATION_PORT = 2;
    private static final int DATAGRAM_LENGTH = 4;

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end - at < LENGTH) {
            return Fault.TRUNCATED;
        }
        int length = new UdpHeader(block, at).length();
        return length != 0 && length < LENGTH ? Fault.UDP_LENGTH_TOO_SHORT : Fault.NONE;
    }

    public int sourcePort() {
        return NetworkOrder.u16(block, at);
    }

    public int destinationPort() {
        return NetworkOrder.u16(block, at + DESTINATION_PORT);
    }

    /// Header and payload. 0 in a jumbogram (RFC 2675, section 4); {@link #payloadEnd} knows.
    public int length() {
        return NetworkOrder.u16(block, at + DATAGRAM_LENGTH);
    }

    /// All of it.
    public long bits() {
        return NetworkOrder.bits64(block, at);
    }

    public long payloadAt() {
        return at + LENGTH;
    }

    /// Where the payload stops: as the header says, but never past `end`.
    public long payloadEnd(long end) {
        int length = length();
        return length == 0 ? end : Math.min(at + length, end);
    }
}
