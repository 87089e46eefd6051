package org.tapwarden.detector.rogue;

/// Counts how often what is seen changes from one kind to another and back, within a time.
///
/// One machine that is started with another system changes once; several machines behind one
/// address change all the time.
final class Turns {

    /// One, the other, the one, the other.
    static final int ENOUGH = 3;

    private final long withinNanos;
    private int last = -1;
    private int turns;
    private int kinds;
    private long sinceNanos;
    private boolean told;

    Turns(long withinNanos) {
        this.withinNanos = withinNanos;
    }

    /// @param kind below 32
    /// @return whether this was the turn that is enough; true once only
    boolean see(int kind, long atNanos) {
        if (last < 0 || atNanos - sinceNanos > withinNanos) {
            sinceNanos = atNanos;
            turns = 0;
            kinds = 0;
        }
        kinds |= 1 << kind;
        turns += last >= 0 && last != kind && Integer.bitCount(kinds) > 1 ? 1 : 0;
        last = kind;
        if (turns < ENOUGH || told) {
            return false;
        }
        told = true;
        return true;
    }

    /// Bits of the kinds seen lately.
    int kinds() {
        return kinds;
    }
}
