package org.tapwarden.appliance.control;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Users.SamePerson;
import org.tapwarden.detector.policy.Clause;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.order.ByHand;
import org.tapwarden.enforcer.order.Level;
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
        Mac mac;
        try {
            mac = Mac.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + text + "' is no MAC address", e);
        }
        if (length.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IOException("a quarantine lasts at least a minute");
        }
        Clause clause = Clauses.builtIn().byId(clauseId);
        if (clause == null) {
            throw new IOException("'" + clauseId + "' is no clause of " + Clauses.builtIn().name());
        }
        Device device =
                tools.devices()
                        .byMac(mac)
                        .orElseThrow(
                                () -> new IOException("no device with MAC " + mac + " was seen"));
        return new PersonsOrder(tools, device, new ByHand(step, length, clause, why, tools.who()));
    }

    /// @throws IOException in one line, when that step cannot be about some destinations only
    Order to(Set<Destination> destinations) throws IOException {
        if (!destinations.isEmpty() && asked.step().level() != Level.RESTRICT) {
            throw new IOException(
                    "--to goes with --step restrict; "
                            + StepName.word(asked.step())
                            + " stops everything");
        }
        if (destinations.size() > Destination.MOST) {
            throw new IOException("--to: more than " + Destination.MOST + " destinations");
        }
        return asked.against(device, destinations);
    }

    /// What is asked for against all devices of whoever uses one.
    ///
    /// @param shared devices that others use, too, and that are therefore left alone
    record Together(List<Order> orders, List<Device> shared) {}

    /// Against all devices of the one person who uses this one. That somebody asked is written down
    /// first, since it is about a person.
    ///
    /// @throws IOException in one line, when it is nobody's or several people's
    Together againstAllOfThatPerson() throws IOException {
        if (!asked.step().level().needsTwo()) {
            throw new IOException(
                    "--all-devices goes with --step suspend or revoke, which two people decide");
        }
        Instant now = tools.wall().instant();
        tools.devices()
                .note(
                        tools.who(),
                        "devices of one person asked",
                        Map.of("endpoint", Long.toString(device.endpoint()), "why", asked.why()),
                        now);
        SamePerson same =
                tools.devices()
                        .samePerson(device.endpoint(), now)
                        .orElseThrow(() ->
                                new IOException(
                                        "it is not known that one person, and nobody else, uses"
                                                + " this device"));
        if (same.hers().size() >= Enforcement.MOST_TOGETHER) {
            throw new IOException(
                    "that person is said to use more than "
                            + Enforcement.MOST_TOGETHER
                            + " devices; ask for them one by one");
        }
        List<Order> orders =
                Stream.concat(Stream.of(device), known(same.hers()).stream())
                        .map(asked::against)
                        .toList();
        return new Together(orders, known(same.shared()));
    }

    private List<Device> known(List<Long> endpoints) throws IOException {
        var store = tools.devices();
        var devices = new ArrayList<Device>();
        for (long endpoint : endpoints) {
            store.byEndpoint(endpoint).ifPresent(devices::add);
        }
        return devices;
    }
}
