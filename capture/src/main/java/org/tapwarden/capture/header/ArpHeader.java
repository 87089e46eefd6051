package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// An ARP packet that binds IPv4 to six-byte addresses (RFC 826).
public record ArpHeader(MemorySegment block, long at) {

    public static final int LENGTH = 28;
    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    private static final int SIZES_END = 8;
    private static final int PROTOCOL = 2;
    private static final int SIZES = 4;
    private static final int OPERATION = 6;
    private static final int SENDER_MAC = 8;
    private static final int SENDER_ADDRESS = 14;
    private static final int TARGET_MAC = 18;
    private static final int TARGET_ADDRESS = 24;

    private static final int SIX_AND_FOUR = 0x0604;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < SIZES_END) {
            return Fault.TRUNCATED;
        }
        boolean ours =
                NetworkOrder.u16(block, at + PROTOCOL) == EtherType.IPV4
                        && NetworkOrder.u16(block, at + SIZES) == SIX_AND_FOUR;
        if (!ours) {
            return Fault.ARP_WRONG_SIZES;
        }
        return available < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    /// {@link #REQUEST}, {@link #REPLY}, or something rare.
    public int operation() {
        return NetworkOrder.u16(block, at + OPERATION);
    }

    public long senderMac() {
        return NetworkOrder.mac(block, at + SENDER_MAC);
    }

    public int senderAddress() {
        return NetworkOrder.bits32(block, at + SENDER_ADDRESS);
    }

    /// Means nothing in a request.
    public long targetMac() {
        return NetworkOrder.mac(block, at + TARGET_MAC);
    }

    public int targetAddress() {
        return NetworkOrder.bits32(block, at + TARGET_ADDRESS);
    }
}
