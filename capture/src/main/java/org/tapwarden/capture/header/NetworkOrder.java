package org.tapwarden.capture.header;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Numbers in network byte order (RFC 791, appendix B), at any offset.
final class NetworkOrder {

    // Constants of the class, because the JIT folds the access only then.
    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private NetworkOrder() {}

    static int u8(MemorySegment block, long at) {
        return Byte.toUnsignedInt(block.get(JAVA_BYTE, at));
    }

    static int u16(MemorySegment block, long at) {
        return Short.toUnsignedInt(block.get(U16, at));
    }

    /// All 32 bits; the sign means nothing.
    static int bits32(MemorySegment block, long at) {
        return block.get(U32, at);
    }

    static long u32(MemorySegment block, long at) {
        return Integer.toUnsignedLong(block.get(U32, at));
    }

    /// All 64 bits; the sign means nothing.
    static long bits64(MemorySegment block, long at) {
        return block.get(U64, at);
    }

    /// Six bytes in the low 48 bits, as {@link org.tapwarden.capture.Mac} keeps them.
    static long mac(MemorySegment block, long at) {
        return (long) u16(block, at) << 32 | u32(block, at + 2);
    }
}
