package org.tapwarden.capture.flow;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Window;

/// A bounded ring of whole frames between two capture threads: one writes copies, one reads them
/// where they lie.
///
/// Positions only grow; each is written by one side with release and read by the other with
/// acquire, so no lock is needed. A frame is copied in whole or refused; one longer than {@link
/// #LONGEST} is cut there, as a snap length would.
final class FrameRing {

    /// The longest IP packet with room for link headers before it.
    static final int LONGEST = 65_535 + 257;

    /// Outlasts a pause of 30 ms at a full gigabit.
    static final int DEFAULT_BYTES = Caps.of(4 << 20, 1 << 20);

    private static final int PADDING = -1;
    private static final int CAPTURED = 4;
    private static final int WIRE = 8;
    private static final int LINK = 12;
    private static final int VLAN = 16;
    private static final int INTERFACE = 20;
    private static final int NANOS = 24;
    private static final int HEADER = 32;
    private static final int ALIGNMENT = 8;

    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WRITTEN = lookup.findVarHandle(FrameRing.class, "written", long.class);
            READ = lookup.findVarHandle(FrameRing.class, "read", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment bytes;
    private final int capacity;

    @SuppressWarnings("unused") // by WRITTEN
    private volatile long written;

    @SuppressWarnings("unused") // by READ
    private volatile long read;

    private long writePosition;
    private long readPosition;

    /// @param capacity bytes, a power of two of at least four frames of the longest
    FrameRing(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < 4 * LONGEST) {
            throw new IllegalArgumentException("not a power of two, or too small: " + capacity);
        }
        this.capacity = capacity;
        this.bytes = Arena.ofAuto().allocate(capacity, ALIGNMENT);
    }

    // ---- the writing side ----

    /// Copies frame `i` of the block in; false when there is no room for it now.
    boolean offer(Block block, int i) {
        int captured = Math.min(block.capturedLength(i), LONGEST);
        int size = (HEADER + captured + ALIGNMENT - 1) & -ALIGNMENT;
        int at = at(writePosition);
        int room = capacity - at;
        int needed = size <= room ? size : room + size;
        if (writePosition + needed - (long) READ.getAcquire(this) > capacity) {
            return false;
        }
        if (size > room) {
            bytes.set(JAVA_INT, at, PADDING);
            writePosition += room;
            at = 0;
        }
        bytes.set(JAVA_INT, at, size);
        bytes.set(JAVA_INT, at + CAPTURED, captured);
        bytes.set(JAVA_INT, at + WIRE, block.wireLength(i));
        bytes.set(JAVA_INT, at + LINK, block.linkType(i));
        bytes.set(JAVA_INT, at + VLAN, block.vlan(i));
        bytes.set(JAVA_INT, at + INTERFACE, block.interfaceIndex(i));
        bytes.set(JAVA_LONG, at + NANOS, block.timestampNanos(i));
        MemorySegment.copy(block.segment(), block.offset(i), bytes, at + HEADER, captured);
        writePosition += size;
        WRITTEN.setRelease(this, writePosition);
        return true;
    }

    // ---- the reading side ----

    /// Whether a frame is there. {@link #headNanos} speaks of it.
    boolean hasHead() {
        if (readPosition == (long) WRITTEN.getAcquire(this)) {
            return false;
        }
        if (bytes.get(JAVA_INT, at(readPosition)) == PADDING) {
            // What made the padding necessary was written with it.
            readPosition += capacity - at(readPosition);
        }
        return true;
    }

    /// When the oldest frame was captured.
    long headNanos() {
        return bytes.get(JAVA_LONG, at(readPosition) + NANOS);
    }

    /// Whether waiting any longer might cost frames.
    boolean isHalfFull() {
        return (long) WRITTEN.getAcquire(this) - readPosition > capacity / 2;
    }

    /// Fills the block with the oldest frames, none captured after `through` but the first; their
    /// bytes stay until {@link #release}.
    void fill(Block block, long through) {
        block.begin(bytes, Window.STATIC);
        while (!block.isFull() && hasHead()) {
            int at = at(readPosition);
            int size = bytes.get(JAVA_INT, at);
            if (block.count() > 0 && headNanos() > through) {
                break;
            }
            block.add(
                    at + HEADER,
                    bytes.get(JAVA_INT, at + CAPTURED),
                    bytes.get(JAVA_INT, at + WIRE),
                    bytes.get(JAVA_LONG, at + NANOS),
                    bytes.get(JAVA_INT, at + LINK),
                    bytes.get(JAVA_INT, at + VLAN),
                    bytes.get(JAVA_INT, at + INTERFACE));
            readPosition += size;
        }
    }

    /// Gives the room of what was filled back to the writer.
    void release() {
        READ.setRelease(this, readPosition);
    }

    private int at(long position) {
        return (int) position & (capacity - 1);
    }
}
