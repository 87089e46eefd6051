package org.tapwarden.appliance.control;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.policy.Clause;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.order.ByHand;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Step;

/// What a person asks for against a device on the command line.
///
/// @param device that it was asked for by its MAC
record PersonsOrder(Tools tools, Device device, ByHand asked) {

    /// @throws IOException in one line, when the MAC was never seen or the clause is none
    static PersonsOrder of(
            Tools tools, String text, String why, Step step, Duration length, String clauseId)
            throws IOException {
        if (!step.touchesTheDevice()) {
            throw new IOException("'" + step + "' does nothing to a device");
        }
        if (length.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IOException("a quarantine lasts at least a minute");
        }
        Clause clause = Clauses.builtIn().byId(clauseId);
        if (clause == null) {
            throw new IOException("'" + clauseId + "' is no clause of " + Clauses.builtIn().name());
        }
        Device device = device(tools, text);
        return new PersonsOrder(tools, device, new ByHand(step, length, clause, why, tools.who()));
    }

    /// The device with that MAC.
    ///
    /// @throws IOException in one line, when it was never seen
    static Device device(Tools tools, String text) throws IOException {
        Mac mac;
        try {
            mac = Mac.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + text + "' is no MAC address", e);
        }
        return tools.devices()
                .byMac(mac)
                .orElseThrow(() -> new IOException("no device with MAC " + mac + " was seen"));
    }

    /// @throws IllegalArgumentException in one line, when that step cannot be about these
    Order to(Set<Destination> destinations) {
        return asked.against(device, destinations);
    }

    /// Against all devices of the one person who uses this one. That somebody asked is written down
    /// first, since it is about a person.
    ///
    /// @throws IOException in one line, when it is nobody's or several people's
    ByHand.Together againstAllOfThatPerson() throws IOException {
        if (!asked.step().level().needsTwo()) {
            throw new IOException(
                    "--all-devices goes with --step suspend or revoke, which two people decide");
        }
        tools.devices()
                .note(
                        tools.who(),
                        "devices of one person asked",
                        Map.of("endpoint", Long.toString(device.endpoint()), "why", asked.why()),
                        tools.wall().instant());
        ByHand.Together all =
                asked.againstAllOfItsPerson(device, tools.devices(), tools.devices())
                        .orElseThrow(() ->
                                new IOException(
                                        "it is not known that one person, and nobody else, uses"
                                                + " this device"));
        if (all.orders().size() > Enforcement.MOST_TOGETHER) {
            throw new IOException(
                    "that person is said to use more than "
                            + Enforcement.MOST_TOGETHER
                            + " devices; ask for them one by one");
        }
        return all;
    }
}
