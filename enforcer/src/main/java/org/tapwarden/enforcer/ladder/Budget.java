package org.tapwarden.enforcer.ladder;

import java.time.Duration;

/// How much may happen automatically before somebody must look.
///
/// @param most automatic steps above a notice within the window
/// @param window over which they are counted
/// @param percentOfSegment of a segment's active devices that may be held at once, but at least one
///   device; a segment of unknown size has only the other limit
/// @param longest a longer lease is shortened to this
public record Budget(int most, Duration window, int percentOfSegment, Duration longest) {

    public static final Budget USUAL =
            new Budget(5, Duration.ofMinutes(10), 5, Duration.ofHours(24));

    public Budget {
        if (most < 0 || percentOfSegment < 0 || percentOfSegment > 100) {
            throw new IllegalArgumentException(
                    "budget: most " + most + ", percent of a segment " + percentOfSegment);
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
