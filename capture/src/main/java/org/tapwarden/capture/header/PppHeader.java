package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A PPP header (RFC 1661, section 2), with or without the `ff03` of RFC 1662 before it, its
/// protocol in one byte or two; or Cisco's HDLC (RFC 1547, section 4.3.1), which serial captures
/// mix in.
public record PppHeader(MemorySegment block, long at) {

    private static final int ADDRESS = 0xff;
    private static final int CONTROL = 0x03;
    private static final int FRAMING_LENGTH = 2;
    private static final int CISCO_UNICAST = 0x0f;
    private static final int CISCO_BROADCAST = 0x8f;
    private static final int CISCO_LENGTH = 4;

    private static final int IPV4 = 0x0021;
    private static final int IPV6 = 0x0057;
    private static final int MPLS = 0x0281;
    private static final int MPLS_UPSTREAM = 0x0283;

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end <= at) {
            return Fault.TRUNCATED;
        }
        var ppp = new PppHeader(block, at);
        if (ppp.isCisco()) {
            return end - at < CISCO_LENGTH ? Fault.TRUNCATED : Fault.NONE;
        }
        long protocolAt = ppp.protocolAt();
        if (end <= protocolAt) {
            return Fault.TRUNCATED;
        }
        if (protocolAt > at && NetworkOrder.u8(block, at + 1) != CONTROL) {
            return Fault.PPP_WRONG_PROTOCOL;
        }
        if (ppp.isCompressed()) {
            return Fault.NONE;
        }
        if (end - protocolAt < 2) {
            return Fault.TRUNCATED;
        }
        // The last byte is odd, which is how a receiver finds where the number ends.
        return (NetworkOrder.u8(block, protocolAt + 1) & 1) == 1
                ? Fault.NONE
                : Fault.PPP_WRONG_PROTOCOL;
    }

    /// A PPP protocol number; an {@link EtherType} where {@link #isCisco}.
    public int protocol() {
        if (isCisco()) {
            return NetworkOrder.u16(block, at + 2);
        }
        return isCompressed()
                ? NetworkOrder.u8(block, protocolAt())
                : NetworkOrder.u16(block, protocolAt());
    }

    /// {@link EtherType#NONE} for what is neither IP nor MPLS, such as link control.
    public int etherType() {
        if (isCisco()) {
            return protocol();
        }
        return switch (protocol()) {
            case IPV4 -> EtherType.IPV4;
            case IPV6 -> EtherType.IPV6;
            case MPLS -> EtherType.MPLS;
            case MPLS_UPSTREAM -> EtherType.MPLS_UPSTREAM;
            default -> EtherType.NONE;
        };
    }

    public boolean isCisco() {
        int first = NetworkOrder.u8(block, at);
        return first == CISCO_UNICAST || first == CISCO_BROADCAST;
    }

    public int headerLength() {
        if (isCisco()) {
            return CISCO_LENGTH;
        }
        return (int) (protocolAt() - at) + (isCompressed() ? 1 : 2);
    }

    public long payloadAt() {
        return at + headerLength();
    }

    private long protocolAt() {
        return NetworkOrder.u8(block, at) == ADDRESS ? at + FRAMING_LENGTH : at;
    }

    private boolean isCompressed() {
        return (NetworkOrder.u8(block, protocolAt()) & 1) == 1;
    }
}
