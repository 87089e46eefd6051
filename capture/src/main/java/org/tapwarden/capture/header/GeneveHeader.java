package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A Geneve header with its options, which are stepped over (RFC 8926, section 3.4).
public record GeneveHeader(MemorySegment block, long at) {

    /// The destination port; the source port is a hash of the packet inside.
    public static final int PORT = 6081;

    private static final int MIN_LENGTH = 8;
    private static final int WORD = 4;
    private static final int FLAGS = 1;
    private static final int PROTOCOL = 2;
    private static final int NETWORK = 4;

    private static final int VERSION_SHIFT = 6;
    private static final int OPTION_WORDS = 0x3f;
    private static final int CONTROL = 0x80;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        var geneve = new GeneveHeader(block, at);
        if (geneve.version() != 0) {
            return Fault.WRONG_VERSION;
        }
        return geneve.headerLength() <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    public int version() {
        return NetworkOrder.u8(block, at) >>> VERSION_SHIFT;
    }

    /// A message between the tunnel's ends, which nobody on the way may interpret.
    public boolean isControl() {
        return (NetworkOrder.u8(block, at + FLAGS) & CONTROL) != 0;
    }

    /// An {@link EtherType}.
    public int protocolType() {
        return NetworkOrder.u16(block, at + PROTOCOL);
    }

    /// The network identifier (VNI), 24 bits.
    public int network() {
        return NetworkOrder.bits32(block, at + NETWORK) >>> 8;
    }

    /// At most 260, since options count in six bits.
    public int headerLength() {
        return MIN_LENGTH + (NetworkOrder.u8(block, at) & OPTION_WORDS) * WORD;
    }

    public long payloadAt() {
        return at + headerLength();
    }
}
