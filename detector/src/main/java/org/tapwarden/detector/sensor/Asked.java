package org.tapwarden.detector.sensor;

import java.util.List;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.policy.Measure;

/// What policy asks the enforcer for, with all it must know: it asks nobody back.
///
/// @param macs every MAC of the device
/// @param addresses every address of the device
/// @param activeDevices endpoints of the segment, for the enforcer's budget
public record Asked(
        Alert alert,
        Measure measure,
        List<String> macs,
        List<String> addresses,
        int activeDevices) {
    public Asked {
        macs = List.copyOf(macs);
        addresses = List.copyOf(addresses);
    }
}
