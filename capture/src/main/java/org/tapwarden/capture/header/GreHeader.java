package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A GRE header: version 0 (RFC 2784, RFC 2890), and version 1 as PPTP uses it (RFC 2637, 4.1).
public record GreHeader(MemorySegment block, long at) {

    private static final int MIN_LENGTH = 4;
    private static final int FIELD = 4;
    private static final int PROTOCOL = 2;

    private static final int CHECKSUM_PRESENT = 0x8000;
    private static final int ROUTING_PRESENT = 0x4000;
    private static final int KEY_PRESENT = 0x2000;
    private static final int SEQUENCE_PRESENT = 0x1000;
    private static final int ACKNOWLEDGMENT_PRESENT = 0x0080;
    private static final int VERSION = 0x0007;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        var gre = new GreHeader(block, at);
        if (gre.version() > 1) {
            return Fault.WRONG_VERSION;
        }
        // A source route (RFC 1701) has no length of its own: what follows it cannot be found.
        boolean routed = gre.has(ROUTING_PRESENT);
        boolean broken = gre.version() == 1 && (gre.hasChecksum() || !gre.hasKey());
        if (routed || broken) {
            return Fault.GRE_WRONG_FLAGS;
        }
        return gre.headerLength() <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    public int version() {
        return flags() & VERSION;
    }

    /// An {@link EtherType}; {@link EtherType#PPP} in version 1.
    public int protocolType() {
        return NetworkOrder.u16(block, at + PROTOCOL);
    }

    public boolean hasChecksum() {
        return has(CHECKSUM_PRESENT);
    }

    public boolean hasKey() {
        return has(KEY_PRESENT);
    }

    public boolean hasSequence() {
        return has(SEQUENCE_PRESENT);
    }

    /// Version 1 only.
    public boolean hasAcknowledgment() {
        return version() == 1 && has(ACKNOWLEDGMENT_PRESENT);
    }

    /// All 32 bits; 0 without a key. In version 1 payload length and call, see {@link #callId}.
    public int key() {
        return hasKey() ? NetworkOrder.bits32(block, keyAt()) : 0;
    }

    /// The PPTP call; 0 in version 0.
    public int callId() {
        return version() == 1 ? key() & 0xffff : 0;
    }

    /// Unsigned; 0 without a sequence number.
    public long sequence() {
        if (!hasSequence()) {
            return 0;
        }
        return NetworkOrder.u32(block, hasKey() ? keyAt() + FIELD : keyAt());
    }

    public int headerLength() {
        int length = MIN_LENGTH;
        length += hasChecksum() ? FIELD : 0;
        length += hasKey() ? FIELD : 0;
        length += hasSequence() ? FIELD : 0;
        length += hasAcknowledgment() ? FIELD : 0;
        return length;
    }

    public long payloadAt() {
        return at + headerLength();
    }

    /// Version 1 tells its payload's length; version 0 reaches to the end.
    public long payloadEnd(long end) {
        return version() == 1 ? Math.min(payloadAt() + (key() >>> 16), end) : end;
    }

    private long keyAt() {
        return at + MIN_LENGTH + (hasChecksum() ? FIELD : 0);
    }

    private boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    private int flags() {
        return NetworkOrder.u16(block, at);
    }
}
