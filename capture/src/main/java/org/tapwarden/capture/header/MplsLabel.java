package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// One entry of an MPLS label stack (RFC 3032, section 2.1).
///
/// What follows the bottom is not told. By custom (RFC 4928) its first four bits do: 4 and 6 are
/// IP, 0 is the control word before a carried Ethernet frame.
public record MplsLabel(MemorySegment block, long at) {

    public static final int LENGTH = 4;

    private static final int LABEL_SHIFT = 12;
    private static final int TRAFFIC_CLASS_SHIFT = 9;
    private static final int BOTTOM = 0x100;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    public int label() {
        return NetworkOrder.bits32(block, at) >>> LABEL_SHIFT;
    }

    public int trafficClass() {
        return NetworkOrder.bits32(block, at) >>> TRAFFIC_CLASS_SHIFT & 0x7;
    }

    /// The last of the stack.
    public boolean isBottom() {
        return (NetworkOrder.bits32(block, at) & BOTTOM) != 0;
    }

    public int timeToLive() {
        return NetworkOrder.bits32(block, at) & 0xff;
    }

    public long payloadAt() {
        return at + LENGTH;
    }
}
