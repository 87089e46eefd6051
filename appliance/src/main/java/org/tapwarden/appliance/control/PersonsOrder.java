package org.tapwarden.appliance.control;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.policy.Clause;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.order.Level;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Severity;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// A quarantine that a person asks for on the command line.
final class PersonsOrder {

    private PersonsOrder() {}

    /// @throws IOException in one line, when the MAC was never seen or the clause is none
    static Order of(
            Tools tools,
            String text,
            String why,
            Step step,
            Duration length,
            String clauseId,
            Set<Destination> destinations)
            throws IOException {
        if (!step.touchesTheDevice()) {
            throw new IOException("'" + step + "' does nothing to a device");
        }
        if (!destinations.isEmpty() && step.level() != Level.RESTRICT) {
            throw new IOException(
                    "--to goes with --step restrict; " + StepName.word(step) + " stops everything");
        }
        if (destinations.size() > Destination.MOST) {
            throw new IOException("--to: more than " + Destination.MOST + " destinations");
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
        Set<Address> addresses = new HashSet<>();
        device.addresses().forEach(a -> addresses.add(Address.parse(a)));
        return new Order(
                0,
                UUID.randomUUID().toString(),
                "by-hand",
                clause.id(),
                clause.sentence(),
                "A person asked for a quarantine",
                Severity.MEDIUM,
                step,
                Mode.ACT,
                length,
                new Subject(device.endpoint(), Set.of(mac), addresses, device.maker()),
                new Place(
                        device.segment(),
                        device.site(),
                        device.building(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        0),
                Set.of(),
                List.of(why),
                List.of(),
                device.firstSeen(),
                Instant.now(),
                Optional.of(tools.who()),
                destinations);
    }
}
