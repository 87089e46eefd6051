package org.tapwarden.detector.sensor;

import java.util.Optional;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;

/// Where the deciding thread puts what must be kept. It never waits for a disk here.
public interface Outlet extends Endpoints.Ledger {

    /// @param segment where it was found
    void evidence(CaseKind kind, String segment, Evidence evidence);

    /// A new alert, or one that changed, and what policy asks for because of it, which must be kept
    /// together: after a crash between the two the alert would be known and nothing done.
    void alert(Alert alert, Optional<Asked> asked);

    /// A machine proved itself, so it is approved. Counts when it is kept; a replay keeps nothing.
    ///
    /// @param source who said so
    default void approve(ApprovedList.Entry entry, String source, long atMillis) {}

    /// How far the console's journal of identifications was read; kept with what came of it.
    ///
    /// @param done up to here nothing has to be read again
    /// @param through the highest number that was read
    void identified(long done, long through);
}
