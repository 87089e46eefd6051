package org.tapwarden.detector.sensor;

import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.rogue.Evidence;

/// Where the deciding thread puts what must be kept. It never waits for a disk here.
public interface Outlet extends Endpoints.Ledger {

    void evidence(Evidence evidence);

    /// A new alert, or one that changed.
    void alert(Alert alert);

    void asked(Asked asked);
}
