package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// The ports that TCP, UDP, SCTP and their kin start with.
///
/// Where the snap length cut inside the transport header, or an ICMP error quotes only its first
/// eight bytes, these four bytes still find the flow.
public record Ports(MemorySegment block, long at) {

    public static final int LENGTH = 4;

    private static final int DESTINATION = 2;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    public int source() {
        return NetworkOrder.u16(block, at);
    }

    public int destination() {
        return NetworkOrder.u16(block, at + DESTINATION);
    }
}
