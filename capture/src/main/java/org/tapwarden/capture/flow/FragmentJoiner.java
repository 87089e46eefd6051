package org.tapwarden.capture.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;

/// Joins the fragments of IP datagrams, so that ports and payload can be read (RFC 791, 3.2; RFC
/// 8200, 4.5).
///
/// Bounded in datagrams, in bytes each, and in time. Where fragments overlap, what came first
/// stays: rewriting what an inspector has read would be an evasion. Frames of a datagram that never
/// became whole are lost under a name.
final class FragmentJoiner {

    /// Datagrams that wait for the rest at one time.
    static final int CAPACITY = Caps.of(256, 4);

    /// Longest IP payload (RFC 791).
    static final int MAX_BYTES = 65_535;

    static final long PATIENCE_NANOS = 30_000_000_000L;

    private final LinkedHashMap<Key, Datagram> waiting = new LinkedHashMap<>();
    private long framesLost;

    /// Which datagram a fragment belongs to.
    record Key(
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int identification,
            int protocolNumber,
            int space) {}

    /// A datagram whose fragments come in.
    static final class Datagram {
        private byte[] bytes = new byte[2_048];
        private final BitSet have = new BitSet();
        private int length = -1;
        private final long firstNanos;
        int frames;
        int ipBytes;
        boolean overlapped;

        Datagram(long firstNanos) {
            this.firstNanos = firstNanos;
        }

        private boolean add(MemorySegment from, long at, int count, int offset, boolean last) {
            int end = offset + count;
            if (end > MAX_BYTES || (last && length >= 0 && length != end)) {
                return false;
            }
            if (end > bytes.length) {
                int doubled = Math.max(end, bytes.length * 2);
                bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, doubled));
            }
            for (int i = offset; i < end; ) {
                int taken = have.nextSetBit(i);
                int stop = taken < 0 || taken > end ? end : taken;
                MemorySegment.copy(from, JAVA_BYTE, at + (i - offset), bytes, i, stop - i);
                if (stop < end) {
                    overlapped = true;
                    i = Math.min(end, have.nextClearBit(stop));
                } else {
                    i = end;
                }
            }
            have.set(offset, end);
            if (last) {
                length = end;
            }
            return true;
        }

        private boolean isWhole() {
            return length >= 0 && have.nextClearBit(0) >= length;
        }

        /// The whole payload in memory of its own.
        MemorySegment payload() {
            MemorySegment whole = Arena.ofAuto().allocate(Math.max(1, length));
            MemorySegment.copy(bytes, 0, whole, JAVA_BYTE, 0, length);
            return whole;
        }

        int length() {
            return length;
        }
    }

    /// Takes one fragment in; answers the datagram when this one made it whole.
    @Nullable Datagram add(
            Key key,
            MemorySegment segment,
            long at,
            int count,
            int offset,
            boolean more,
            int ipBytes,
            long now) {
        Datagram datagram = waiting.get(key);
        if (datagram == null) {
            if (waiting.size() == CAPACITY) {
                loseOldest();
            }
            datagram = new Datagram(now);
            waiting.put(key, datagram);
        }
        datagram.frames++;
        datagram.ipBytes += ipBytes;
        if (!datagram.add(segment, at, count, offset, !more)) {
            waiting.remove(key);
            framesLost += datagram.frames;
            return null;
        }
        if (!datagram.isWhole()) {
            return null;
        }
        waiting.remove(key);
        return datagram;
    }

    private void loseOldest() {
        Iterator<Datagram> oldest = waiting.values().iterator();
        framesLost += oldest.next().frames;
        oldest.remove();
    }

    /// Gives up on what has waited too long.
    void tick(long now) {
        Iterator<Datagram> oldest = waiting.values().iterator();
        while (oldest.hasNext()) {
            Datagram datagram = oldest.next();
            if (now - datagram.firstNanos < PATIENCE_NANOS) {
                return;
            }
            framesLost += datagram.frames;
            oldest.remove();
        }
    }

    /// Gives up on everything: nothing more will come.
    void finish() {
        while (!waiting.isEmpty()) {
            loseOldest();
        }
    }

    /// Frames of datagrams that never became whole.
    long framesLost() {
        return framesLost;
    }

    /// Frames that still wait for others of their datagram.
    long framesWaiting() {
        return waiting.values().stream().mapToLong(d -> d.frames).sum();
    }
}
