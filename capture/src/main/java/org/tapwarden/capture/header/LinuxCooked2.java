package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// The second form of {@link LinuxCooked}, which names the interface (LINKTYPE_LINUX_SLL2,
/// tcpdump.org).
public record LinuxCooked2(MemorySegment block, long at) {

    public static final int LENGTH = 20;

    private static final int PROTOCOL = 0;
    private static final int INTERFACE = 4;
    private static final int HARDWARE = 8;
    private static final int PACKET_TYPE = 10;
    private static final int ADDRESS_LENGTH = 11;
    private static final int ADDRESS = 12;
    private static final int MAC_LENGTH = 6;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    /// An {@link EtherType}; below 0x600 {@link LlcHeader} follows, but it is no length here.
    public int etherType() {
        return NetworkOrder.u16(block, at + PROTOCOL);
    }

    /// The kernel's number of the interface that saw the frame.
    public int interfaceIndex() {
        return NetworkOrder.bits32(block, at + INTERFACE);
    }

    /// An ARPHRD_ number of Linux.
    public int hardwareType() {
        return NetworkOrder.u16(block, at + HARDWARE);
    }

    public int packetType() {
        return NetworkOrder.u8(block, at + PACKET_TYPE);
    }

    /// 0 where the sender's address is no MAC.
    public long source() {
        boolean isMac = NetworkOrder.u8(block, at + ADDRESS_LENGTH) == MAC_LENGTH;
        return isMac ? NetworkOrder.mac(block, at + ADDRESS) : 0;
    }

    public long payloadAt() {
        return at + LENGTH;
    }
}
