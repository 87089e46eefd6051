package org.tapwarden.enforcer.frame;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Room for one frame, each built over the last: numbers in network byte order, and the checksum of
/// the internet (RFC 1071). Used by one thread.
public final class FrameBuffer {

    /// Of Ethernet, without its checksum; a card pads with zeros as well, a virtual cable does not.
    public static final int SHORTEST = 60;

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private final MemorySegment memory;

    public FrameBuffer(int bytes) {
        memory = Arena.ofAuto().allocate(bytes, 8);
    }

    public MemorySegment memory() {
        return memory;
    }

    /// The low 8 bits.
    public void put8(int at, int value) {
        memory.set(JAVA_BYTE, at, (byte) value);
    }

    /// The low 16 bits.
    public void put16(int at, int value) {
        memory.set(U16, at, (short) value);
    }

    public void put32(int at, int value) {
        memory.set(U32, at, value);
    }

    public void put64(int at, long value) {
        memory.set(U64, at, value);
    }

    /// As {@link org.tapwarden.capture.Mac} keeps it.
    public void putMac(int at, long mac) {
        put16(at, (int) (mac >>> 32));
        put32(at + 2, (int) mac);
    }

    public void copy(MemorySegment from, long offset, int at, int length) {
        MemorySegment.copy(from, offset, memory, at, length);
    }

    /// Fills up to {@link #SHORTEST} with zeros, and answers the frame's length.
    public int padded(int length) {
        int at = length;
        while (at < SHORTEST) {
            put8(at++, 0);
        }
        return at;
    }

    /// The sum of what is there, not folded.
    public long sum(int at, int length) {
        long sum = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            sum += Short.toUnsignedInt(memory.get(U16, at + i));
        }
        return i < length ? sum + ((memory.get(JAVA_BYTE, at + i) & 0xffL) << 8) : sum;
    }

    public static long sum32(int bits) {
        return (long) (bits >>> 16) + (bits & 0xffff);
    }

    public static long sum64(long bits) {
        return sum32((int) (bits >>> 32)) + sum32((int) bits);
    }

    /// What goes into the checksum's 16 bits.
    public static int folded(long sum) {
        long folded = (sum & 0xffff) + (sum >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ~folded & 0xffff;
    }
}
