package org.tapwarden.enforcer;

import static org.tapwarden.enforcer.Telling.SELF;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Drivers;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Lease.State;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// What is done about leases that are on the disk: it is acted, renewed, verified on the tap and
/// ended, and each outcome is committed with the help desk's mail. Owned by the enforcer's thread.
final class Holding {

    private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

    private static final Duration END_AGAIN = Duration.ofSeconds(5);

    /// What is meant to be held and is not: after a reboot the kernel knows nobody, and a device is
    /// in its path only once it spoke.
    private static final Duration HOLD_AGAIN = Duration.ofSeconds(2);

    private final Parts parts;
    private final Rails rails;
    private final Committing committing;
    private final Verifying verifying;
    private final Drivers drivers;

    private final Map<String, Moment> renewed = new HashMap<>();

    /// When the end of a lease last failed: a switch that does not answer is not asked a hundred
    /// times a second.
    private final Map<String, Moment> failedToEnd = new HashMap<>();

    Holding(Parts parts, Telling telling, Rails rails, Standings standings) {
        this.parts = parts;
        this.committing = new Committing(parts, telling, standings);
        this.rails = rails;
        this.verifying = new Verifying(parts);
        this.drivers = parts.drivers();
    }

    /// The intent is on the disk; now it is done.
    Outcome act(Lease lease) {
        Drivers.Held held =
                drivers.hold(lease.step(), grant(lease), hold(lease, now()), lease.tried());
        Outcome how = held.outcome();
        Moment now = now();
        Done.Stage stage =
                how.holds()
                        ? Done.Stage.HELD
                        : how.kind() == Kind.REFUSED ? Done.Stage.REFUSED : Done.Stage.FAILED;
        if (how.holds()) {
            verifying.begin(lease, now);
            renewed.put(lease.id(), now);
        }
        State state = how.holds() ? State.HELD : State.ENDED;
        changed(lease, state, held.driver(), how, stage, "acted", SELF, now);
        return how;
    }

    /// It is about more MACs now: all of them are held, or it is told that the device got away.
    void holdAgain(Lease lease, Moment now) {
        Outcome outcome =
                driver(lease)
                        .map(driver -> driver.hold(grant(lease), hold(lease, now)))
                        .orElse(Outcome.refused(Reason.NO_DRIVER, "its driver is gone"));
        if (!outcome.holds()) {
            var evaded =
                    new Outcome(Kind.EVADED, Reason.SEEN_UNDER_ANOTHER_ADDRESS, outcome.detail());
            var _ = evaded(lease, evaded, now);
            return;
        }
        renewed.put(lease.id(), now);
        verifying.begin(lease, now);
        changed(
                lease,
                State.HELD,
                lease.driver(),
                outcome,
                Done.Stage.HELD,
                "held under another MAC",
                SELF,
                now);
    }

    /// It is about more destinations now: they are stopped too, or all stays as it was.
    Outcome widen(Lease lease, Order before) {
        Moment now = now();
        Outcome how =
                driver(lease)
                        .map(driver -> driver.hold(grant(lease), hold(lease, now)))
                        .orElse(Outcome.refused(Reason.NO_DRIVER, "its driver is gone"));
        if (!how.holds()) {
            parts.store().committed(c -> Leases.about(c, lease, before));
            return how;
        }
        renewed.put(lease.id(), now);
        verifying.begin(lease, now);
        changed(lease, State.HELD, lease.driver(), how, Done.Stage.HELD, "widened", SELF, now);
        return how;
    }

    /// The lease with that outcome, which is told.
    Lease evaded(Lease lease, Outcome outcome, Moment now) {
        changed(lease, State.HELD, lease.driver(), outcome, Done.Stage.HELD, "evaded", SELF, now);
        return parts.store().committed(c -> Leases.byId(c, lease.id())).orElse(lease);
    }

    /// After a start: held before, and held again.
    void resume(Lease lease, Moment now) {
        renew(lease, now);
        verifying.begin(lease, now);
    }

    void changed(
            Lease lease,
            State state,
            String driver,
            Outcome outcome,
            Done.Stage stage,
            String act,
            String actor,
            Moment now) {
        committing.changed(lease, state, driver, outcome, stage, act, actor, now, lease.tried());
    }

    /// What one round does about one lease.
    void tend(Lease lease) {
        Moment now = now();
        if (lease.state() == State.ENDING || lease.over(now)) {
            endIfDue(lease, now);
        } else if (due(renewed.get(lease.id()), renewEvery(lease), now)) {
            renew(lease, now);
        }
        if (lease.state() != State.HELD || lease.over(now)) {
            return;
        }
        boolean failed = lease.outcome().kind() == Kind.NOT_EFFECTIVE;
        if (failed && !lease.tried().contains(lease.driver())) {
            askTheNext(lease, now);
        } else {
            verify(lease, now);
        }
    }

    /// Ends it, unless that failed just now.
    void endIfDue(Lease lease, Moment now) {
        if (!due(failedToEnd.get(lease.id()), END_AGAIN, now)) {
            return;
        }
        Done.Stage stage =
                lease.state() != State.ENDING
                        ? Done.Stage.EXPIRED
                        : isWithdrawn(lease) ? Done.Stage.WITHDRAWN : Done.Stage.RELEASED;
        end(lease, SELF, stage);
    }

    private static boolean isWithdrawn(Lease lease) {
        Reason reason = lease.outcome().reason();
        return reason == Reason.CASE_CLOSED || reason == Reason.PROTECTED;
    }

    /// The next round tells its driver the new end.
    void renewSoon(String leaseId) {
        renewed.remove(leaseId);
    }

    private Duration renewEvery(Lease lease) {
        Duration usual = parts.settings().renewEvery();
        // Who refuses does so at once. What failed may have been a wait for a switch that is
        // silent,
        // and everybody else would wait as well.
        boolean sooner = lease.outcome().kind() == Kind.REFUSED && HOLD_AGAIN.compareTo(usual) < 0;
        return sooner ? HOLD_AGAIN : usual;
    }

    private static boolean isNotHeld(Lease lease) {
        Kind kind = lease.outcome().kind();
        return kind == Kind.REFUSED || kind == Kind.FAILED;
    }

    private static boolean due(@Nullable Moment last, Duration every, Moment now) {
        return last == null || now.nanos() - last.nanos() >= every.toNanos();
    }

    private void renew(Lease lease, Moment now) {
        Outcome outcome =
                driver(lease)
                        .map(driver -> driver.hold(grant(lease), hold(lease, now)))
                        .orElse(Outcome.refused(Reason.NO_DRIVER, "its driver is gone"));
        renewed.put(lease.id(), now);
        if (outcome.holds()) {
            parts.store()
                    .committed(c -> {
                        Leases.until(c, lease.id(), lease.left(now), now);
                        return true;
                    });
            if (isNotHeld(lease)) {
                verifying.begin(lease, now);
                changed(
                        lease,
                        State.HELD,
                        lease.driver(),
                        outcome,
                        Done.Stage.HELD,
                        "held again",
                        SELF,
                        now);
            }
        } else if (lease.outcome().reason() != outcome.reason()) {
            // Kept open: the next renewal tries again, and the kernel's own timeout frees it at
            // worst.
            changed(
                    lease,
                    State.HELD,
                    lease.driver(),
                    outcome,
                    Done.Stage.FAILED,
                    "not renewed",
                    SELF,
                    now);
        }
    }

    private void verify(Lease lease, Moment now) {
        verifying
                .look(lease, now)
                .ifPresent(seen -> {
                    var tried = new TreeSet<>(lease.tried());
                    if (seen.kind() == Kind.EFFECTIVE) {
                        // Should it stop working, there is something to be asked again.
                        tried.remove(lease.driver());
                    }
                    committing.changed(
                            lease,
                            State.HELD,
                            lease.driver(),
                            seen,
                            Done.Stage.HELD,
                            "verified",
                            SELF,
                            now,
                            tried);
                });
    }

    /// It is held and does not work: the next driver is asked, then the one that failed lets go.
    /// Where there is none, a person is asked. What was tried is on the disk, so after a crash
    /// nobody is asked twice.
    private void askTheNext(Lease lease, Moment now) {
        var tried = new TreeSet<>(lease.tried());
        tried.add(lease.driver());
        Optional<Outcome> forbidden = rails.forbids(lease, now);
        Drivers.Held next =
                forbidden.isPresent()
                        ? new Drivers.Held("", forbidden.orElseThrow())
                        : drivers.hold(lease.step(), grant(lease), hold(lease, now), tried);
        boolean found = next.outcome().holds();
        if (found) {
            renewed.put(lease.id(), now);
            verifying.begin(lease, now);
        }
        Outcome outcome =
                found
                        ? with(next.outcome(), "; " + lease.driver() + " did not work")
                        : with(lease.outcome(), "; and then: " + next.outcome().detail());
        committing.changed(
                lease,
                State.HELD,
                found ? next.driver() : lease.driver(),
                outcome,
                found ? Done.Stage.HELD : Done.Stage.PERSON_NEEDED,
                found ? "asked the next driver" : "no driver left",
                SELF,
                now(),
                tried);
        if (found) {
            driver(lease).ifPresent(driver -> letGo(driver, lease));
        }
    }

    private void letGo(Driver driver, Lease lease) {
        Outcome outcome = driver.release(grant(lease));
        if (!outcome.holds()) {
            LOG.warn("{} did not let go: {}; it ends by itself", driver.name(), outcome.reason());
        }
    }

    private static Outcome with(Outcome outcome, String more) {
        return new Outcome(outcome.kind(), outcome.reason(), outcome.detail() + more);
    }

    /// The end is on the disk before it is done, and done again when it failed.
    Outcome end(Lease lease, String actor, Done.Stage stage) {
        Outcome outcome =
                driver(lease)
                        .map(driver -> driver.release(grant(lease)))
                        .orElse(Outcome.unconfirmed(Reason.RELEASED, "nothing was held"));
        if (!outcome.holds()) {
            LOG.warn("a release failed, it is tried again: {}", outcome.reason());
            failedToEnd.put(lease.id(), now());
            return outcome;
        }
        for (String name : lease.tried()) {
            if (!name.equals(lease.driver())) {
                drivers.named(name).ifPresent(driver -> letGo(driver, lease));
            }
        }
        forget(lease.id());
        Outcome ended =
                stage == Done.Stage.WITHDRAWN
                        ? new Outcome(outcome.kind(), lease.outcome().reason(), outcome.detail())
                        : outcome;
        changed(lease, State.ENDED, lease.driver(), ended, stage, "ended", actor, now());
        return outcome;
    }

    /// It is tried again later.
    void failedToEnd(String leaseId, Moment now) {
        failedToEnd.put(leaseId, now);
    }

    void forget(String leaseId) {
        verifying.forget(leaseId);
        renewed.remove(leaseId);
        failedToEnd.remove(leaseId);
    }

    private Duration hold(Lease lease, Moment now) {
        Duration left = lease.left(now);
        Duration most = parts.settings().kernelHold();
        return left.compareTo(most) < 0 ? left : most;
    }

    private Optional<Driver> driver(Lease lease) {
        return drivers.named(lease.driver(), lease.step());
    }

    private static Grant grant(Lease lease) {
        Order order = lease.order();
        return new Grant(lease.id(), order.caseId(), order.subject(), order.destinations());
    }

    private Moment now() {
        return parts.clocks().now();
    }
}
