package org.tapwarden.enforcer;

import static org.tapwarden.enforcer.Telling.SELF;
import static org.tapwarden.enforcer.Telling.audit;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Lease.State;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Subject;

/// After a start: what was intended is done, what was held is held again, what nobody holds a lease
/// for is let go.
final class Reconciling {

    private final Parts parts;
    private final Holding holding;

    Reconciling(Parts parts, Holding holding) {
        this.parts = parts;
        this.holding = holding;
    }

    void reconcile() {
        Moment now = parts.clocks().now();
        for (Lease lease : parts.store().committed(Leases::open)) {
            if (!lease.bootId().equals(now.bootId())) {
                parts.store()
                        .committed(c -> {
                            Leases.until(c, lease.id(), lease.left(now), now);
                            audit(
                                    c,
                                    now,
                                    SELF,
                                    "carried over a reboot",
                                    Map.of("lease", lease.id()));
                            return true;
                        });
            }
            if (lease.state() == State.INTENDED && !lease.over(now)) {
                holding.act(parts.store().committed(c -> Leases.byId(c, lease.id())).orElse(lease));
            } else if (lease.state() == State.HELD && !lease.over(now)) {
                holding.resume(lease, now);
            }
        }
        List<Lease> open = parts.store().committed(Leases::open);
        for (Driver driver : parts.drivers().all()) {
            driver.prepare();
            Set<Mac> leased = new HashSet<>();
            for (Lease lease : open) {
                if (lease.driver().equals(driver.name())) {
                    leased.addAll(lease.order().subject().macs());
                }
            }
            releaseOrphans(driver, leased, now);
        }
    }

    private void releaseOrphans(Driver driver, Set<Mac> leased, Moment now) {
        Map<Mac, String> held = driver.held().orElse(Map.of());
        for (Mac mac : held.keySet()) {
            if (leased.contains(mac)) {
                continue;
            }
            var orphan = new Subject(0, Set.of(mac), Set.of(), "");
            Outcome outcome = driver.release(new Grant("orphan", "orphan", orphan));
            parts.store()
                    .committed(c -> {
                        audit(
                                c,
                                now,
                                SELF,
                                "released an orphan",
                                Map.of("mac", mac.toString(), "reason", outcome.reason().name()));
                        return true;
                    });
        }
    }
}
