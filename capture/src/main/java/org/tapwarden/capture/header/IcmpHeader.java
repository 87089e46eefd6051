package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// The start of an ICMP message, either version (RFC 792; RFC 4443, section 2.1).
public record IcmpHeader(MemorySegment block, long at) {

    public static final int LENGTH = 4;

    /// ICMP for IPv4 only: another gateway is better for a destination (RFC 792).
    public static final int REDIRECT = 5;

    private static final int CODE = 1;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    public int type() {
        return NetworkOrder.u8(block, at);
    }

    public int code() {
        return NetworkOrder.u8(block, at + CODE);
    }
}
