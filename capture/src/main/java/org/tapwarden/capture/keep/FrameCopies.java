package org.tapwarden.capture.keep;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.LinkType;

/// A ring in memory between one capture thread, which copies what is kept of its frames, and the
/// thread that writes them to the disk.
///
/// All of its memory is touched when it is made, so a copy never waits for the kernel to find a
/// page. A frame for which there is no room is skipped and counted. A tag that the kernel took out
/// of the frame is put back as 802.1Q.
public final class FrameCopies {

    /// Blanked bytes, between ones that are kept, read as this.
    public static final byte BLANK = '*';

    /// Longest copy; link headers, tunnels and a whole hello are far shorter.
    static final int LONGEST = 16 << 10;

    private static final int PADDING = -1;

    /// In place of a link type: the frames of this flow are taken back.
    private static final int WITHDRAWAL = -1;

    /// Flows that wait to be taken back while there is no room to say so.
    static final int MOST_WITHDRAWALS = 1_024;

    private static final int CAPTURED = 4;
    private static final int WIRE = 8;
    private static final int LINK = 12;
    private static final int INTERFACE = 16;
    private static final int MARKS = 20;
    private static final int NANOS = 24;
    private static final int FLOW = 32;
    private static final int HEADER = 40;
    private static final int ALIGNMENT = 8;
    private static final int MAC_ADDRESSES = 12;
    private static final int TAG = 4;
    private static final short DOT1Q = (short) 0x8100;
    private static final ValueLayout.OfShort U16 =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WRITTEN = lookup.findVarHandle(FrameCopies.class, "written", long.class);
            READ = lookup.findVarHandle(FrameCopies.class, "read", long.class);
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
    private Block block = new Block();

    private long offered;
    private long taken;
    private long skipped;
    private long withheld;
    private final ArrayDeque<Long> withdrawals = new ArrayDeque<>();
    private long withdrawalsLost;
    private volatile Counters published = Counters.NONE;

    /// What became of the frames, as of the last {@link #publish}.
    ///
    /// @param taken copied
    /// @param skipped the disk was behind, and there was no room
    /// @param unread nobody read them, so nobody knows where their headers end: broken ones,
    ///   fragments, frames without IP
    /// @param withheld of flows that must not be kept
    /// @param withdrawalsLost flows of which nothing was taken back, since too many waited for it
    public record Counters(
            long taken, long skipped, long unread, long withheld, long withdrawalsLost) {

        /// Nothing yet.
        public static final Counters NONE = new Counters(0, 0, 0, 0, 0);

        /// The sum of two rings' counters.
        public Counters plus(Counters other) {
            return new Counters(
                    taken + other.taken,
                    skipped + other.skipped,
                    unread + other.unread,
                    withheld + other.withheld,
                    withdrawalsLost + other.withdrawalsLost);
        }
    }

    /// @param capacity bytes, a power of two of at least four of the longest copies
    FrameCopies(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < 4 * LONGEST) {
            throw new IllegalArgumentException("not a power of two, or too small: " + capacity);
        }
        this.capacity = capacity;
        // The arena's zeroes need not touch a page; these do.
        this.bytes = Arena.ofAuto().allocate(capacity, ALIGNMENT).fill((byte) 0);
    }

    // ---- the capture thread ----

    /// Says which block the frames offered next lie in.
    public void begin(Block of) {
        block = of;
        offered += of.count();
    }

    /// Where the frames lie that may be offered.
    public MemorySegment segment() {
        return block.segment();
    }

    /// Copies frame `i` of the block: its headers, and what is allowed of its payload.
    ///
    /// @param headersEnd where in the block's segment the headers end
    /// @param payloadFrom where the payload stands in what the ranges count in
    /// @param payloadLength captured payload bytes after the headers
    /// @param flow the flow's id; 0 for none
    public void offer(
            int i,
            long headersEnd,
            KeptRanges allowed,
            long payloadFrom,
            int payloadLength,
            long flow) {
        offer(i, headersEnd, allowed, payloadFrom, payloadLength, flow, 0);
    }

    /// Copies frame `i` of the block as it is, payload and all; what is longer than the longest
    /// copy is cut.
    ///
    /// @param marks the caller's, told again when it is read
    void offerWhole(int i, long flow, int marks) {
        long end = block.offset(i) + block.capturedLength(i);
        offer(i, end, KeptRanges.NOTHING, 0, 0, flow, marks);
    }

    private void offer(
            int i,
            long headersEnd,
            KeptRanges allowed,
            long payloadFrom,
            int payloadLength,
            long flow,
            int marks) {
        if (!withdrawals.isEmpty()) {
            sayWithdrawals();
        }
        long start = block.offset(i);
        int captured = block.capturedLength(i);
        int headers = (int) Math.min(headersEnd - start, Math.min(captured, LONGEST - TAG));
        long allowedLength = Math.min(payloadLength, allowed.end() - payloadFrom);
        int room = Math.min(captured, LONGEST - TAG) - headers;
        int payload = (int) Math.max(0, Math.min(allowedLength, room));
        boolean tagged =
                block.vlan(i) != Block.NO_VLAN
                        && block.linkType(i) == LinkType.ETHERNET.code()
                        && headers >= MAC_ADDRESSES;
        int kept = headers + payload + (tagged ? TAG : 0);
        int at = reserve(HEADER + kept);
        if (at < 0) {
            skipped++;
            return;
        }
        bytes.set(JAVA_INT, at + CAPTURED, kept);
        bytes.set(JAVA_INT, at + WIRE, block.wireLength(i) + (tagged ? TAG : 0));
        bytes.set(JAVA_INT, at + LINK, block.linkType(i));
        bytes.set(JAVA_INT, at + INTERFACE, block.interfaceIndex(i));
        bytes.set(JAVA_INT, at + MARKS, marks);
        bytes.set(JAVA_LONG, at + NANOS, block.timestampNanos(i));
        bytes.set(JAVA_LONG, at + FLOW, flow);
        int to = at + HEADER;
        if (tagged) {
            MemorySegment.copy(block.segment(), start, bytes, to, MAC_ADDRESSES);
            bytes.set(U16, to + MAC_ADDRESSES, DOT1Q);
            bytes.set(U16, to + MAC_ADDRESSES + 2, (short) block.vlan(i));
            int rest = headers - MAC_ADDRESSES;
            to += MAC_ADDRESSES + TAG;
            MemorySegment.copy(block.segment(), start + MAC_ADDRESSES, bytes, to, rest);
            to += rest;
        } else {
            MemorySegment.copy(block.segment(), start, bytes, to, headers);
            to += headers;
        }
        if (payload > 0) {
            copyAllowed(start + headers, to, payload, allowed, payloadFrom);
        }
        taken++;
        WRITTEN.setRelease(this, writePosition);
    }

    /// Counts a frame that must not be kept.
    public void withhold() {
        withheld++;
        if (!withdrawals.isEmpty()) {
            sayWithdrawals();
        }
    }

    /// Takes back what was copied of a flow.
    public void withdraw(long flow) {
        if (withdrawals.size() == MOST_WITHDRAWALS) {
            withdrawals.removeFirst();
            withdrawalsLost++;
        }
        withdrawals.addLast(flow);
        sayWithdrawals();
    }

    private void sayWithdrawals() {
        while (!withdrawals.isEmpty()) {
            int at = reserve(HEADER);
            if (at < 0) {
                return;
            }
            bytes.set(JAVA_INT, at + CAPTURED, 0);
            bytes.set(JAVA_INT, at + LINK, WITHDRAWAL);
            bytes.set(JAVA_LONG, at + FLOW, withdrawals.removeFirst());
            WRITTEN.setRelease(this, writePosition);
        }
    }

    private void copyAllowed(long from, int to, int length, KeptRanges allowed, long payloadFrom) {
        bytes.asSlice(to, length).fill(BLANK);
        for (int r = 0; r < allowed.count(); r++) {
            long first = Math.max(0, allowed.from(r) - payloadFrom);
            long end = Math.min(length, allowed.to(r) - payloadFrom);
            if (end > first) {
                MemorySegment.copy(block.segment(), from + first, bytes, to + first, end - first);
            }
        }
    }

    /// Room for a record, its length written, or -1 when there is none.
    private int reserve(int length) {
        int size = (length + ALIGNMENT - 1) & -ALIGNMENT;
        int at = at(writePosition);
        int room = capacity - at;
        int needed = size <= room ? size : room + size;
        if (writePosition + needed - (long) READ.getAcquire(this) > capacity) {
            return -1;
        }
        if (size > room) {
            bytes.set(JAVA_INT, at, PADDING);
            writePosition += room;
            at = 0;
        }
        bytes.set(JAVA_INT, at, size);
        writePosition += size;
        return at;
    }

    /// Shows the counters to other threads.
    public void publish() {
        long unread = offered - taken - skipped - withheld;
        published = new Counters(taken, skipped, unread, withheld, withdrawalsLost);
    }

    /// As of the last {@link #publish}. Any thread.
    Counters counters() {
        return published;
    }

    // ---- the writing thread ----

    /// Whether a copy is there. The accessors below speak of it.
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

    /// Whether it is no copy, but says that those of its {@link #flow} are taken back.
    boolean isWithdrawal() {
        return link() == WITHDRAWAL;
    }

    int captured() {
        return bytes.get(JAVA_INT, at(readPosition) + CAPTURED);
    }

    int wire() {
        return bytes.get(JAVA_INT, at(readPosition) + WIRE);
    }

    int link() {
        return bytes.get(JAVA_INT, at(readPosition) + LINK);
    }

    int interfaceIndex() {
        return bytes.get(JAVA_INT, at(readPosition) + INTERFACE);
    }

    int marks() {
        return bytes.get(JAVA_INT, at(readPosition) + MARKS);
    }

    long nanos() {
        return bytes.get(JAVA_LONG, at(readPosition) + NANOS);
    }

    long flow() {
        return bytes.get(JAVA_LONG, at(readPosition) + FLOW);
    }

    /// The copy's own bytes, {@link #captured} of them.
    MemorySegment frame() {
        return bytes.asSlice(at(readPosition) + HEADER, captured());
    }

    /// Gives the head's room back.
    void take() {
        readPosition += bytes.get(JAVA_INT, at(readPosition));
        READ.setRelease(this, readPosition);
    }

    private int at(long position) {
        return (int) position & (capacity - 1);
    }
}
