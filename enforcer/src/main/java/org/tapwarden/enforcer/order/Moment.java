package org.tapwarden.enforcer.order;

import java.time.Duration;
import java.time.Instant;

/// Now, on both clocks: monotonic time within a boot for leases and budgets, wall time for people.
///
/// @param bootId which boot the monotonic time belongs to
/// @param nanos since that boot
public record Moment(String bootId, long nanos, Instant wall) {

    public Moment plus(Duration span) {
        return new Moment(bootId, nanos + span.toNanos(), wall.plus(span));
    }
}
