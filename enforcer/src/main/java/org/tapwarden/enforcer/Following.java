package org.tapwarden.enforcer;

import static org.tapwarden.enforcer.Telling.SELF;
import static org.tapwarden.enforcer.Telling.audit;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Lease.State;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Anchors;
import org.tapwarden.enforcer.order.Anchors.Anchor;
import org.tapwarden.enforcer.order.Anchors.Newcomer;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Subject;

/// The device, not the MAC: a lease follows a device to a new MAC, but only by what it cannot
/// choose ({@link Anchors}), and only to one that nobody had before, or who puts on another's MAC
/// would have that one cut off. A name that is the same moves nothing: where nothing anchors the
/// device, it has evaded, and a person is told. Owned by the enforcer's thread.
final class Following {

    static final Duration EVERY = Duration.ofSeconds(1);

    private final Parts parts;
    private final Rails rails;
    private final Holding holding;
    private Optional<Moment> looked = Optional.empty();

    Following(Parts parts, Rails rails, Holding holding) {
        this.parts = parts;
        this.rails = rails;
        this.holding = holding;
    }

    /// Looks for who appeared, when that was not done lately.
    void round(Moment now) {
        boolean due = looked.map(at -> now.nanos() - at.nanos() >= EVERY.toNanos()).orElse(true);
        if (!due) {
            return;
        }
        looked = Optional.of(now);
        List<Lease> open = parts.store().committed(Leases::open);
        for (Lease lease : open) {
            if (lease.state() == State.HELD && !lease.over(now)) {
                look(lease, now);
            }
        }
    }

    private void look(Lease lease, Moment now) {
        Anchors anchors = parts.orders().anchors();
        Lease held = lease;
        // A switch may tell later where it is, as by the next poll.
        if (lease.anchors().isEmpty()) {
            Set<Anchor> known = anchors.of(lease.order().subject(), lease.begunWall());
            if (!known.isEmpty()) {
                held = parts.store().committed(c -> Leases.anchored(c, lease, known));
            }
        }
        Subject subject = lease.order().subject();
        for (Newcomer newcomer : anchors.since(subject, held.anchors(), lease.begunWall())) {
            if (!isKnown(held, newcomer)) {
                held = judge(held, newcomer, now);
            }
        }
    }

    private static boolean isKnown(Lease lease, Newcomer newcomer) {
        return lease.order().subject().macs().containsAll(newcomer.subject().macs());
    }

    private Lease judge(Lease lease, Newcomer newcomer, Moment now) {
        Optional<Anchor> shared =
                newcomer.anchors().stream().filter(lease.anchors()::contains).findFirst();
        if (shared.isEmpty()) {
            return perhaps(lease, newcomer)
                    .map(how -> evaded(lease, newcomer, how, now))
                    .orElse(lease);
        }
        String where = shared.orElseThrow().words();
        if (newcomer.approved() || !newcomer.isNew()) {
            return evaded(
                    lease,
                    newcomer,
                    "is at its " + where + ", and was known before: it is not touched",
                    now);
        }
        Order wider = with(lease.order(), newcomer.subject());
        Optional<Outcome> forbidden = rails.forbids(lease.with(wider), now);
        return forbidden.isPresent()
                ? evaded(
                        lease,
                        newcomer,
                        "is at its " + where + ", but " + forbidden.orElseThrow().detail(),
                        now)
                : follow(lease, wider, newcomer, where, now);
    }

    /// Why a newcomer may be the device, where no anchor can tell: it moves nothing.
    private static Optional<String> perhaps(Lease lease, Newcomer newcomer) {
        if (!newcomer.isNew()) {
            return Optional.empty();
        }
        if (newcomer.alike() && lease.anchors().isEmpty()) {
            return Optional.of("says the same of itself, and nothing anchors it");
        }
        return newcomer.unleased() && !newcomer.approved() && Anchors.onlyByLease(lease.anchors())
                ? Optional.of(
                        "is new here, with an address that nobody gave it; the held device is found"
                                + " again only when it asks for one")
                : Optional.empty();
    }

    private Lease follow(Lease lease, Order wider, Newcomer newcomer, String where, Moment now) {
        Lease followed =
                parts.store()
                        .committed(c -> {
                            var said = new TreeMap<String, String>();
                            said.put("lease", lease.id());
                            said.put("macs", newcomer.subject().macs().toString());
                            said.put("anchor", where);
                            audit(c, now, SELF, "followed", said);
                            return Leases.about(c, lease, wider);
                        });
        holding.holdAgain(followed, now);
        return followed;
    }

    /// Told once for each lease.
    private Lease evaded(Lease lease, Newcomer newcomer, String how, Moment now) {
        if (lease.outcome().kind() == Kind.EVADED) {
            return lease;
        }
        var outcome =
                new Outcome(
                        Kind.EVADED,
                        Reason.SEEN_UNDER_ANOTHER_ADDRESS,
                        newcomer.subject().macs() + " " + how);
        return holding.evaded(lease, outcome, now);
    }

    /// The same device with more MACs and addresses. Beyond the most that one may have, MACs of
    /// before go, made-up ones first: to its maker's a device can always come back.
    private static Order with(Order order, Subject more) {
        Subject subject = order.subject();
        var macs = new LinkedHashSet<Mac>(more.macs());
        subject.macs().stream()
                .sorted(Comparator.comparing(Mac::isLocallyAdministered))
                .limit(Subject.MOST_MACS - (long) macs.size())
                .forEach(macs::add);
        var addresses = new HashSet<Address>(more.addresses());
        subject.addresses().stream()
                .limit(Subject.MOST_ADDRESSES - (long) addresses.size())
                .forEach(addresses::add);
        return order.about(new Subject(subject.endpoint(), macs, addresses, subject.maker()));
    }
}
