package org.tapwarden.history.index;

import java.time.Duration;
import org.apache.lucene.index.QueryTimeout;

/// How long one search may take, and whether it is still wanted. Asked from inside of loops, so it
/// is cheap.
public final class Budget implements QueryTimeout {

    private final long deadlineNanos;
    private volatile boolean cancelled;

    private Budget(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

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

    /// Nobody waits for the answer any more. Safe to call from any thread.
    public void cancel() {
        cancelled = true;
    }

    @Override
    public boolean shouldExit() {
        return cancelled || System.nanoTime() - deadlineNanos > 0;
    }

    /// @throws OutOfTime when it is used up
    void check() {
        if (shouldExit()) {
            throw new OutOfTime();
        }
    }
}
