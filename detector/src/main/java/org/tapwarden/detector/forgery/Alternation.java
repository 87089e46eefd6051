package org.tapwarden.detector.forgery;

import org.jspecify.annotations.Nullable;

/// Tells what goes to and fro from what changes once: two devices under one name speak by turns,
/// and a device that was started with another system does not.
///
/// @param <T> what is said
final class Alternation<T> {

    private final long withinNanos;
    private @Nullable T current;
    private @Nullable T before;
    private long changedNanos;
    private long saidNanos = Long.MIN_VALUE;
    private int returns;

    /// @param withinNanos a later return is a new change
    Alternation(long withinNanos) {
        this.withinNanos = withinNanos;
    }

    /// Answers how often in a row it came back to what was said before the last change; 0 where
    /// this time nothing came back.
    int next(T said, long atNanos) {
        saidNanos = atNanos;
        if (said.equals(current)) {
            return 0;
        }
        boolean back = said.equals(before) && atNanos - changedNanos <= withinNanos;
        returns = back ? returns + 1 : 0;
        before = current;
        current = said;
        changedNanos = atNanos;
        return returns;
    }

    /// What was said before, null when nothing was.
    @Nullable T before() {
        return before;
    }

    /// Whether something was said so shortly before.
    boolean saidSince(long nanos) {
        return saidNanos != Long.MIN_VALUE && saidNanos >= nanos;
    }
}
