package org.tapwarden.enforcer.lease;

import java.time.Instant;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;

/// A step that one person asked for and that a second one must confirm.
///
/// Its end is monotonic time within a boot; after a reboot nobody may confirm it any more, and it
/// is asked for anew.
///
/// @param id the order's
/// @param untilWall the end as people read it
/// @param decidedBy who confirmed or withdrew it, empty while it is open
/// @param together the same for all that one confirmation is for, such as the devices of one
///   person; else the id
public record Request(
        String id,
        Order order,
        Instant askedWall,
        Instant untilWall,
        String bootId,
        long deadlineNanos,
        State state,
        String decidedBy,
        String together) {

    /// Where it stands.
    public enum State {
        OPEN,
        CONFIRMED,
        WITHDRAWN,
        LATE
    }

    public String askedBy() {
        return order.askedBy().orElse("");
    }

    public boolean over(Moment now) {
        return !bootId.equals(now.bootId()) || now.nanos() >= deadlineNanos;
    }
}
