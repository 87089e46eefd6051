package org.tapwarden.classifier.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tapwarden.capture.flow.Direction;

/// The bytes a dissector looks at. One object a thread, pointed at the next payload each time.
///
/// Every accessor takes an offset from the payload's first byte and wants the caller to have
/// compared it with {@link #length}.
public final class Payload {

    /// Bytes of one payload that are looked at, more than a TLS record holds. A frame that was
    /// merged on its way may bring more; they are not read.
    public static final int MAX_LOOKED_AT = 16_640;

    /// A name of DNS in its longest spelling.
    public static final int SCRATCH = 1_024;

    // Shorter numbers are put together byte by byte: the quick compiler, which a short run has for
    // most of this, calls a handle where the last one reads a word.
    private static final VarHandle I64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] NOTHING = {};

    /// Dissectors read an array: each access to a segment is checked three times over, and compiled
    /// into as much code. What is copied here is one payload in ten.
    private byte[] own = NOTHING;

    private byte[] scratch = NOTHING;

    private byte[] array = NOTHING;
    private int at;
    private int length;
    private Direction direction = Direction.FROM_SOURCE;
    private Transport transport = Transport.TCP;
    private int sourcePort;
    private int destinationPort;
    private int number = 1;
    private long remembered;

    /// Points at other bytes, which the caller leaves alone while they are looked at.
    public void set(byte[] array, int at, int length) {
        this.array = array;
        this.at = at;
        this.length = length;
    }

    /// Takes a copy of bytes in a segment, at most {@link #MAX_LOOKED_AT} of them.
    public void copy(MemorySegment segment, long from, int count) {
        if (own.length == 0) {
            own = new byte[MAX_LOOKED_AT];
        }
        set(own, 0, Math.min(count, MAX_LOOKED_AT));
        MemorySegment.copy(segment, JAVA_BYTE, from, own, 0, length);
    }

    /// Says whose bytes they are. Ports are those of the flow's source and destination.
    public void of(Transport transport, Direction direction, int sourcePort, int destinationPort) {
        this.transport = transport;
        this.direction = direction;
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
    }

    /// Says which payload of its flow it is, the first being 1, and what the dissector that looks
    /// at it next remembered of the flow.
    public void after(int number, long remembered) {
        this.number = number;
        this.remembered = remembered;
    }

    /// Which payload of its flow this is, both directions counted, the first being 1.
    public int number() {
        return number;
    }

    /// What the same dissector gave {@link Learnt#remember} at the flow's payload before; 0 when
    /// nothing, or when there was no room for it.
    public long remembered() {
        return remembered;
    }

    /// What the payload lies in, from {@link #at} on.
    public byte[] array() {
        return array;
    }

    public int at() {
        return at;
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
        return Byte.toUnsignedInt(array[at + offset]);
    }

    public int u16(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }

    public int u24(int offset) {
        return u8(offset) << 16 | u16(offset + 1);
    }

    public int i32(int offset) {
        return u16(offset) << 16 | u16(offset + 2);
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

    /// Whether the sender's port, and not the receiver's, is this one.
    public boolean isFromPort(int port) {
        return port == (direction == Direction.FROM_SOURCE ? sourcePort : destinationPort);
    }

    /// Whether the receiver's port is this one.
    public boolean isToPort(int port) {
        return port == (direction == Direction.FROM_SOURCE ? destinationPort : sourcePort);
    }

    public long i64(int offset) {
        return (long) I64.get(array, at + offset);
    }

    /// Least significant byte first.
    public int u16le(int offset) {
        return u8(offset) | u8(offset + 1) << 8;
    }

    /// Least significant byte first.
    public int i32le(int offset) {
        return Integer.reverseBytes(i32(offset));
    }

    /// Memory for whoever puts a text together; what it holds is over with the look.
    public byte[] scratch() {
        if (scratch.length == 0) {
            scratch = new byte[SCRATCH];
        }
        return scratch;
    }

    /// A copy of `count` bytes.
    public byte[] bytes(int offset, int count) {
        return Arrays.copyOfRange(array, at + offset, at + offset + count);
    }
}
