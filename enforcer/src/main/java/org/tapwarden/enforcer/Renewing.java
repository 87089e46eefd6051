package org.tapwarden.enforcer;

import static org.tapwarden.enforcer.Telling.SELF;
import static org.tapwarden.enforcer.Telling.audit;
import static org.tapwarden.enforcer.Telling.particulars;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Lease.State;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.lease.Term;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// Leases and what they rest on: renewed while a case of theirs stands and the rails allow it,
/// ended at once when all their cases are settled or their device became protected. Owned by the
/// enforcer's thread.
///
/// Whatever goes wrong here frees: where the sensor does not say whether a case stands, a lease is
/// not renewed, and ends when it last was to.
final class Renewing {

    static final Duration EVERY = Duration.ofSeconds(1);

    /// A lease is renewed when this part of it is left, or what passes between two looks and a bit.
    private static final int THIRD = 3;

    private static final Duration LATE = EVERY.multipliedBy(2);

    private final Parts parts;
    private final Protections protections;
    private final Standings standings;
    private final Holding holding;
    private Optional<Moment> looked = Optional.empty();

    /// Why an open lease was not renewed when it was last looked at, to write that down once.
    private final Map<String, Reason> told = new HashMap<>();

    Renewing(Parts parts, Protections protections, Standings standings, Holding holding) {
        this.parts = parts;
        this.protections = protections;
        this.standings = standings;
        this.holding = holding;
    }

    /// Looks at every lease, when that was not done lately.
    void round(Moment now) {
        boolean due = looked.map(at -> now.nanos() - at.nanos() >= EVERY.toNanos()).orElse(true);
        if (!due) {
            return;
        }
        looked = Optional.of(now);
        List<Lease> open = parts.store().committed(Leases::open);
        told.keySet().retainAll(open.stream().map(Lease::id).toList());
        if (open.isEmpty()) {
            return;
        }
        ProtectedSet guarded = parts.store().committed(protections::all);
        for (Lease lease : open) {
            if (lease.state() != State.ENDING && !lease.over(now)) {
                look(lease, guarded, now);
            }
        }
    }

    private void look(Lease lease, ProtectedSet guarded, Moment now) {
        Optional<Outcome> gone =
                guarded.why(lease.order().subject())
                        .map(why -> Outcome.unconfirmed(Reason.PROTECTED, "protected: " + why))
                        .or(() -> standings.closed(lease));
        if (gone.isPresent()) {
            withdraw(lease, gone.orElseThrow(), now);
            return;
        }
        if (isDue(lease, now)) {
            standings
                    .forbids(lease, now)
                    .ifPresentOrElse(why -> notRenewed(lease, why, now), () -> renew(lease, now));
        }
    }

    private boolean isDue(Lease lease, Moment now) {
        Duration third = parts.settings().lease().dividedBy(THIRD);
        Duration last = third.compareTo(LATE) < 0 ? LATE : third;
        return lease.term().room().isPositive() && lease.left(now).compareTo(last) <= 0;
    }

    /// On the disk before any driver holds a moment longer.
    private void renew(Lease lease, Moment now) {
        Term.Left next = lease.term().renewed(lease.left(now), parts.settings().lease());
        parts.store()
                .committed(c -> {
                    Leases.term(c, lease.id(), next, now);
                    var said = new TreeMap<String, String>();
                    said.put("lease", lease.id());
                    said.put("cases", String.join(" ", lease.term().cases()));
                    said.put("until", now.wall().plus(next.left()).toString());
                    said.put("room", next.term().room().toString());
                    said.put("renewals", Integer.toString(next.term().renewals()));
                    audit(c, now, SELF, "renewed", said);
                    return true;
                });
        told.remove(lease.id());
        holding.renewSoon(lease.id());
    }

    private void notRenewed(Lease lease, Outcome why, Moment now) {
        if (told.put(lease.id(), why.reason()) == why.reason()) {
            return;
        }
        parts.store()
                .committed(c -> {
                    var said = new TreeMap<String, String>();
                    said.put("lease", lease.id());
                    said.put("reason", why.reason().name());
                    said.put("why", why.detail());
                    audit(c, now, SELF, "not renewed", said);
                    return true;
                });
    }

    /// That it ends, and why, is on the disk before its driver lets go.
    private void withdraw(Lease lease, Outcome why, Moment now) {
        Lease ending =
                parts.store()
                        .committed(c -> {
                            Leases.become(c, lease.id(), State.ENDING, lease.driver(), why);
                            Map<String, String> said = particulars(lease.order(), why);
                            said.put("lease", lease.id());
                            audit(c, now, SELF, "withdrawn", said);
                            return Leases.byId(c, lease.id()).orElse(lease);
                        });
        holding.endIfDue(ending, now);
    }
}
