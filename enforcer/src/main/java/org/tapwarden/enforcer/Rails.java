package org.tapwarden.enforcer;

import java.util.Optional;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// What the enforcer looks at before anything is done, whoever asks. Owned by its thread.
final class Rails {

    private final Parts parts;
    private final Protections protections;

    Rails(Parts parts, Protections protections) {
        this.parts = parts;
        this.protections = protections;
    }

    /// Why another driver may not be asked for a lease that is held but does not work; the same
    /// rails as for its first act, but for the budget, in which it is counted already.
    Optional<Outcome> forbids(Lease lease, Moment now) {
        protections.refreshHost(now);
        return parts.store()
                .committed(c -> {
                    Optional<String> why = protections.why(c, lease.order().subject());
                    if (why.isPresent()) {
                        return Optional.of(
                                Outcome.refused(
                                        Reason.PROTECTED, "protected: " + why.orElseThrow()));
                    }
                    if (!protections.known()) {
                        return Optional.of(
                                Outcome.refused(
                                        Reason.PROTECTED_SET_UNKNOWN,
                                        "this host could not say what it depends on"));
                    }
                    boolean automatic = lease.order().askedBy().isEmpty();
                    return automatic && Leases.breakerOpen(c)
                            ? Optional.of(
                                    Outcome.refused(Reason.BREAKER_OPEN, "the breaker is open"))
                            : Optional.empty();
                });
    }
}
