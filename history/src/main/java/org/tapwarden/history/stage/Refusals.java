package org.tapwarden.history.stage;

import java.util.concurrent.atomic.LongAdder;

/// How often questions were refused because they would have needed too much. Safe to use from any
/// thread.
public final class Refusals {

    private final LongAdder groups = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder intervals = new LongAdder();

    /// For more than {@link Groups#MOST} groups.
    public long tooManyGroups() {
        return groups.sum();
    }

    /// For values of groups that are too long, all together or one alone.
    public long tooLongValues() {
        return bytes.sum();
    }

    /// For more than {@link Intervals#MOST} intervals of a timeline.
    public long tooManyIntervals() {
        return intervals.sum();
    }

    TooMuch groups(String sentence) {
        groups.increment();
        return new TooMuch(sentence);
    }

    TooMuch bytes(String sentence) {
        bytes.increment();
        return new TooMuch(sentence);
    }

    TooMuch intervals(String sentence) {
        intervals.increment();
        return new TooMuch(sentence);
    }
}
