package org.tapwarden.enforcer.ladder;

import java.time.Duration;

/// How much may happen automatically before somebody must look: the blast radius.
///
/// @param most automatic steps above a notice within the window, in one segment
/// @param window over which they are counted
/// @param percentOfSegment of a segment's active devices that may be touched within the window, but
///   at least one device; a segment of unknown size has only the other limit
/// @param longest a longer lease is shortened to this
/// @param mostInAll automatic steps above a notice within the window, in all segments together
public record Budget(
        int most, Duration window, int percentOfSegment, Duration longest, int mostInAll) {

    public static final Budget USUAL =
            new Budget(5, Duration.ofHours(1), 5, Duration.ofHours(24), 20);

    public Budget {
        if (most < 0 || mostInAll < 0 || percentOfSegment < 0 || percentOfSegment > 100) {
            throw new IllegalArgumentException(
                    "budget: most "
                            + most
                            + ", most in all "
                            + mostInAll
                            + ", percent of a segment "
                            + percentOfSegment);
        }
        if (!window.isPositive() || !longest.isPositive()) {
            throw new IllegalArgumentException(
                    "budget: window " + window + " and longest " + longest + " must be positive");
        }
    }

    int mostInSegment(int activeDevices) {
        return activeDevices <= 0
                ? Integer.MAX_VALUE
                : Math.max(1, (int) ((long) activeDevices * percentOfSegment / 100));
    }
}
