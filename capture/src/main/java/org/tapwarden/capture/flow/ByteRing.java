package org.tapwarden.capture.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A bounded ring of length-prefixed records between two threads: one writes, one reads.
///
/// A record is copied in whole or refused whole. Positions only grow; each is written by one side
/// with release and read by the other with acquire, so no lock is needed.
final class ByteRing {

    private static final int HEADER = 4 + 8 + 4 + 8 + 4;
    private static final int PADDING = -1;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WRITTEN = lookup.findVarHandle(ByteRing.class, "written", long.class);
            READ = lookup.findVarHandle(ByteRing.class, "read", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] bytes;
    private final int mask;

    @SuppressWarnings("unused") // by WRITTEN
    private volatile long written;

    @SuppressWarnings("unused") // by READ
    private volatile long read;

    private long writePosition;
    private long readLimit;
    private long readPosition;

    /// @param capacity bytes, a power of two
    ByteRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("not a power of two: " + capacity);
        }
        bytes = new byte[capacity];
        mask = capacity - 1;
    }

    /// Longest record that the ring takes at all.
    int maxRecord() {
        return bytes.length / 4;
    }

    /// Copies the record in; false when there is no room for it now.
    boolean offer(long order, int shard, long sequence, int kind, byte[] record, int length) {
        int size = (HEADER + length + 7) & ~7;
        int at = (int) writePosition & mask;
        int room = bytes.length - at;
        int needed = room < size ? room + size : size;
        long free = bytes.length - (writePosition - (long) READ.getAcquire(this));
        if (needed > free) {
            return false;
        }
        if (room < size) {
            INT.set(bytes, at, PADDING);
            writePosition += room;
            at = 0;
        }
        INT.set(bytes, at, length);
        LONG.set(bytes, at + 4, order);
        INT.set(bytes, at + 12, shard);
        LONG.set(bytes, at + 16, sequence);
        INT.set(bytes, at + 24, kind);
        System.arraycopy(record, 0, bytes, at + HEADER, length);
        writePosition += size;
        WRITTEN.setRelease(this, writePosition);
        return true;
    }

    /// How far the reader has come. Any thread.
    long readPosition() {
        return (long) READ.getAcquire(this);
    }

    // ---- the reading side: look at the head, then take it ----

    /// Whether a record stands at the head. The accessors below speak of it until {@link #take}.
    boolean hasHead() {
        if (readPosition == readLimit) {
            readLimit = (long) WRITTEN.getAcquire(this);
            if (readPosition == readLimit) {
                return false;
            }
        }
        if ((int) INT.get(bytes, head()) == PADDING) {
            readPosition += bytes.length - head();
            return hasHead();
        }
        return true;
    }

    private int head() {
        return (int) readPosition & mask;
    }

    long order() {
        return (long) LONG.get(bytes, head() + 4);
    }

    int shard() {
        return (int) INT.get(bytes, head() + 12);
    }

    long sequence() {
        return (long) LONG.get(bytes, head() + 16);
    }

    int kind() {
        return (int) INT.get(bytes, head() + 24);
    }

    int length() {
        return (int) INT.get(bytes, head());
    }

    /// The array that the head's record lies in, from {@link #offset} on.
    byte[] array() {
        return bytes;
    }

    int offset() {
        return head() + HEADER;
    }

    void take() {
        readPosition += (HEADER + length() + 7) & ~7;
        READ.setRelease(this, readPosition);
    }
}
