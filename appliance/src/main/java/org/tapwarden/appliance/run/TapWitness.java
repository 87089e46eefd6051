package org.tapwarden.appliance.run;

import java.util.Optional;
import org.tapwarden.detector.sensor.Watches;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.order.Witness;

/// The tap as the enforcer's witness.
final class TapWitness implements Witness {

    private final Watches watches;

    TapWitness(Watches watches) {
        this.watches = watches;
    }

    @Override
    public void watch(String id, Subject subject) {
        watches.watch(id, subject.macs(), subject.addresses());
    }

    @Override
    public Optional<Counts> counts(String id) {
        // Frames of a device under another address carry its MAC, which is watched, too.
        return watches.counts(id)
                .map(c -> new Counts(c.tried(), c.answered(), 0, c.acknowledged()));
    }

    @Override
    public void forget(String id) {
        watches.forget(id);
    }
}
