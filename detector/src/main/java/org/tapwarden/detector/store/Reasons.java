package org.tapwarden.detector.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tapwarden.detector.air.AirReason;
import org.tapwarden.detector.disruption.DisruptionReason;
import org.tapwarden.detector.finding.GeneralReason;
import org.tapwarden.detector.finding.Reason;
import org.tapwarden.detector.forgery.ForgeryReason;
import org.tapwarden.detector.rogue.RouterReason;
import org.tapwarden.detector.rogue.ServerReason;

/// All reasons there are, by the codes under which they are kept. A new enum of reasons is named
/// here once.
final class Reasons {

    private static final List<Reason[]> ALL =
            List.of(
                    RouterReason.values(),
                    ServerReason.values(),
                    GeneralReason.values(),
                    ForgeryReason.values(),
                    DisruptionReason.values(),
                    AirReason.values());

    private static final Map<String, Reason> BY_NAME = byName();

    private Reasons() {}

    private static Map<String, Reason> byName() {
        Map<String, Reason> found = new HashMap<>();
        for (Reason[] reasons : ALL) {
            for (Reason reason : reasons) {
                if (found.put(reason.name(), reason) != null) {
                    throw new IllegalStateException(reason.name() + " stands for two reasons");
                }
            }
        }
        return Map.copyOf(found);
    }

    /// @throws IllegalArgumentException for a code that no detector knows
    static Reason named(String name) {
        Reason found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no such reason: " + name);
        }
        return found;
    }
}
