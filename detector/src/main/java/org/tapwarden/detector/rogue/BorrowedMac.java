package org.tapwarden.detector.rogue;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Reason;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.finding.Trail;
import org.tapwarden.detector.segment.Segment;

/// Tells of messages under a gateway's or server's MAC that it has no business to send: as a
/// forgery, about the segment, never about the MAC's owner.
final class BorrowedMac {

    private final Accuser accuser;
    private final Trail trail;

    BorrowedMac(Scene scene) {
        this.accuser = new Accuser(scene, CaseKind.ADDRESS_SPOOFING);
        this.trail = new Trail(scene, accuser, CaseKind.ADDRESS_SPOOFING);
    }

    /// @param goal whom the messages name; null when nobody
    void tell(
            Segment wire,
            Endpoint owner,
            Reason reason,
            String detail,
            @Nullable Endpoint goal,
            long atNanos) {
        Accuser.Told told =
                accuser.accuse(
                        null,
                        wire,
                        new Mac(owner.mac()).toString(),
                        reason,
                        reason,
                        () -> new Mac(owner.mac()) + ", " + detail + trail.hint(wire, owner.mac()),
                        atNanos);
        trail.follow(told, null, wire, owner.mac(), goal, atNanos);
    }
}
