package org.tapwarden.enforcer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.enforcer.ladder.Budget;
import org.tapwarden.enforcer.ladder.RailSettings;
import org.tapwarden.enforcer.ladder.Standing;
import org.tapwarden.enforcer.ladder.SwitchedOn;
import org.tapwarden.enforcer.lease.Claim;
import org.tapwarden.enforcer.lease.Freezes;
import org.tapwarden.enforcer.lease.Learning;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.lease.Reviews;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Subject;

/// What the enforcer looks at before anything is done, whoever asks: protections, budget, breaker,
/// freezes, exams, and whether the segment is ready. Owned by its thread.
final class Rails {

    /// How often the time that passed is written down: what is lost of it by a crash is a minute of
    /// learning.
    private static final Duration NOTE_EVERY = Duration.ofMinutes(1);

    private final Parts parts;
    private final Protections protections;
    private Optional<Moment> noted = Optional.empty();

    Rails(Parts parts, Protections protections) {
        this.parts = parts;
        this.protections = protections;
    }

    private RailSettings settings() {
        return parts.settings().rails();
    }

    /// From the first start on, segments are being learnt.
    void begin() {
        parts.store()
                .committed(c -> {
                    for (String segment : settings().segments()) {
                        Learning.heardOf(c, segment);
                    }
                    return true;
                });
    }

    /// Writes down that time passed while this program ran.
    void timePasses(Moment now) {
        Moment last = noted.orElse(now);
        long seconds = Duration.ofNanos(now.nanos() - last.nanos()).toSeconds();
        if (noted.isEmpty() || !last.bootId().equals(now.bootId())) {
            noted = Optional.of(now);
        } else if (seconds >= NOTE_EVERY.toSeconds()) {
            parts.store()
                    .committed(c -> {
                        Learning.passed(c, seconds);
                        return true;
                    });
            noted = Optional.of(last.plus(Duration.ofSeconds(seconds)));
        }
    }

    /// How it stands as of now. Counts an automatic step against a protected device, so ask once.
    Standing standing(Connection c, Order order, Moment now) throws SQLException {
        Budget budget = parts.settings().budget();
        Optional<String> why = protectedBecause(c, order);
        boolean hit = why.isPresent() && order.askedBy().isEmpty() && order.mode() == Mode.ACT;
        return new Standing(
                why,
                protections.known(),
                hit ? Freezes.protectedHit(c, budget.window(), now) : 0,
                Leases.open(c).size(),
                Leases.lately(c, budget.window(), now),
                Freezes.breakerOpen(c),
                inSegment(c, order, now));
    }

    private Optional<String> protectedBecause(Connection c, Order order) throws SQLException {
        Subject subject = order.subject();
        Optional<String> why = protections.why(c, subject);
        if (why.isPresent() || order.askedBy().isPresent()) {
            return why;
        }
        return settings()
                .switchedOn(order.ruleId(), order.place().segment())
                .flatMap(entry -> entry.never().why(subject));
    }

    private Standing.InSegment inSegment(Connection c, Order order, Moment now)
            throws SQLException {
        String segment = order.place().segment();
        Duration window = parts.settings().budget().window();
        Learning.heardOf(c, segment);
        return new Standing.InSegment(
                settings().switchedOn(order.ruleId(), segment).map(SwitchedOn::owner),
                notReady(c, segment),
                settings().exams(segment, now.wall()),
                Freezes.frozen(c, segment),
                Leases.lately(c, segment, window, now),
                Leases.touched(c, segment, window, now));
    }

    /// Why nothing automatic may restrict anybody there yet.
    Optional<Outcome> notReady(Connection c, String segment) throws SQLException {
        Duration left = Learning.left(c, segment, settings().learning());
        if (!left.isZero()) {
            return Optional.of(
                    Outcome.refused(
                            Reason.LEARNING,
                            "the segment is being learnt for another " + words(left)));
        }
        return Reviews.newest(c, segment).isPresent()
                ? Optional.empty()
                : Optional.of(
                        Outcome.refused(
                                Reason.NEVER_LIST_NOT_REVIEWED,
                                "nobody has reviewed the segment's never-list"));
    }

    private static String words(Duration left) {
        return left.toDays() > 0
                ? left.toDays() + " d " + left.toHoursPart() + " h"
                : left.toHours() + " h " + left.toMinutesPart() + " min";
    }

    /// Why another driver may not be asked for a lease that is held but does not work; the same
    /// rails as for its first act, but for the budget, in which it is counted already.
    Optional<Outcome> forbids(Lease lease, Moment now) {
        protections.refreshHost(now);
        return parts.store().committed(c -> forbids(c, lease.order(), now));
    }

    private Optional<Outcome> forbids(Connection c, Order order, Moment now) throws SQLException {
        Optional<String> why = protectedBecause(c, order);
        if (why.isPresent()) {
            return refused(Reason.PROTECTED, "protected: " + why.orElseThrow());
        }
        if (!protections.known()) {
            return refused(
                    Reason.PROTECTED_SET_UNKNOWN, "this host could not say what it depends on");
        }
        return order.askedBy().isPresent()
                ? Optional.empty()
                : stopsAutomatic(c, order.place().segment(), now);
    }

    private Optional<Outcome> stopsAutomatic(Connection c, String segment, Moment now)
            throws SQLException {
        if (Freezes.breakerOpen(c)) {
            return refused(Reason.BREAKER_OPEN, "the breaker is open");
        }
        Map<String, String> frozen = Freezes.all(c);
        if (frozen.containsKey(segment)) {
            return refused(Reason.SEGMENT_FROZEN, "frozen: " + frozen.get(segment));
        }
        return settings()
                .exams(segment, now.wall())
                .flatMap(exam -> refused(Reason.EXAM_FREEZE, "exams: " + exam));
    }

    /// Why a lease may not be renewed by itself because of a case that stands: whatever stops a
    /// first automatic step but for the budget, in which it is counted already.
    Optional<Outcome> forbidsRenewing(Lease lease, Claim claim, Moment now) {
        protections.refreshHost(now);
        return parts.store().committed(c -> forbidsRenewing(c, lease.order(), claim, now));
    }

    private Optional<Outcome> forbidsRenewing(Connection c, Order order, Claim claim, Moment now)
            throws SQLException {
        String segment = order.place().segment();
        Optional<SwitchedOn> on = settings().switchedOn(claim.ruleId(), segment);
        if (on.isEmpty()) {
            return refused(
                    Reason.NOT_SWITCHED_ON, "nobody's name stands for it in this segment any more");
        }
        Optional<String> why =
                protections
                        .why(c, order.subject())
                        .or(() -> on.orElseThrow().never().why(order.subject()));
        if (why.isPresent()) {
            return refused(Reason.PROTECTED, "protected: " + why.orElseThrow());
        }
        return protections.known()
                ? stopsAutomatic(c, segment, now)
                : refused(
                        Reason.PROTECTED_SET_UNKNOWN, "this host could not say what it depends on");
    }

    private static Optional<Outcome> refused(Reason reason, String why) {
        return Optional.of(Outcome.refused(reason, why));
    }
}
