package org.tapwarden.detector;

import java.time.Instant;
import java.util.List;
import org.tapwarden.detector.approved.OneApproval;
import org.tapwarden.detector.audit.AuditTrail;

/// What the sensor lets people decide, and what it wrote down about who decided it: imports,
/// approvals and judgements of cases. Safe to call from any thread; an answer means that it is on
/// the disk.
public interface Approvals {

    /// Puts one device on the approved list, or renews it. What the inventory knows of it stays
    /// where the approval says nothing else.
    ///
    /// @throws IllegalArgumentException when it speaks of an alert that there is not
    void approve(OneApproval approval, Instant at);

    /// Rows after this number, lowest first.
    List<AuditTrail.Row> audit(long after, int limit);

    AuditTrail.Verdict verifyAudit();
}
