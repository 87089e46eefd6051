package org.tapwarden.history.index;

import java.time.Duration;
import org.apache.lucene.index.QueryTimeout;

/// How long one search may take. Asked from inside of loops, so it is cheap.
///
/// @param deadlineNanos on the monotonic clock
public record Budget(long deadlineNanos) implements QueryTimeout {

    public static Budget of(Duration length) {
        return new Budget(System.nanoTime() + length.toNanos());
    }

    /// Says that the time was over.
    public static final class OutOfTime extends RuntimeException {
        private static final long serialVersionUID = 1;

        OutOfTime() {
            super("the time was over", null, false, false);
        }
    }

    @Override
    public boolean shouldExit() {
        return System.nanoTime() - deadlineNanos > 0;
    }

    /// @throws OutOfTime when it is used up
    void check() {
        if (shouldExit()) {
            throw new OutOfTime();
        }
    }
}
