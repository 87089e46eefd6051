package org.tapwarden.appliance.replay;

/// What is done to a frame, to see what becomes of it.
enum Damage {
    /// Nothing.
    NONE,
    /// Every length from nothing to one byte less than all, as a capture cuts it.
    CUT,
    /// The same, and the wire had no more either.
    SHORT,
    /// One byte is another, in so many places.
    CHANGED;

    private static final int CHANGES = 64;

    /// How many frames become of one.
    int ways(int length) {
        return switch (this) {
            case NONE -> 1;
            case CUT, SHORT -> length;
            case CHANGED -> length == 0 ? 0 : CHANGES;
        };
    }
}
