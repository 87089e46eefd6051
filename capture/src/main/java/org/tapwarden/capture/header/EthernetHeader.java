package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// An Ethernet header (IEEE 802.3, section 3.1.1). VLAN tags come after it, see {@link VlanTag}.
public record EthernetHeader(MemorySegment block, long at) {

    public static final int LENGTH = 14;

    private static final int DESTINATION = 0;
    private static final int SOURCE = 6;
    private static final int TYPE = 12;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    /// As {@link org.tapwarden.capture.Mac} keeps it.
    public long destination() {
        return NetworkOrder.mac(block, at + DESTINATION);
    }

    /// As {@link org.tapwarden.capture.Mac} keeps it.
    public long source() {
        return NetworkOrder.mac(block, at + SOURCE);
    }

    /// An {@link EtherType}, or a length where {@link EtherType#isLength} says so.
    public int etherType() {
        return NetworkOrder.u16(block, at + TYPE);
    }

    public long payloadAt() {
        return at + LENGTH;
    }

    /// Without the padding where the header tells a length; with it otherwise.
    public long payloadEnd(long end) {
        int type = etherType();
        return EtherType.isLength(type) ? Math.min(at + LENGTH + type, end) : end;
    }
}
