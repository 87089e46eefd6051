package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// What Linux writes before a frame from "any" interface (LINKTYPE_LINUX_SLL, tcpdump.org).
public record LinuxCooked(MemorySegment block, long at) {

    public static final int LENGTH = 16;

    /// The packet type of a frame that this machine sent itself.
    public static final int OUTGOING = 4;

    private static final int HARDWARE = 2;
    private static final int ADDRESS_LENGTH = 4;
    private static final int ADDRESS = 6;
    private static final int PROTOCOL = 14;
    private static final int MAC_LENGTH = 6;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    public int packetType() {
        return NetworkOrder.u16(block, at);
    }

    /// An ARPHRD_ number of Linux.
    public int hardwareType() {
        return NetworkOrder.u16(block, at + HARDWARE);
    }

    /// 0 where the sender's address is no MAC.
    public long source() {
        boolean isMac = NetworkOrder.u16(block, at + ADDRESS_LENGTH) == MAC_LENGTH;
        return isMac ? NetworkOrder.mac(block, at + ADDRESS) : 0;
    }

    /// An {@link EtherType}; below 0x600 {@link LlcHeader} follows, but it is no length here.
    public int etherType() {
        return NetworkOrder.u16(block, at + PROTOCOL);
    }

    public long payloadAt() {
        return at + LENGTH;
    }
}
