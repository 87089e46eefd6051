package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// An ERSPAN header, types II and III (draft-foschiano-erspan-03, section 4), after GRE.
///
/// Type I has none: the mirrored frame follows GRE at once. {@link #follows} tells.
public record ErspanHeader(MemorySegment block, long at) {

    private static final int LENGTH_II = 8;
    private static final int LENGTH_III = 12;
    private static final int SUBHEADER_LENGTH = 8;
    private static final int SESSION = 2;
    private static final int TYPE_III_FLAGS = 10;

    private static final int VERSION_SHIFT = 12;
    private static final int VLAN = 0x0fff;
    private static final int SESSION_ID = 0x03ff;
    private static final int FRAME_TYPE_SHIFT = 10;
    private static final int FRAME_TYPE = 0x1f;
    private static final int SUBHEADER_PRESENT = 0x0001;

    private static final int VERSION_II = 1;
    private static final int VERSION_III = 2;

    /// Type I is the one that sends no sequence number in GRE.
    public static boolean follows(GreHeader gre) {
        return switch (gre.protocolType()) {
            case EtherType.ERSPAN -> gre.hasSequence();
            case EtherType.ERSPAN_III -> true;
            default -> false;
        };
    }

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < LENGTH_II) {
            return Fault.TRUNCATED;
        }
        var erspan = new ErspanHeader(block, at);
        if (erspan.version() == VERSION_II) {
            return Fault.NONE;
        }
        if (erspan.version() != VERSION_III) {
            return Fault.WRONG_VERSION;
        }
        boolean fits = available >= LENGTH_III && available >= erspan.headerLength();
        return fits ? Fault.NONE : Fault.TRUNCATED;
    }

    /// 1 in type II, 2 in type III.
    public int version() {
        return NetworkOrder.u16(block, at) >>> VERSION_SHIFT;
    }

    /// The mirrored frame's VLAN, 0 where unknown.
    public int vlan() {
        return NetworkOrder.u16(block, at) & VLAN;
    }

    public int sessionId() {
        return NetworkOrder.u16(block, at + SESSION) & SESSION_ID;
    }

    /// What was mirrored: 0 for an Ethernet frame, 2 for an IP packet.
    public int frameType() {
        return version() == VERSION_III ? typeIiiFlags() >>> FRAME_TYPE_SHIFT & FRAME_TYPE : 0;
    }

    public int headerLength() {
        if (version() == VERSION_II) {
            return LENGTH_II;
        }
        boolean longer = (typeIiiFlags() & SUBHEADER_PRESENT) != 0;
        return longer ? LENGTH_III + SUBHEADER_LENGTH : LENGTH_III;
    }

    public long payloadAt() {
        return at + headerLength();
    }

    private int typeIiiFlags() {
        return NetworkOrder.u16(block, at + TYPE_III_FLAGS);
    }
}
