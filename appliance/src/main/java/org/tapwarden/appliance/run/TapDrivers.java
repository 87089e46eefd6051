package org.tapwarden.appliance.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.detector.Devices;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.isolation.IsolationDriver;
import org.tapwarden.enforcer.isolation.Neighbours;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.protect.OperatorFile;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.enforcer.reset.ResetDriver;
import org.tapwarden.enforcer.reset.Sight;

/// The drivers that act by frames of their own, where the settings switch them on: resets, gentler
/// than all others, and isolation, the last resort.
///
/// @param reset empty where it is off
/// @param isolation empty where no subnet opted in
record TapDrivers(Optional<ResetDriver> reset, Optional<IsolationDriver> isolation)
        implements AutoCloseable {

    /// Whoever was not seen for so long has left, or sleeps.
    private static final Duration LATELY = Duration.ofHours(1);

    /// @throws IOException in one line, when an interface is missing
    static TapDrivers open(
            Settings settings, Devices devices, Supplier<Optional<ProtectedSet>> host)
            throws IOException {
        Optional<ResetDriver> reset = Optional.empty();
        String section = "enforcer.reset";
        try {
            if (settings.reset().isPresent()) {
                reset =
                        Optional.of(
                                new ResetDriver(
                                        settings.reset().orElseThrow(),
                                        Step.RESET,
                                        sight(devices, InstantSource.system()),
                                        dependedOn(settings, host)));
            }
            section = "enforcer.isolation";
            Optional<IsolationDriver> isolation = Optional.empty();
            if (settings.isolation().isPresent()) {
                isolation =
                        Optional.of(
                                new IsolationDriver(
                                        settings.isolation().orElseThrow(),
                                        Step.QUARANTINE,
                                        Neighbours.ofKernel(Commands.here())));
            }
            return new TapDrivers(reset, isolation);
        } catch (IOException e) {
            reset.ifPresent(ResetDriver::close);
            throw new IOException(section + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        reset.ifPresent(ResetDriver::close);
        isolation.ifPresent(IsolationDriver::close);
    }

    /// By what the sensor keeps: every device of an order came from there.
    static Sight sight(Devices devices, InstantSource wall) {
        return subject -> {
            Instant since = wall.instant().minus(LATELY);
            boolean byMac =
                    subject.macs().stream()
                            .flatMap(mac -> devices.byMac(mac).stream())
                            .anyMatch(device -> device.lastSeen().isAfter(since));
            return byMac
                    || devices.byEndpoint(subject.endpoint())
                            .filter(device -> device.lastSeen().isAfter(since))
                            .isPresent();
        };
    }

    /// What the operator protects and what this machine depends on.
    private static Supplier<Optional<ProtectedSet>> dependedOn(
            Settings settings, Supplier<Optional<ProtectedSet>> host) {
        // Read when it is asked for: by then the enforcer has told what is wrong with the file.
        return () ->
                host.get()
                        .map(
                                settings.enforcer()
                                                .protectedFile()
                                                .map(OperatorFile::read)
                                                .orElse(ProtectedSet.NOBODY)
                                        ::and);
    }

    Optional<Driver> gentlest() {
        return reset.map(driver -> driver);
    }

    Optional<Driver> lastResort() {
        return isolation.map(driver -> driver);
    }

    /// What the reset driver counted, by name; empty where it is off.
    Map<String, Long> counts() {
        var counts = new TreeMap<String, Long>();
        reset.ifPresent(driver ->
                driver.tally()
                        .all()
                        .forEach((what, n) -> counts.put(what.name().toLowerCase(Locale.ROOT), n)));
        return counts;
    }
}
