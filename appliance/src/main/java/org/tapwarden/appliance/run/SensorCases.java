package org.tapwarden.appliance.run;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.detector.Dispositions.Disposed;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.order.Cases;

/// Which cases still stand, by what people found out about them. A case that was confirmed stands:
/// its device does what the rule said, until somebody releases it or the longest is over.
final class SensorCases implements Cases {

    static final String PREFIX = "alert-";

    private static final Pattern CASE = Pattern.compile(PREFIX + "([0-9]{1,18})");

    private final SensorStore store;

    SensorCases(SensorStore store) {
        this.store = store;
    }

    @Override
    public Found of(String caseId) {
        Matcher number = CASE.matcher(caseId);
        if (!number.matches()) {
            return UNKNOWN.of(caseId);
        }
        long alert = Long.parseLong(number.group(1));
        if (store.byId(alert).isEmpty()) {
            return UNKNOWN.of(caseId);
        }
        Optional<Disposed> disposed = store.of(alert);
        return disposed.map(SensorCases::found)
                .orElse(new Found(State.STANDS, "nobody has settled it"));
    }

    private static Found found(Disposed disposed) {
        return switch (disposed.disposition()) {
            case CONFIRMED -> new Found(State.STANDS, "confirmed by " + disposed.by());
            case FALSE_ALARM -> new Found(State.CLOSED, "a false alarm, says " + disposed.by());
            case APPROVED -> new Found(State.CLOSED, "approved by " + disposed.by());
        };
    }
}
