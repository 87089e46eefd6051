package org.tapwarden.enforcer.driver;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// One way to take a step. Called by one thread at a time, the enforcer's; only when everybody is
/// to be let go by one of its own, for which the enforcer's waits. A driver
///
/// - refuses with a reason where it is not in the path of every MAC of the subject; who holds one
///   of them already may hold the others all the same;
/// - lets go by itself when the timeout has passed, also when this process is dead;
/// - may be asked to hold what it already holds: then the timeout starts again;
/// - leaves nothing in place where it says that it failed, unless it held before;
/// - never answers `EFFECTIVE`, and answers within {@link Commands#PATIENCE} or fails.
public interface Driver {

    String name();

    Step step();

    /// Whether it can stop what a device has to do with some destinations and spare the rest. Who
    /// cannot is not asked to.
    default boolean canSpareOthers() {
        return false;
    }

    /// Gets ready, so that the first hold is as quick as a later one. Nothing is held by it, and
    /// what fails here is tried again with the first hold.
    default void prepare() {}

    /// Whether it may act on this device, and where; nothing is done by asking. Only a forecast:
    /// what {@link #hold} says counts.
    default Reach reach(Subject subject) {
        return Reach.yes("not known before it acts");
    }

    /// Whether it is ready, without holding anybody: what the test button asks.
    default Reach probe() {
        prepare();
        return held().map(held -> Reach.yes("ready; holds " + held.size() + " MAC addresses"))
                .orElseGet(() ->
                        Reach.no(Outcome.Reason.COMMAND_FAILED, "it cannot say what it holds"));
    }

    /// Ends a wait for somebody's answer at once, as failed: everybody is to be let go. From any
    /// thread.
    default void giveWay() {}

    Outcome hold(Grant grant, Duration timeout);

    /// @return failed, or `UNCONFIRMED` with `RELEASED`
    Outcome release(Grant grant);

    /// Lets everybody go at once.
    Outcome releaseAll();

    /// What is really held, with the case beside it; empty when it cannot be said.
    Optional<Map<Mac, String>> held();
}
