package org.tapwarden.enforcer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.tapwarden.enforcer.ladder.Budget;

/// How the enforcer behaves.
///
/// @param protectedFile the operator's list
/// @param kernelHold how long a driver holds without renewal: after this time a dead appliance has
///   freed everybody
/// @param renewEvery shorter than `kernelHold`
/// @param witnessPatience how long after an act the tap is asked whether it works
public record EnforcerSettings(
        Budget budget,
        Optional<Path> protectedFile,
        Duration kernelHold,
        Duration renewEvery,
        Duration witnessPatience) {

    public static final EnforcerSettings USUAL =
            new EnforcerSettings(
                    Budget.USUAL,
                    Optional.empty(),
                    Duration.ofSeconds(180),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60));

    public EnforcerSettings {
        if (!renewEvery.isPositive() || renewEvery.compareTo(kernelHold) >= 0) {
            throw new IllegalArgumentException(
                    "enforcer.renew: " + renewEvery + " must be shorter than hold: " + kernelHold);
        }
        if (kernelHold.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "enforcer.hold: " + kernelHold + " is shorter than 1 s");
        }
    }
}
