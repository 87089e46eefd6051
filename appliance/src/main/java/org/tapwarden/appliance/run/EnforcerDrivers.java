package org.tapwarden.appliance.run;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices;
import org.tapwarden.enforcer.command.CommandDriver;
import org.tapwarden.enforcer.command.CommandSettings;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.radius.RadiusDriver;
import org.tapwarden.enforcer.radius.Sessions;
import org.tapwarden.enforcer.snmp.SnmpDriver;

/// The drivers that the settings switch on, gentlest first: whose connections can be reset need not
/// be thrown out, whom a switch can throw out need not be cut off here, a port that is shut and a
/// program of the operator's are coarser, and nobody is isolated whom any other way reaches.
///
/// @param fromTheTap what acts by frames of its own
record EnforcerDrivers(List<Driver> gentlestFirst, TapDrivers fromTheTap) {

    /// @param sessions where devices were let in; null when nobody listens for accounting
    /// @param switchOf the switch that a MAC was last seen at
    /// @param closing closes them
    /// @throws IOException in one line, when the settings name what is not there
    static EnforcerDrivers open(
            Settings settings,
            Appliance.Surroundings around,
            Devices devices,
            Sessions sessions,
            Function<Mac, Optional<String>> switchOf,
            Closing closing)
            throws IOException {
        var drivers = new ArrayList<Driver>();
        TapDrivers fromTheTap =
                closing.with(
                        "drivers of the tap",
                        TapDrivers.open(settings, devices, around.hostView()),
                        TapDrivers::close);
        fromTheTap.gentlest().ifPresent(drivers::add);
        if (settings.radius().isPresent()) {
            drivers.add(closing.with("RADIUS", radius(settings, sessions), RadiusDriver::close));
        }
        drivers.addAll(around.drivers());
        try {
            if (settings.snmp().isPresent()) {
                drivers.add(
                        closing.with(
                                "SNMP",
                                new SnmpDriver(
                                        settings.snmp().orElseThrow().open(), switchOf::apply),
                                SnmpDriver::close));
            }
            for (CommandSettings command : settings.commands()) {
                drivers.add(
                        closing.with(
                                "command " + command.name(),
                                new CommandDriver(command),
                                CommandDriver::close));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        fromTheTap.lastResort().ifPresent(drivers::add);
        return new EnforcerDrivers(List.copyOf(drivers), fromTheTap);
    }

    private static RadiusDriver radius(Settings settings, Sessions sessions) throws IOException {
        try {
            return new RadiusDriver(
                    settings.radius().orElseThrow().open(), sessions, InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw new IOException("enforcer.radius.deny-list: " + e.getMessage(), e);
        }
    }

    /// What the reset driver counted, by name; empty where it is off.
    Map<String, Long> resetCounts() {
        return fromTheTap.counts();
    }
}
