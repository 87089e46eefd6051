package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// An IPv6 header (RFC 8200, section 3). {@link Ipv6Extension}s may follow.
public record Ipv6Header(MemorySegment block, long at) {

    public static final int LENGTH = 40;

    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;
    private static final int LOW = 8;

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end - at < LENGTH) {
            return Fault.TRUNCATED;
        }
        return new Ipv6Header(block, at).version() == 6 ? Fault.NONE : Fault.WRONG_VERSION;
    }

    public int version() {
        return NetworkOrder.u8(block, at) >>> 4;
    }

    /// Extensions included. 0 in a jumbogram (RFC 2675) and where the sending machine captured
    /// before its card cut the packet up; {@link #payloadEnd} knows.
    public int payloadLength() {
        return NetworkOrder.u16(block, at + PAYLOAD_LENGTH);
    }

    /// An {@link IpProtocol}.
    public int nextHeader() {
        return NetworkOrder.u8(block, at + NEXT_HEADER);
    }

    public int hopLimit() {
        return NetworkOrder.u8(block, at + HOP_LIMIT);
    }

    public long sourceHigh() {
        return NetworkOrder.bits64(block, at + SOURCE);
    }

    public long sourceLow() {
        return NetworkOrder.bits64(block, at + SOURCE + LOW);
    }

    public long destinationHigh() {
        return NetworkOrder.bits64(block, at + DESTINATION);
    }

    public long destinationLow() {
        return NetworkOrder.bits64(block, at + DESTINATION + LOW);
    }

    public long payloadAt() {
        return at + LENGTH;
    }

    /// Where the payload stops: as the header says, but never past the captured bytes.
    public long payloadEnd(long end) {
        int length = payloadLength();
        boolean toTheEnd = length == 0 && nextHeader() != IpProtocol.NO_NEXT_HEADER;
        return toTheEnd ? end : Math.min(payloadAt() + length, end);
    }
}
