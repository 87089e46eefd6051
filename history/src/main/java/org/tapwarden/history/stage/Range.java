package org.tapwarden.history.stage;

import java.time.ZoneId;

/// When the slices of a question ended, and where midnight is.
///
/// @param zone in which the intervals of a timeline begin: the site's
/// @param fromMillis first moment, since 1970
/// @param toMillis first moment that is not in it
public record Range(ZoneId zone, long fromMillis, long toMillis) {

    /// Any time.
    public static Range unbounded(ZoneId zone) {
        return new Range(zone, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    boolean isBounded() {
        return fromMillis != Long.MIN_VALUE && toMillis != Long.MAX_VALUE;
    }
}
