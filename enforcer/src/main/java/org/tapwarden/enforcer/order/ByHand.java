package org.tapwarden.enforcer.order;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Users;
import org.tapwarden.detector.policy.Clause;
import org.tapwarden.detector.policy.Destination;

/// What a person asks for, before it is said against whom.
///
/// @param clause of the office's regulation that it rests on
/// @param why kept with the account
/// @param account of whoever asks
public record ByHand(Step step, Duration length, Clause clause, String why, String account) {

    /// The same against all devices of one person.
    ///
    /// @param shared devices that others use, too, and that are therefore left alone
    public record Together(List<Order> orders, List<Device> shared) {
        public Together {
            orders = List.copyOf(orders);
            shared = List.copyOf(shared);
        }
    }

    /// Against this device and all others of the one person who uses it. Whoever calls this writes
    /// down first that it was asked, since it is about a person.
    ///
    /// @return empty when nobody is known to use it, or more than one person
    public Optional<Together> againstAllOfItsPerson(Device device, Devices devices, Users users) {
        return users.samePerson(device.endpoint(), Instant.now())
                .map(same -> {
                    var orders = new ArrayList<Order>();
                    orders.add(against(device));
                    known(same.hers(), devices).forEach(other -> orders.add(against(other)));
                    return new Together(orders, known(same.shared(), devices));
                });
    }

    private static List<Device> known(List<Long> endpoints, Devices devices) {
        return endpoints.stream().map(devices::byEndpoint).flatMap(Optional::stream).toList();
    }

    public Order against(Device device) {
        return against(device, Set.of());
    }

    /// An order with a case id of its own.
    ///
    /// @param destinations that alone are taken away; none for everything
    /// @throws IllegalArgumentException in one line, when that step cannot be about these
    public Order against(Device device, Set<Destination> destinations) {
        if (!destinations.isEmpty() && step.level() != Level.RESTRICT) {
            throw new IllegalArgumentException(
                    "destinations go with restrict; " + step.word() + " stops everything");
        }
        if (destinations.size() > Destination.MOST) {
            throw new IllegalArgumentException("more than " + Destination.MOST + " destinations");
        }
        return new Order(
                0,
                UUID.randomUUID().toString(),
                "by-hand",
                clause.id(),
                clause.sentence(),
                "A person asked for it",
                Severity.MEDIUM,
                step,
                Mode.ACT,
                length,
                Subject.of(device),
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
                Optional.of(account),
                destinations);
    }
}
