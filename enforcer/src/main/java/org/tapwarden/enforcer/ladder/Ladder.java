package org.tapwarden.enforcer.ladder;

import org.tapwarden.enforcer.ladder.Decision.Act;
import org.tapwarden.enforcer.ladder.Decision.Nothing;
import org.tapwarden.enforcer.ladder.Decision.NotifyOnly;
import org.tapwarden.enforcer.ladder.Decision.Refused;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;

/// Order and standing in, decision out. The enforcer decides again what policy already decided,
/// because whoever can write the sensor's journal must not be able to switch off a school.
///
/// @param budget how much may happen before somebody must look
public record Ladder(Budget budget) {

    public static final int ENOUGH_FAMILIES = 2;

    /// Bounds every set a driver keeps in the kernel.
    public static final int MOST_LEASES = 1_000;

    public Decision decide(Order order, Standing standing) {
        if (order.step() == Step.OBSERVE) {
            return new Nothing();
        }
        if (!order.step().touchesTheDevice() || order.mode() == Mode.NOTIFY) {
            return told(Reason.MODE_NOTIFY, "the rule asks for a notice only");
        }
        // A person asks after having read what would have happened: there is no switch above them.
        boolean person = order.askedBy().isPresent();
        if (order.mode() != Mode.ACT && !person) {
            return told(Reason.MODE_WOULD_HAVE, "the rule is not switched on");
        }
        if (standing.protectedBecause().isPresent()) {
            return refused(
                    Reason.PROTECTED, "protected: " + standing.protectedBecause().orElseThrow());
        }
        if (!standing.protectedSetKnown()) {
            return refused(
                    Reason.PROTECTED_SET_UNKNOWN,
                    "this host could not say what it depends on, so nobody is touched");
        }
        if (!order.length().isPositive()) {
            return refused(Reason.NO_EXPIRY, "no step without an end");
        }
        if (standing.heldInAll() >= MOST_LEASES) {
            return refused(Reason.TOO_MANY_LEASES, MOST_LEASES + " leases are in force");
        }
        return person ? act(order) : decideAlone(order, standing);
    }

    private Decision decideAlone(Order order, Standing standing) {
        if (order.families().size() < ENOUGH_FAMILIES) {
            return refused(
                    Reason.TOO_FEW_FAMILIES,
                    order.families().size() + " family of evidence and no person");
        }
        if (standing.breakerOpen()) {
            return refused(Reason.BREAKER_OPEN, "the breaker is open until a person closes it");
        }
        if (standing.lately() >= budget.most()) {
            return spent(budget.most() + " devices in " + budget.window().toMinutes() + " minutes");
        }
        int most = budget.mostInSegment(order.place().activeDevices());
        if (standing.heldInSegment() >= most) {
            return spent(most + " of the segment's devices at once");
        }
        return act(order);
    }

    private Decision act(Order order) {
        boolean tooLong = order.length().compareTo(budget.longest()) > 0;
        return new Act(order.step(), tooLong ? budget.longest() : order.length());
    }

    private static Decision told(Reason reason, String why) {
        return new NotifyOnly(Outcome.refused(reason, why));
    }

    private static Decision refused(Reason reason, String why) {
        return new Refused(Outcome.refused(reason, why), false);
    }

    private static Decision spent(String limit) {
        return new Refused(
                Outcome.refused(Reason.BUDGET_SPENT, "more than " + limit + ": breaker opened"),
                true);
    }
}
