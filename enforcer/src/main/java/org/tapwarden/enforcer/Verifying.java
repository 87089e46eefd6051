package org.tapwarden.enforcer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Verification;
import org.tapwarden.enforcer.order.Witness;

/// Asks the tap whether what is held works. Owned by the enforcer's thread.
///
/// An answer counts against a step from half a second after it on: one to what the device sent
/// before may still be under way. That nobody answers counts for it only when the device was seen
/// trying for {@link EnforcerSettings#trying}, at both ends of that time.
final class Verifying {

    static final Duration SETTLES = Duration.ofMillis(500);

    private final Parts parts;
    private final Witness witness;

    /// One for each lease that is held, so no more than there may be leases.
    private final Map<String, Watch> watches = new HashMap<>();

    Verifying(Parts parts) {
        this.parts = parts;
        this.witness = parts.witness();
    }

    /// How far one question is.
    private static final class Watch {
        private Moment since;
        private boolean settled;
        private Optional<Moment> tryingSince = Optional.empty();
        private long triedThen;

        Watch(Moment since) {
            this.since = since;
        }

        void again(Moment now) {
            since = now;
            settled = true;
            tryingSince = Optional.empty();
        }
    }

    /// Something was done about it just now. The tap does not tell destinations apart, so where
    /// only some are stopped it is not asked: everything else that the device does would speak
    /// against the step.
    void begin(Lease lease, Moment now) {
        if (!lease.order().destinations().isEmpty()) {
            forget(lease.id());
            return;
        }
        witness.watch(lease.id(), lease.order().subject());
        watches.put(lease.id(), new Watch(now));
    }

    void forget(String leaseId) {
        witness.forget(leaseId);
        watches.remove(leaseId);
    }

    /// A verdict that is not what the lease says already; mostly there is none.
    Optional<Outcome> look(Lease lease, Moment now) {
        Watch watch = watches.get(lease.id());
        boolean done = lease.outcome().kind() != Kind.SIMULATED && lease.outcome().holds();
        if (watch == null || !done) {
            return Optional.empty();
        }
        Optional<Witness.Counts> counts =
                witness.counts(lease.id()).map(seen -> seen.against(lease.step()));
        if (!watch.settled) {
            settle(watch, lease, counts, now);
            return Optional.empty();
        }
        Outcome seen = Verification.judge(counts);
        boolean certain =
                switch (seen.kind()) {
                    case NOT_EFFECTIVE, EVADED -> true;
                    case EFFECTIVE -> triedLongEnough(watch, counts.orElseThrow().tried(), now);
                    default -> false;
                };
        if (certain && seen.kind() != lease.outcome().kind()) {
            return Optional.of(seen);
        }
        boolean asking =
                watch.tryingSince.isPresent()
                        && !isOver(
                                watch.tryingSince.orElseThrow(),
                                parts.settings().trying().multipliedBy(4),
                                now);
        if (!asking && isOver(watch.since, parts.settings().witnessPatience(), now)) {
            // From zero: what was answered before the step took hold is not held against it.
            witness.watch(lease.id(), lease.order().subject());
            watch.again(now);
        }
        return Optional.empty();
    }

    private void settle(Watch watch, Lease lease, Optional<Witness.Counts> counts, Moment now) {
        if (!isOver(watch.since, SETTLES, now)) {
            return;
        }
        watch.settled = true;
        if (counts.map(c -> c.answered() > 0).orElse(false)) {
            witness.watch(lease.id(), lease.order().subject());
            watch.again(now);
        }
    }

    private boolean triedLongEnough(Watch watch, long tried, Moment now) {
        if (watch.tryingSince.isEmpty()) {
            watch.tryingSince = Optional.of(now);
            watch.triedThen = tried;
        }
        return parts.settings().trying().isZero()
                || (tried > watch.triedThen
                        && isOver(watch.tryingSince.orElseThrow(), parts.settings().trying(), now));
    }

    private static boolean isOver(Moment since, Duration span, Moment now) {
        return now.nanos() - since.nanos() >= span.toNanos();
    }
}
