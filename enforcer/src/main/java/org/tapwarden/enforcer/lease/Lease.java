package org.tapwarden.enforcer.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tapwarden.enforcer.order.Anchors.Anchor;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;

/// One step against one subject, and when it ends.
///
/// The end is monotonic time within a boot: a wall clock that jumps neither frees nor holds
/// anybody. After a reboot the lease goes on with the time it had left when it was last looked at;
/// how long the machine was off is not subtracted, because only the wall clock could say it.
///
/// What a rule asked for lasts a short time and is renewed while a case of it stands ({@link
/// Term}); what a person asked for lasts as long as they said.
///
/// @param driver who holds it, empty while it is only intended
/// @param untilWall the end as people read it, a forecast
/// @param deadlineNanos the end, in monotonic time of `bootId`
/// @param leftNanos what was left when it was last looked at
/// @param tried names of drivers that held it and did not work
/// @param anchors what held the device to its place when the lease began
/// @param term how it may be renewed
public record Lease(
        String id,
        State state,
        String driver,
        Order order,
        Step step,
        Outcome outcome,
        Instant begunWall,
        Instant untilWall,
        String bootId,
        long deadlineNanos,
        long leftNanos,
        Set<String> tried,
        Set<Anchor> anchors,
        Term term) {

    public Lease {
        anchors = Set.copyOf(anchors);
        tried = Set.copyOf(tried);
    }

    /// Intended is committed before the act, held after it.
    public enum State {
        INTENDED,
        HELD,
        ENDING,
        ENDED;

        public boolean open() {
            return this != ENDED;
        }
    }

    /// The same for an order that is about more.
    public Lease with(Order other) {
        return new Lease(
                id,
                state,
                driver,
                other,
                step,
                outcome,
                begunWall,
                untilWall,
                bootId,
                deadlineNanos,
                leftNanos,
                tried,
                anchors,
                term);
    }

    /// The latest end that renewing can bring, as people read it, a forecast; empty when it is not
    /// renewed.
    public Optional<Instant> atMost() {
        return term.room().isPositive()
                ? Optional.of(untilWall.plus(term.room()))
                : Optional.empty();
    }

    /// For people: `renewed while case alert-17 stands, at most until TIME`; empty when it is not
    /// renewed.
    ///
    /// @param time how a time is shown
    public Optional<String> renewing(Function<Instant, String> time) {
        return atMost().map(end ->
                "renewed while case "
                        + String.join(" or ", term.cases())
                        + " stands, at most until "
                        + time.apply(end));
    }

    public Duration left(Moment now) {
        long nanos = now.bootId().equals(bootId) ? deadlineNanos - now.nanos() : leftNanos;
        return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
    }

    public boolean over(Moment now) {
        return left(now).isZero();
    }
}
