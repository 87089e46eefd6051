package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// An IPv4 header, read where it lies in the capture ring (RFC 791, section 3.1).
///
/// Make one only after {@link #fault} said `NONE`, use it, and let it go: a view that does not
/// outlive its loop turn costs no allocation. Ask for {@link #payloadEnd}, not for the total
/// length: the snap length may have cut the packet, and Ethernet may have padded it.
public record Ipv4Header(MemorySegment block, long at) {

    private static final int MIN_LENGTH = 20;
    private static final int WORD = 4;
    private static final int MAX_TOTAL_LENGTH = 65_535;

    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FRAGMENT = 6;
    private static final int TIME_TO_LIVE = 8;
    private static final int PROTOCOL = 9;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int FRAGMENT_OFFSET = 0x1fff;
    private static final int FRAGMENT_UNIT = 8;

    /// `end` is where this frame's captured bytes stop; the segment cannot say, it is the whole
    /// block.
    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        var ip = new Ipv4Header(block, at);
        if (ip.version() != 4) {
            return Fault.WRONG_VERSION;
        }
        int header = ip.headerLength();
        if (header < MIN_LENGTH) {
            return Fault.IMPOSSIBLE_HEADER_LENGTH;
        }
        int total = ip.totalLength();
        if (total != 0 && total < header) {
            return Fault.IMPOSSIBLE_TOTAL_LENGTH;
        }
        if (ip.fragmentOffset() + total > MAX_TOTAL_LENGTH && ip.fragmentOffset() > 0) {
            return Fault.FRAGMENT_TOO_FAR;
        }
        return header <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    public int version() {
        return NetworkOrder.u8(block, at) >>> 4;
    }

    public int headerLength() {
        return (NetworkOrder.u8(block, at) & 0xf) * WORD;
    }

    /// Header and payload. 0 where the sending machine captured before its card cut the packet up
    /// (segmentation offload); {@link #payloadEnd} knows.
    public int totalLength() {
        return NetworkOrder.u16(block, at + TOTAL_LENGTH);
    }

    public int identification() {
        return NetworkOrder.u16(block, at + IDENTIFICATION);
    }

    /// In bytes.
    public int fragmentOffset() {
        return (NetworkOrder.u16(block, at + FRAGMENT) & FRAGMENT_OFFSET) * FRAGMENT_UNIT;
    }

    public boolean moreFragments() {
        return (NetworkOrder.u16(block, at + FRAGMENT) & MORE_FRAGMENTS) != 0;
    }

    /// Only a part of a packet; {@link #fragmentOffset} 0 is the part with the ports.
    public boolean isFragment() {
        return (NetworkOrder.u16(block, at + FRAGMENT) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0;
    }

    public boolean dontFragment() {
        return (NetworkOrder.u16(block, at + FRAGMENT) & DONT_FRAGMENT) != 0;
    }

    public int timeToLive() {
        return NetworkOrder.u8(block, at + TIME_TO_LIVE);
    }

    /// An {@link IpProtocol}.
    public int protocol() {
        return NetworkOrder.u8(block, at + PROTOCOL);
    }

    public int source() {
        return NetworkOrder.bits32(block, at + SOURCE);
    }

    public int destination() {
        return NetworkOrder.bits32(block, at + DESTINATION);
    }

    public long payloadAt() {
        return at + headerLength();
    }

    /// Where the payload stops: as the header says, but never past the captured bytes.
    public long payloadEnd(long end) {
        int total = totalLength();
        return total == 0 ? end : Math.min(at + total, end);
    }
}
