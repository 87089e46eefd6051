package org.tapwarden.classifier.inspect;

import java.util.BitSet;

/// The first bytes of one direction of a TCP stream, put together from segments in any order.
///
/// Where segments overlap the byte that came first stays: an end that sends two versions must not
/// choose which of them an inspector reads.
final class StreamStart {

    /// Bytes kept. A hello with post-quantum key shares and many extensions takes two or three.
    static final int CAPACITY = 16_384;

    private final byte[] bytes = new byte[CAPACITY];
    private final BitSet have = new BitSet(CAPACITY);
    private int known;

    void clear() {
        have.clear();
        known = 0;
    }

    /// Takes a segment in; true when more of the start is known without a gap than before.
    boolean add(long offset, byte[] from, int at, int length) {
        if (offset < 0 || offset >= CAPACITY) {
            return false;
        }
        int start = (int) offset;
        int end = (int) Math.min(CAPACITY, offset + length);
        int i = have.nextClearBit(start);
        while (i < end) {
            int taken = have.nextSetBit(i);
            int stop = taken < 0 || taken > end ? end : taken;
            System.arraycopy(from, at + (i - start), bytes, i, stop - i);
            have.set(i, stop);
            i = have.nextClearBit(stop);
        }
        int before = known;
        known = have.nextClearBit(known);
        return known > before;
    }

    /// Bytes known from the first one on.
    int known() {
        return known;
    }

    byte[] array() {
        return bytes;
    }
}
