package org.tapwarden.enforcer;

import static org.tapwarden.enforcer.Telling.SELF;
import static org.tapwarden.enforcer.Telling.audit;
import static org.tapwarden.enforcer.Telling.particulars;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.ladder.Decision;
import org.tapwarden.enforcer.ladder.Ladder;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.lease.Request;
import org.tapwarden.enforcer.lease.Requests;
import org.tapwarden.enforcer.lease.Term;
import org.tapwarden.enforcer.lease.Undones;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;

/// Takes an order: decides again what it may do, and commits the intent, or why there is none, with
/// the journal's cursor. Owned by the enforcer's thread.
final class Intake {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Parts parts;
    private final Telling telling;
    private final Protections protections;
    private final Rails rails;
    private final Holding holding;
    private final Ladder ladder;

    Intake(Parts parts, Telling telling, Protections protections, Rails rails, Holding holding) {
        this.parts = parts;
        this.telling = telling;
        this.protections = protections;
        this.rails = rails;
        this.holding = holding;
        this.ladder = new Ladder(parts.settings().budget());
    }

    /// What the transaction of an order leaves to be done.
    ///
    /// @param note what whoever asked is told besides
    /// @param before what a lease was about that is to be widened
    private record Taken(
            Outcome outcome, Optional<Lease> toAct, Optional<Order> before, Optional<String> note) {

        static Taken only(Outcome outcome) {
            return new Taken(outcome, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /// Takes orders from the journal: those that come to nothing together, in one transaction, so
    /// that a flood of them does not wait for the disk at each. What one leaves to be done is done
    /// before the next is looked at.
    ///
    /// @param stops asked before each transaction; what is not taken stays in the journal
    void take(List<Order> orders, BooleanSupplier stops) {
        int from = 0;
        while (from < orders.size() && !stops.getAsBoolean()) {
            List<Order> left = orders.subList(from, orders.size());
            try {
                from += together(left);
            } catch (RuntimeException e) {
                if (left.size() == 1) {
                    throw e;
                }
                // One of them fails: those before it shall not be taken back with it.
                take(left.getFirst());
                from++;
            }
        }
    }

    /// @return how many were taken, at least one
    private int together(List<Order> orders) {
        Moment now = parts.clocks().now();
        protections.refreshHost(now);
        List<Taken> taken =
                parts.store()
                        .committed(c -> {
                            var all = new ArrayList<Taken>();
                            for (Order order : orders) {
                                all.add(take(c, order, order.id(), now));
                                if (all.getLast().toAct().isPresent()) {
                                    break;
                                }
                            }
                            return all;
                        });
        taken.forEach(this::done);
        return taken.size();
    }

    Outcome take(Order order) {
        Moment now = parts.clocks().now();
        protections.refreshHost(now);
        return done(parts.store().committed(c -> take(c, order, order.id(), now)));
    }

    /// Takes what a person asks for about several devices: one confirmation is for all of them.
    ///
    /// @param together the confirmation's id
    List<Outcome> take(List<Order> orders, String together) {
        Moment now = parts.clocks().now();
        protections.refreshHost(now);
        List<Taken> taken =
                parts.store()
                        .committed(c -> {
                            var all = new ArrayList<Taken>();
                            for (Order order : orders) {
                                all.add(take(c, order, together, now));
                            }
                            return all;
                        });
        return taken.stream().map(this::done).toList();
    }

    /// A second person confirms what one asked for; everything is looked at again.
    ///
    /// @param id of one request, or of several that are confirmed together
    /// @return what came of each; none where there is no such request
    List<Outcome> confirm(String id, String who) {
        Moment now = parts.clocks().now();
        protections.refreshHost(now);
        List<Taken> taken =
                parts.store()
                        .committed(c -> {
                            var all = new ArrayList<Taken>();
                            for (Request request : Requests.together(c, id)) {
                                all.add(confirm(c, request, who, now));
                            }
                            return all;
                        });
        return taken.stream().map(this::done).toList();
    }

    private Outcome done(Taken taken) {
        parts.mailQueued().run();
        if (taken.toAct().isEmpty()) {
            parts.outcomes().count("", taken.outcome());
            return taken.outcome();
        }
        Lease lease = taken.toAct().orElseThrow();
        Outcome how =
                taken.before()
                        .map(before -> holding.widen(lease, before))
                        .orElseGet(() -> holding.act(lease));
        return taken.note()
                .map(note -> new Outcome(how.kind(), how.reason(), how.detail() + "; " + note))
                .orElse(how);
    }

    private Taken take(Connection c, Order order, String together, Moment now) throws SQLException {
        if (order.number() > 0) {
            if (order.number() <= Leases.cursor(c)) {
                return Taken.only(Outcome.refused(Reason.RELEASED, "done before"));
            }
            Leases.cursor(c, order.number());
        }
        Optional<Lease> before = Leases.byId(c, order.id());
        if (before.isPresent()) {
            return Taken.only(before.orElseThrow().outcome());
        }
        Optional<Request> waiting = Requests.byId(c, order.id());
        return waiting.isPresent()
                ? Taken.only(awaits(waiting.orElseThrow()))
                : decided(c, order, Optional.empty(), together, now);
    }

    private Taken confirm(Connection c, Request request, String who, Moment now)
            throws SQLException {
        String id = request.id();
        Optional<Outcome> refused = mayNot(request, who, now);
        Map<String, String> particulars = Map.of("request", id, "asked by", request.askedBy());
        if (refused.isPresent()) {
            if (request.state() == Request.State.OPEN && request.over(now)) {
                Requests.decide(c, id, Request.State.LATE, "");
            }
            audit(c, now, who, "not confirmed: " + refused.orElseThrow().reason(), particulars);
            return Taken.only(refused.orElseThrow());
        }
        Requests.decide(c, id, Request.State.CONFIRMED, who);
        audit(c, now, who, "confirmed", particulars);
        return decided(c, request.order(), Optional.of(who), request.together(), now);
    }

    private static Optional<Outcome> mayNot(Request request, String who, Moment now) {
        return switch (request.state()) {
            case CONFIRMED ->
                    refused(Reason.AWAITS_SECOND_PERSON, "confirmed before, by somebody else");
            case WITHDRAWN -> refused(Reason.WITHDRAWN, "it was withdrawn");
            case LATE -> refused(Reason.NOT_CONFIRMED_IN_TIME, "nobody confirmed it in time");
            case OPEN -> {
                if (request.over(now)) {
                    yield refused(Reason.NOT_CONFIRMED_IN_TIME, "nobody confirmed it in time");
                }
                yield who.equalsIgnoreCase(request.askedBy())
                        ? refused(Reason.SAME_PERSON_TWICE, "another person must confirm it")
                        : Optional.empty();
            }
        };
    }

    private static Optional<Outcome> refused(Reason reason, String why) {
        return Optional.of(Outcome.refused(reason, why));
    }

    private Taken decided(
            Connection c, Order order, Optional<String> second, String together, Moment now)
            throws SQLException {
        String actor = order.askedBy().orElse(SELF);
        var standing = rails.standing(c, order, now);
        return switch (ladder.decide(order, standing, second.isPresent())) {
            case Decision.Act(var step, var length, var note) ->
                    intended(c, order, step, length, note, now);
            case Decision.SecondPerson() -> asked(c, order, together, now);
            case Decision.NotifyOnly(var why) -> {
                audit(c, now, actor, "told", particulars(order, why));
                undone(c, order, why, now);
                telling.report(c, order, Done.without(Done.Stage.TOLD, why), now);
                yield Taken.only(why);
            }
            case Decision.Refused(var why, var alarm) -> {
                audit(c, now, actor, "refused", particulars(order, why));
                switch (alarm) {
                    case NONE -> {}
                    case OPENS_BREAKER -> telling.openBreaker(c, order, why, now);
                    case FREEZES_SEGMENT -> telling.freeze(c, order, why, now);
                }
                undone(c, order, why, now);
                telling.report(c, order, Done.without(Done.Stage.REFUSED, why), now);
                yield Taken.only(why);
            }
            case Decision.Nothing() -> {
                var nothing = Outcome.refused(Reason.MODE_NOTIFY, "observed only");
                audit(c, now, actor, "observed", particulars(order, nothing));
                yield Taken.only(nothing);
            }
        };
    }

    /// Only what would have touched somebody is worth a list.
    private static void undone(Connection c, Order order, Outcome why, Moment now)
            throws SQLException {
        if (order.step().touchesTheDevice() && !order.subject().isNobody()) {
            Undones.keep(c, order, why, now);
        }
    }

    private Taken intended(
            Connection c,
            Order order,
            Step step,
            Duration length,
            Optional<String> note,
            Moment now)
            throws SQLException {
        Undones.forget(c, order);
        Optional<Lease> open = Leases.openFor(c, order.subject().key());
        boolean goesOn =
                open.map(held -> held.step().level().compareTo(step.level()) >= 0).orElse(false);
        if (goesOn) {
            Lease held = open.orElseThrow();
            return isCovered(held.order(), order)
                    ? extended(c, order, held, length, now)
                    : widened(c, order, held, length, now);
        }
        Duration first = first(order, length);
        Term term = Term.of(order, length, first);
        Lease lease = Leases.intend(c, order, step, first, term, now);
        String actor = order.askedBy().orElse(SELF);
        audit(c, now, actor, "intent", particulars(order, lease.outcome()));
        if (open.isPresent()) {
            lease = inPlaceOf(c, open.orElseThrow(), lease, now);
        }
        return new Taken(lease.outcome(), Optional.of(lease), Optional.empty(), note);
    }

    /// A graver step takes the place of a gentler one, without a moment between them. Whoever held
    /// the old one and cannot hold the new lets go when that ends.
    private Lease inPlaceOf(Connection c, Lease old, Lease lease, Moment now) throws SQLException {
        var replaced = Outcome.unconfirmed(Reason.RELEASED, "a graver step took its place");
        Leases.become(c, old.id(), Lease.State.ENDED, old.driver(), replaced);
        audit(c, now, SELF, "replaced", Map.of("lease", old.id(), "by", lease.id()));
        holding.forget(old.id());
        boolean holdsOn =
                old.driver().isEmpty()
                        || parts.drivers().named(old.driver(), lease.step()).isPresent();
        if (holdsOn) {
            return lease;
        }
        Leases.tried(c, lease.id(), Set.of(old.driver()));
        return Leases.byId(c, lease.id()).orElse(lease);
    }

    private Taken asked(Connection c, Order order, String together, Moment now)
            throws SQLException {
        String actor = order.askedBy().orElseThrow();
        if (Requests.open(c, now).size() >= Requests.MOST) {
            var full =
                    Outcome.refused(
                            Reason.TOO_MANY_REQUESTS,
                            Requests.MOST + " requests wait for a second person");
            audit(c, now, actor, "refused", particulars(order, full));
            return Taken.only(full);
        }
        Duration wait = parts.settings().rails().secondPerson();
        Request request = Requests.ask(c, order, together, wait, now);
        telling.petition(c, request, now);
        Outcome outcome = awaits(request);
        audit(c, now, actor, "asked for a second person", particulars(order, outcome));
        return Taken.only(outcome);
    }

    private Outcome awaits(Request request) {
        return Outcome.refused(
                Reason.AWAITS_SECOND_PERSON,
                "nothing is done before a second person confirms "
                        + request.together()
                        + ", until "
                        + TIME.format(request.untilWall().atZone(parts.settings().rails().zone())));
    }

    /// What a rule asks for is renewed while its case stands; a person said how long.
    private Duration first(Order order, Duration length) {
        Duration lease = parts.settings().lease();
        boolean renewed = order.askedBy().isEmpty() && length.compareTo(lease) > 0;
        return renewed ? lease : length;
    }

    /// Whether what is held stops all that is asked for.
    private static boolean isCovered(Order held, Order asked) {
        return held.destinations().isEmpty()
                || (!asked.destinations().isEmpty()
                        && held.destinations().containsAll(asked.destinations()));
    }

    /// One lease for each device: destinations of several orders are held together, until the last
    /// of them ends.
    private Taken widened(Connection c, Order order, Lease open, Duration length, Moment now)
            throws SQLException {
        var both = new TreeSet<Destination>();
        if (!order.destinations().isEmpty()) {
            both.addAll(open.order().destinations());
            both.addAll(order.destinations());
        }
        if (both.size() > Destination.MOST) {
            var full =
                    Outcome.refused(
                            Reason.TOO_MANY_DESTINATIONS,
                            "more than " + Destination.MOST + " destinations of one device");
            audit(c, now, order.askedBy().orElse(SELF), "refused", particulars(order, full));
            undone(c, order, full, now);
            telling.report(c, order, Done.without(Done.Stage.REFUSED, full), now);
            return Taken.only(full);
        }
        Taken extended = extended(c, order, open, length, now);
        Lease wider = Leases.about(c, open, open.order().to(both));
        return new Taken(
                extended.outcome(),
                Optional.of(wider),
                Optional.of(open.order()),
                Optional.empty());
    }

    private Taken extended(Connection c, Order order, Lease open, Duration length, Moment now)
            throws SQLException {
        Term.Left next =
                open.term()
                        .joined(
                                order,
                                open.left(now),
                                length,
                                first(order, length),
                                parts.settings().budget().longest());
        Leases.term(c, open.id(), next, now);
        audit(
                c,
                now,
                order.askedBy().orElse(SELF),
                "extended",
                Map.of(
                        "lease",
                        open.id(),
                        "order",
                        order.id(),
                        "case",
                        order.caseId(),
                        "length",
                        length.toString(),
                        "left",
                        next.left().toString(),
                        "room",
                        next.term().room().toString()));
        return Taken.only(open.outcome());
    }
}
