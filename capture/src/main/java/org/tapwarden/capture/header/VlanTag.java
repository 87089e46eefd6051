package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A VLAN tag (IEEE 802.1Q, section 9.6), single or in a stack (802.1ad).
///
/// Starts at the control information, right after an EtherType for which {@link EtherType#isTag}.
public record VlanTag(MemorySegment block, long at) {

    public static final int LENGTH = 4;

    private static final int TYPE = 2;
    private static final int ID = 0x0fff;
    private static final int PRIORITY_SHIFT = 13;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    /// 0 means "priority only, no VLAN"; 4095 is reserved, but seen.
    public int id() {
        return tci() & ID;
    }

    public int priority() {
        return tci() >>> PRIORITY_SHIFT;
    }

    /// The whole tag control information.
    public int tci() {
        return NetworkOrder.u16(block, at);
    }

    /// An {@link EtherType}, or a length where {@link EtherType#isLength} says so.
    public int etherType() {
        return NetworkOrder.u16(block, at + TYPE);
    }

    public long payloadAt() {
        return at + LENGTH;
    }

    /// Without the padding where the tag is followed by a length; with it otherwise.
    public long payloadEnd(long end) {
        int type = etherType();
        return EtherType.isLength(type) ? Math.min(at + LENGTH + type, end) : end;
    }
}
