package org.tapwarden.enforcer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.enforcer.lease.Claim;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Cases;
import org.tapwarden.enforcer.order.Cases.Found;
import org.tapwarden.enforcer.order.Cases.State;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// How the cases stand that a lease rests on, and whether it may be renewed because of one. Owned
/// by the enforcer's thread.
final class Standings {

    private static final Logger LOG = LoggerFactory.getLogger(Standings.class);

    private final Parts parts;
    private final Rails rails;

    Standings(Parts parts, Rails rails) {
        this.parts = parts;
        this.rails = rails;
    }

    /// A person settled all its cases, and none asked for the lease themselves.
    Optional<Outcome> closed(Lease lease) {
        Map<Claim, Found> found = found(lease);
        boolean closed =
                !lease.term().hasPerson()
                        && !found.isEmpty()
                        && found.values().stream().allMatch(f -> f.state() == State.CLOSED);
        return closed
                ? Optional.of(Outcome.unconfirmed(Reason.CASE_CLOSED, said(found)))
                : Optional.empty();
    }

    /// Why it may not be renewed; empty when one of its cases stands whose rule may act by itself.
    Optional<Outcome> forbids(Lease lease, Moment now) {
        return forbids(lease, found(lease), now);
    }

    private Optional<Outcome> forbids(Lease lease, Map<Claim, Found> found, Moment now) {
        Optional<Outcome> why = Optional.of(Outcome.refused(Reason.CASE_UNKNOWN, said(found)));
        for (Claim standing : standing(found)) {
            why = rails.forbidsRenewing(lease, standing, now);
            if (why.isEmpty()) {
                return why;
            }
        }
        return why;
    }

    /// Why a lease that is over was not renewed; empty when it was never to be.
    Optional<Outcome> whyItEnds(Lease lease, Moment now) {
        Map<Claim, Found> found = found(lease);
        List<Claim> standing = standing(found);
        if (lease.term().room().isPositive()) {
            return forbids(lease, found, now);
        }
        return standing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Outcome.refused(
                                Reason.LONGEST_IS_OVER,
                                "case "
                                        + standing.getFirst().caseId()
                                        + " still stands, but this has lasted as long as its rule"
                                        + " may have it; a person is asked"));
    }

    private Map<Claim, Found> found(Lease lease) {
        Cases cases = parts.orders().cases();
        var found = new LinkedHashMap<Claim, Found>();
        for (Claim claim : lease.term().claims()) {
            if (!claim.isPersons()) {
                found.put(claim, found(cases, claim.caseId()));
            }
        }
        return found;
    }

    private static Found found(Cases cases, String caseId) {
        try {
            return cases.of(caseId);
        } catch (RuntimeException e) {
            // A sensor's store that cannot be read must hold nobody, and keep no lease from ending.
            LOG.warn("whether {} stands cannot be read: {}", caseId, e.toString());
            return Cases.UNKNOWN.of(caseId);
        }
    }

    private static List<Claim> standing(Map<Claim, Found> found) {
        return found.entrySet().stream()
                .filter(entry -> entry.getValue().state() == State.STANDS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String said(Map<Claim, Found> found) {
        return String.join(
                "; ",
                found.entrySet().stream()
                        .map(e -> "case " + e.getKey().caseId() + ": " + e.getValue().words())
                        .toList());
    }
}
