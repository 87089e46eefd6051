package org.tapwarden.enforcer.ladder;

import java.time.Duration;
import java.util.Optional;
import org.tapwarden.enforcer.ladder.Decision.Act;
import org.tapwarden.enforcer.ladder.Decision.Alarm;
import org.tapwarden.enforcer.ladder.Decision.Nothing;
import org.tapwarden.enforcer.ladder.Decision.NotifyOnly;
import org.tapwarden.enforcer.ladder.Decision.Refused;
import org.tapwarden.enforcer.ladder.Decision.SecondPerson;
import org.tapwarden.enforcer.order.Level;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Order and standing in, decision out. The enforcer decides again what policy already decided,
/// because whoever can write the sensor's journal must not be able to switch off a school.
///
/// @param budget how much may happen before somebody must look
public record Ladder(Budget budget) {

    public static final int ENOUGH_FAMILIES = 2;

    /// Bounds every set a driver keeps in the kernel.
    public static final int MOST_LEASES = 1_000;

    /// So many steps against protected devices within the window are no mistake of one rule any
    /// more, but somebody who forges.
    public static final int MOST_PROTECTED = 10;

    /// What two persons decided may last longer than what one or a rule did.
    public static final Duration LONGEST_BY_TWO = Duration.ofDays(30);

    /// @param confirmed a second person confirmed it
    public Decision decide(Order order, Standing standing, boolean confirmed) {
        Level level = order.step().level();
        if (level.compareTo(Level.RECORD) <= 0) {
            return new Nothing();
        }
        if (!level.touchesTheDevice() || order.mode() == Mode.NOTIFY) {
            return told(Reason.MODE_NOTIFY, "the rule asks for a notice only");
        }
        // A person asks after having read what would have happened: there is no switch above them.
        boolean person = order.askedBy().isPresent();
        if (!person && order.mode() != Mode.ACT) {
            return told(Reason.MODE_WOULD_HAVE, "the rule is not switched on");
        }
        if (!person && standing.segment().switchedOnBy().isEmpty()) {
            return told(Reason.NOT_SWITCHED_ON, "nobody's name stands for it in this segment");
        }
        if (standing.protectedBecause().isPresent()) {
            return protects(standing, person);
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
        if (level.needsTwo() && !person) {
            return refused(Reason.NEEDS_A_PERSON, level.words() + " is never automatic");
        }
        if (level.needsTwo() && !confirmed) {
            return new SecondPerson();
        }
        return person ? act(order, exams(standing)) : decideAlone(order, standing);
    }

    /// The first ones may be a mistake of a rule; many are spoofing.
    private static Decision protects(Standing standing, boolean person) {
        String why = "protected: " + standing.protectedBecause().orElseThrow();
        boolean many = !person && standing.protectedLately() >= MOST_PROTECTED;
        return new Refused(
                Outcome.refused(Reason.PROTECTED, why), many ? Alarm.OPENS_BREAKER : Alarm.NONE);
    }

    private static Optional<String> exams(Standing standing) {
        return standing.segment()
                .exams()
                .map(exam -> "exams are written there now (" + exam + "); you asked anyway");
    }

    private Decision decideAlone(Order order, Standing standing) {
        if (order.families().size() < ENOUGH_FAMILIES) {
            return refused(
                    Reason.TOO_FEW_FAMILIES,
                    order.families().size() + " family of evidence and no person");
        }
        Standing.InSegment segment = standing.segment();
        if (order.step().level().restricts()) {
            if (segment.notReady().isPresent()) {
                return new NotifyOnly(segment.notReady().orElseThrow());
            }
            if (segment.exams().isPresent()) {
                return told(Reason.EXAM_FREEZE, "exams: " + segment.exams().orElseThrow());
            }
        }
        if (standing.breakerOpen()) {
            return refused(Reason.BREAKER_OPEN, "the breaker is open until a person closes it");
        }
        if (segment.frozen().isPresent()) {
            return told(Reason.SEGMENT_FROZEN, "frozen: " + segment.frozen().orElseThrow());
        }
        if (standing.latelyInAll() >= budget.mostInAll()) {
            return spent(
                    budget.mostInAll() + " devices in " + minutes() + ": breaker opened",
                    Alarm.OPENS_BREAKER);
        }
        if (segment.lately() >= budget.most()) {
            return spent(
                    budget.most() + " of the segment's devices in " + minutes() + ": frozen",
                    Alarm.FREEZES_SEGMENT);
        }
        int most = budget.mostInSegment(order.place().activeDevices());
        if (segment.touched() >= most) {
            return spent(
                    budget.percentOfSegment() + " percent of the segment's devices: frozen",
                    Alarm.FREEZES_SEGMENT);
        }
        return act(order, Optional.empty());
    }

    private String minutes() {
        return budget.window().toMinutes() + " minutes";
    }

    private Decision act(Order order, Optional<String> note) {
        Duration longest = order.step().level().needsTwo() ? LONGEST_BY_TWO : budget.longest();
        boolean tooLong = order.length().compareTo(longest) > 0;
        return new Act(order.step(), tooLong ? longest : order.length(), note);
    }

    private static Decision told(Reason reason, String why) {
        return new NotifyOnly(Outcome.refused(reason, why));
    }

    private static Decision refused(Reason reason, String why) {
        return new Refused(Outcome.refused(reason, why), Alarm.NONE);
    }

    private static Decision spent(String limit, Alarm alarm) {
        return new Refused(Outcome.refused(Reason.BUDGET_SPENT, "more than " + limit), alarm);
    }
}
