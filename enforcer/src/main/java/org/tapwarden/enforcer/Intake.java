package org.tapwarden.enforcer;

import static org.tapwarden.enforcer.Telling.SELF;
import static org.tapwarden.enforcer.Telling.audit;
import static org.tapwarden.enforcer.Telling.particulars;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.ladder.Decision;
import org.tapwarden.enforcer.ladder.Ladder;
import org.tapwarden.enforcer.ladder.Standing;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Takes an order: decides again what it may do, and commits the intent, or why there is none, with
/// the journal's cursor. Owned by the enforcer's thread.
final class Intake {

    private final Parts parts;
    private final Telling telling;
    private final Protections protections;
    private final Holding holding;
    private final Ladder ladder;

    Intake(Parts parts, Telling telling, Protections protections, Holding holding) {
        this.parts = parts;
        this.telling = telling;
        this.protections = protections;
        this.holding = holding;
        this.ladder = new Ladder(parts.settings().budget());
    }

    /// What the transaction of an order leaves to be done.
    private record Taken(Outcome outcome, Optional<Lease> toAct) {}

    Outcome take(Order order) {
        Moment now = parts.clocks().now();
        protections.refreshHost(now);
        Taken taken = parts.store().committed(c -> take(c, order, now));
        parts.mailQueued().run();
        if (taken.toAct().isPresent()) {
            return holding.act(taken.toAct().orElseThrow());
        }
        parts.outcomes().count("", taken.outcome());
        return taken.outcome();
    }

    private Taken take(Connection c, Order order, Moment now) throws SQLException {
        if (order.number() > 0) {
            if (order.number() <= Leases.cursor(c)) {
                return new Taken(Outcome.refused(Reason.RELEASED, "done before"), Optional.empty());
            }
            Leases.cursor(c, order.number());
        }
        Optional<Lease> before = Leases.byId(c, order.id());
        if (before.isPresent()) {
            return new Taken(before.orElseThrow().outcome(), Optional.empty());
        }
        String actor = order.askedBy().orElse(SELF);
        return switch (ladder.decide(order, standing(c, order, now))) {
            case Decision.Act(var step, var length) -> {
                Optional<Lease> open = Leases.openFor(c, order.subject().key());
                if (open.isPresent()) {
                    yield extended(c, order, open.orElseThrow(), length, now);
                }
                Lease lease = Leases.intend(c, order, step, length, now);
                audit(c, now, actor, "intent", particulars(order, lease.outcome()));
                yield new Taken(lease.outcome(), Optional.of(lease));
            }
            case Decision.NotifyOnly(var why) -> {
                audit(c, now, actor, "told", particulars(order, why));
                telling.report(c, order, Done.without(Done.Stage.TOLD, why), now);
                yield new Taken(why, Optional.empty());
            }
            case Decision.Refused(var why, var opensBreaker) -> {
                if (opensBreaker) {
                    Telling.openBreaker(c, now, why.detail());
                }
                audit(c, now, actor, "refused", particulars(order, why));
                telling.report(c, order, Done.without(Done.Stage.REFUSED, why), now);
                yield new Taken(why, Optional.empty());
            }
            case Decision.Nothing() -> {
                var nothing = Outcome.refused(Reason.MODE_NOTIFY, "observed only");
                audit(c, now, actor, "observed", particulars(order, nothing));
                yield new Taken(nothing, Optional.empty());
            }
        };
    }

    private static Taken extended(
            Connection c, Order order, Lease open, Duration length, Moment now)
            throws SQLException {
        if (length.compareTo(open.left(now)) > 0) {
            Leases.until(c, open.id(), length, now);
        }
        audit(
                c,
                now,
                order.askedBy().orElse(SELF),
                "extended",
                Map.of("lease", open.id(), "order", order.id(), "length", length.toString()));
        return new Taken(open.outcome(), Optional.empty());
    }

    private Standing standing(Connection c, Order order, Moment now) throws SQLException {
        return new Standing(
                protections.why(c, order.subject()),
                protections.known(),
                Leases.lately(c, parts.settings().budget().window(), now),
                Leases.openInSegment(c, order.place().segment()),
                Leases.open(c).size(),
                Leases.breakerOpen(c));
    }
}
