package org.tapwarden.enforcer.order;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.policy.Clause;
import org.tapwarden.detector.policy.Destination;

/// What a person asks for, before it is said against whom.
///
/// @param clause of the office's regulation that it rests on
/// @param why kept with the account
/// @param account of whoever asks
public record ByHand(Step step, Duration length, Clause clause, String why, String account) {

    public Order against(Device device) {
        return against(device, Set.of());
    }

    /// An order with a case id of its own.
    public Order against(Device device, Set<Destination> destinations) {
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
