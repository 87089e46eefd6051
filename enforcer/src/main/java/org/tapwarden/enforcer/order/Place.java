package org.tapwarden.enforcer.order;

import java.util.Optional;
import java.util.OptionalInt;

/// Where it is, as far as the sensor knows.
///
/// @param segment the segment's name
/// @param activeDevices how many devices the segment lately had; 0 when unknown
/// @param port switch and port, when something on the wire said so
public record Place(
        String segment,
        String site,
        String building,
        OptionalInt vlan,
        Optional<String> port,
        int activeDevices) {

    public Place {
        segment = Checked.text(segment);
        site = Checked.text(site);
        building = Checked.text(building);
        port = port.map(Checked::text);
    }
}
