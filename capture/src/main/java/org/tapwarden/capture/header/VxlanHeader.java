package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A VXLAN header (RFC 7348, section 5). An Ethernet frame follows.
///
/// Only the flag that says "this network identifier is valid" is looked at: receivers ignore the
/// others, and some switches put a group policy there.
public record VxlanHeader(MemorySegment block, long at) {

    /// The destination port; the source port is a hash of the frame inside.
    public static final int PORT = 4789;

    /// Where Linux speaks it unless told otherwise, from before the number above was given.
    public static final int OLD_PORT = 8472;

    public static final int LENGTH = 8;

    private static final int NETWORK = 4;
    private static final int NETWORK_VALID = 0x08;

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end - at < LENGTH) {
            return Fault.TRUNCATED;
        }
        boolean valid = (NetworkOrder.u8(block, at) & NETWORK_VALID) != 0;
        return valid ? Fault.NONE : Fault.VXLAN_WRONG_FLAGS;
    }

    /// The network identifier (VNI), 24 bits.
    public int network() {
        return NetworkOrder.bits32(block, at + NETWORK) >>> 8;
    }

    public long payloadAt() {
        return at + LENGTH;
    }
}
