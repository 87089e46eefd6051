package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// An LLC header, with SNAP where it says so (IEEE 802.2, section 3.2; RFC 1042). It follows where
/// {@link EtherType#isLength} said that the EtherType is a length.
public record LlcHeader(MemorySegment block, long at) {

    /// Spanning tree's service access point.
    public static final int SPANNING_TREE = 0x42;

    /// Cisco's organisation code, under which {@link #CISCO_DISCOVERY} counts.
    public static final int CISCO = 0x00000c;

    public static final int CISCO_DISCOVERY = 0x2000;

    /// Spanning tree of one VLAN among several, the message as IEEE has it.
    public static final int CISCO_SPANNING_TREE = 0x010b;

    private static final int MIN_LENGTH = 3;
    private static final int SNAP_LENGTH = 8;
    private static final int SOURCE = 1;
    private static final int CONTROL = 2;
    private static final int ORGANISATION = 3;
    private static final int PROTOCOL = 6;

    private static final int SNAP = 0xaa;
    private static final int UNNUMBERED = 0x03;
    private static final int BRIDGE_TUNNEL = 0x0000f8; // IEEE 802.1H

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        return new LlcHeader(block, at).headerLength() <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    public int destinationAccessPoint() {
        return NetworkOrder.u8(block, at);
    }

    public int sourceAccessPoint() {
        return NetworkOrder.u8(block, at + SOURCE);
    }

    public boolean isSnap() {
        return destinationAccessPoint() == SNAP
                && sourceAccessPoint() == SNAP
                && NetworkOrder.u8(block, at + CONTROL) == UNNUMBERED;
    }

    /// Whose number {@link #snapProtocol} is; 0 without SNAP.
    public int organisation() {
        return isSnap() ? NetworkOrder.bits32(block, at + ORGANISATION) >>> 8 : 0;
    }

    /// 0 without SNAP.
    public int snapProtocol() {
        return isSnap() ? NetworkOrder.u16(block, at + PROTOCOL) : 0;
    }

    /// What follows, where SNAP says it in these words; else {@link EtherType#NONE}.
    public int etherType() {
        int organisation = organisation();
        boolean counted = organisation == 0 || organisation == BRIDGE_TUNNEL;
        return counted ? snapProtocol() : EtherType.NONE;
    }

    public int headerLength() {
        if (isSnap()) {
            return SNAP_LENGTH;
        }
        // Numbered frames have a second control byte.
        boolean unnumbered = (NetworkOrder.u8(block, at + CONTROL) & UNNUMBERED) == UNNUMBERED;
        return unnumbered ? MIN_LENGTH : MIN_LENGTH + 1;
    }

    public long payloadAt() {
        return at + headerLength();
    }
}
