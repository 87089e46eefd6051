package org.tapwarden.detector.rogue;

import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;

/// Whether it speaks against a device that it says to be network equipment.
///
/// An office's own switches and access points say the same. So it counts only where the office
/// declared who plays the role, or of a device that came after everything that is always there had
/// been heard: LLDP comes each 30 s (IEEE 802.1AB, section 9.2.5.7), CDP each 60 s. Of what was
/// there before it is not observable whose it is; such equipment is proposed for the approved list
/// ({@link Proposals}).
final class Strangers {

    private static final long SETTLING_NANOS = 90_000_000_000L;

    private final Scene scene;
    private long beganNanos = Long.MIN_VALUE;

    Strangers(Scene scene) {
        this.scene = scene;
    }

    /// Something was seen; the first time is when observation began.
    void see(long atNanos) {
        if (beganNanos == Long.MIN_VALUE) {
            beganNanos = atNanos;
        }
    }

    boolean isStranger(Endpoint endpoint, Role role) {
        if (endpoint.standing() == Standing.APPROVED || scene.isOffices(endpoint, role)) {
            return false;
        }
        boolean later = endpoint.firstNanos() - beganNanos > SETTLING_NANOS;
        return scene.isDeclared(endpoint.segment(), role) || later;
    }
}
