package org.tapwarden.history;

import java.time.Duration;
import org.apache.lucene.index.QueryTimeout;

/// How long one search may take. Asked from inside Lucene's loops, so it is cheap.
record Budget(long deadlineNanos) implements QueryTimeout {

    static Budget of(Duration length) {
        return new Budget(System.nanoTime() + length.toNanos());
    }

    @Override
    public boolean shouldExit() {
        return System.nanoTime() - deadlineNanos > 0;
    }
}
