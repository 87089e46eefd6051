package org.tapwarden.detector.store;

import java.util.function.LongConsumer;
import org.tapwarden.detector.endpoint.Endpoints;

/// Gives endpoint ids out of blocks that are reserved on the disk before one of them is used, so
/// that no id is given twice, whatever crash comes between.
final class IdBlocks {

    static final int BLOCK = 4_096;

    private final LongConsumer asks;
    private volatile long reservedThrough;

    // The deciding thread's.
    private long last;
    private long asksThrough;

    /// @param last id that an earlier run reserved
    /// @param asks hears up to which id to reserve
    IdBlocks(long last, LongConsumer asks) {
        this.last = last;
        this.asksThrough = last;
        this.reservedThrough = last;
        this.asks = asks;
    }

    /// The next one; {@link Endpoints#UNRESOLVED} when the reserved ones are used up and the disk
    /// has not acknowledged the next block.
    long next() {
        if (asksThrough - last < BLOCK / 2) {
            ask();
        }
        return last >= reservedThrough ? Endpoints.UNRESOLVED : ++last;
    }

    void ask() {
        asksThrough += BLOCK;
        asks.accept(asksThrough);
    }

    /// The disk acknowledged.
    void reserved(long through) {
        reservedThrough = through;
    }
}
