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
public record EnforcerSettings(
        Budget budget,
        Optional<Path> protectedFile,
        Duration kernelHold,
        Duration renewEvery,
        Duration witnessPatience,
        Duration trying,
        RailSettings rails) {

    public static final EnforcerSettings USUAL =
            new EnforcerSettings(
                    Budget.USUAL,
                    Optional.empty(),
                    Duration.ofSeconds(180),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    RailSettings.USUAL);

    public EnforcerSettings with(RailSettings others) {
        return new EnforcerSettings(
                budget, protectedFile, kernelHold, renewEvery, witnessPatience, trying, others);
    }

    public EnforcerSettings {
        if (!renewEvery.isPositive() || renewEvery.compareTo(kernelHold) >= 0) {
            throw new IllegalArgumentException(
                    "enforcer.renew: " + renewEvery + " must be shorter than hold: " + kernelHold);
        }
        if (trying.isNegative()) {
            throw new IllegalArgumentException("enforcer.trying: " + trying + " is negative");
        }
        if (kernelHold.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "enforcer.hold: " + kernelHold + " is shorter than 1 s");
        }
    }
}
