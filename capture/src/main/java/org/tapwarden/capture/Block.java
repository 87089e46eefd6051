package org.tapwarden.capture;

import java.lang.foreign.MemorySegment;

/// Up to {@link #CAPACITY} frames that lie in one memory segment, described in primitive columns.
///
/// A source fills it, the capture loop walks it, then it is filled again: no object is made for a
/// frame. The bytes stay where the kernel or the reader of the file put them, and are valid until
/// the source's next {@link FrameSource#read}, unless its {@link Window} is held.
public final class Block {

    /// Frames in a block. Decoding 32 at a time was the quickest of the sizes measured.
    public static final int CAPACITY = 32;

    /// The VLAN column's value when the frame carried no tag.
    public static final int NO_VLAN = -1;

    private final long[] offset = new long[CAPACITY];
    private final int[] capturedLength = new int[CAPACITY];
    private final int[] wireLength = new int[CAPACITY];
    private final long[] timestampNanos = new long[CAPACITY];
    private final int[] linkType = new int[CAPACITY];
    private final int[] vlan = new int[CAPACITY];
    private final int[] interfaceIndex = new int[CAPACITY];

    private MemorySegment segment = MemorySegment.NULL;
    private Window window = Window.STATIC;
    private int count;

    /// Empties the block; what is added next lies in `segment`, which `window` keeps alive.
    public void begin(MemorySegment segment, Window window) {
        this.segment = segment;
        this.window = window;
        this.count = 0;
    }

    /// Adds a frame whose `captured` bytes start at `at`.
    ///
    /// @param captured bytes that lie in the segment; the caller has checked that they do
    /// @param wire bytes that the frame had on the wire, at least `captured` in an honest capture
    /// @param nanos nanoseconds since 1970-01-01T00:00Z, as the source stamped the frame
    /// @param link a {@link LinkType} code
    /// @param tag the tag control information that the kernel took out of the frame, or {@link
    ///   #NO_VLAN}
    /// @param iface number of the interface that the frame came over, as the source counts them
    public void add(long at, int captured, int wire, long nanos, int link, int tag, int iface) {
        int i = count++;
        offset[i] = at;
        capturedLength[i] = captured;
        wireLength[i] = wire;
        timestampNanos[i] = nanos;
        linkType[i] = link;
        vlan[i] = tag;
        interfaceIndex[i] = iface;
    }

    public boolean isFull() {
        return count == CAPACITY;
    }

    public int count() {
        return count;
    }

    public MemorySegment segment() {
        return segment;
    }

    public Window window() {
        return window;
    }

    public long offset(int i) {
        return offset[i];
    }

    public int capturedLength(int i) {
        return capturedLength[i];
    }

    public int wireLength(int i) {
        return wireLength[i];
    }

    public long timestampNanos(int i) {
        return timestampNanos[i];
    }

    public int linkType(int i) {
        return linkType[i];
    }

    public int vlan(int i) {
        return vlan[i];
    }

    public int interfaceIndex(int i) {
        return interfaceIndex[i];
    }
}
