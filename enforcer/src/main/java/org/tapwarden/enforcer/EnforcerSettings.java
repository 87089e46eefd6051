package org.tapwarden.enforcer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.tapwarden.enforcer.ladder.Budget;
import org.tapwarden.enforcer.ladder.RailSettings;

/// How the enforcer behaves.
///
/// @param protectedFile the operator's list
/// @param kernelHold how long a driver holds without renewal: after this time a dead appliance has
///   freed everybody
/// @param renewEvery shorter than `kernelHold`
/// @param witnessPatience after this time without a verdict the tap counts anew
/// @param rails what must be true before anything automatic happens
/// @param trying how long a device must be seen trying, and nobody answering, before a step is
///   called effective
/// @param lease how long an automatic step lasts before it is renewed, which it is only while its
///   case stands
public record EnforcerSettings(
        Budget budget,
        Optional<Path> protectedFile,
        Duration kernelHold,
        Duration renewEvery,
        Duration witnessPatience,
        Duration trying,
        RailSettings rails,
        Duration lease) {

    private static final Duration USUAL_LEASE = Duration.ofMinutes(15);
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);

    /// Whether a case stands is looked at once a second.
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);

    public static final EnforcerSettings USUAL =
            new EnforcerSettings(
                    Budget.USUAL,
                    Optional.empty(),
                    Duration.ofSeconds(180),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    RailSettings.USUAL,
                    USUAL_LEASE);

    public EnforcerSettings with(RailSettings others) {
        return new EnforcerSettings(
                budget,
                protectedFile,
                kernelHold,
                renewEvery,
                witnessPatience,
                trying,
                others,
                lease);
    }

    /// With leases of this length.
    public EnforcerSettings leasing(Duration length) {
        return new EnforcerSettings(
                budget,
                protectedFile,
                kernelHold,
                renewEvery,
                witnessPatience,
                trying,
                rails,
                length);
    }

    public EnforcerSettings {
        if (!renewEvery.isPositive() || renewEvery.compareTo(kernelHold) >= 0) {
            throw new IllegalArgumentException(
                    "enforcer.renew: " + renewEvery + " must be shorter than hold: " + kernelHold);
        }
        if (trying.isNegative()) {
            throw new IllegalArgumentException("enforcer.trying: " + trying + " is negative");
        }
        if (kernelHold.compareTo(SHORTEST_HOLD) < 0) {
            throw new IllegalArgumentException(
                    "enforcer.hold: " + kernelHold + " is shorter than 1 s");
        }
        if (lease.compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalArgumentException("enforcer.lease: " + lease + " is shorter than 3 s");
        }
    }
}
