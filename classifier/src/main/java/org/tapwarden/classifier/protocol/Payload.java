package org.tapwarden.classifier.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.tapwarden.capture.flow.Direction;

/// The bytes a dissector looks at. One object a thread, pointed at the next payload each time.
///
/// Every accessor takes an offset from the payload's first byte and wants the caller to have
/// compared it with {@link #length}.
public final class Payload {

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MemorySegment segment = MemorySegment.NULL;
    private long at;
    private int length;
    private Direction direction = Direction.FROM_SOURCE;
    private Transport transport = Transport.TCP;
    private int sourcePort;
    private int destinationPort;

    /// Points at other bytes.
    public void set(MemorySegment segment, long at, int length) {
        this.segment = segment;
        this.at = at;
        this.length = length;
    }

    /// Says whose bytes they are. Ports are those of the flow's source and destination.
    public void of(Transport transport, Direction direction, int sourcePort, int destinationPort) {
        this.transport = transport;
        this.direction = direction;
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
    }

    public MemorySegment segment() {
        return segment;
    }

    public long at() {
        return at;
    }

    public long end() {
        return at + length;
    }

    public int length() {
        return length;
    }

    public Direction direction() {
        return direction;
    }

    public Transport transport() {
        return transport;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    /// True when either end of the flow uses this port.
    public boolean hasPort(int port) {
        return sourcePort == port || destinationPort == port;
    }

    public int u8(int offset) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, at + offset));
    }

    public int u16(int offset) {
        return Short.toUnsignedInt(segment.get(U16, at + offset));
    }

    public int u24(int offset) {
        return u8(offset) << 16 | u16(offset + 1);
    }

    public int i32(int offset) {
        return segment.get(U32, at + offset);
    }

    /// Whether the payload has these ASCII characters at `offset`.
    public boolean hasAt(int offset, String ascii) {
        if (offset < 0 || offset + ascii.length() > length) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (u8(offset + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// A copy of `count` bytes.
    public byte[] bytes(int offset, int count) {
        byte[] copy = new byte[count];
        MemorySegment.copy(segment, JAVA_BYTE, at + offset, copy, 0, count);
        return copy;
    }
}
