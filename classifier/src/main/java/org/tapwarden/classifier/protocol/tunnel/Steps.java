package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.capture.flow.Direction;

/// Two counters that step, one each direction, in the 64 bits that a dissector may remember of a
/// flow: what is left to see of a tunnel whose handshake nobody saw.
///
/// A direction has 32 bits: one that it was seen, one that it stepped, 14 of a hash of its
/// identifier, 16 of its counter.
final class Steps {

    private static final int SEEN = 1 << 31;
    private static final int STEPPED = 1 << 30;
    private static final int HASH = 0x3fff_0000;
    private static final int COUNTER = 0xffff;

    /// A counter goes on by more than this only when packets were lost that a tunnel cannot lose.
    private static final int MAX_GAP = 64;

    private Steps() {}

    /// What to remember after a packet. An identifier that changed, and a counter that jumped,
    /// begin anew.
    static long after(long memory, Direction direction, int identifier, int counter) {
        int before = half(memory, direction);
        int hash = ((identifier * 0x9e37_79b1) >>> 2) & HASH;
        int fresh = SEEN | hash | (counter & COUNTER);
        int gap = (counter - before) & COUNTER;
        boolean steps =
                (before & SEEN) != 0 && (before & HASH) == hash && gap >= 1 && gap <= MAX_GAP;
        return with(memory, direction, steps ? fresh | STEPPED : fresh);
    }

    /// Whether each direction stepped at least once.
    static boolean both(long memory) {
        return (half(memory, Direction.FROM_SOURCE) & STEPPED) != 0
                && (half(memory, Direction.FROM_DESTINATION) & STEPPED) != 0;
    }

    private static int half(long memory, Direction direction) {
        return (int) (direction == Direction.FROM_SOURCE ? memory >>> 32 : memory);
    }

    private static long with(long memory, Direction direction, int half) {
        return direction == Direction.FROM_SOURCE
                ? (memory & 0xffff_ffffL) | (long) half << 32
                : (memory & ~0xffff_ffffL) | Integer.toUnsignedLong(half);
    }
}
