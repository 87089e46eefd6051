package org.tapwarden.detector.place;

import java.util.Map;

/// What one round of questions to one switch brought.
///
/// @param sysName how the switch calls itself (RFC 3418), from the network: escape it where shown
/// @param ports of its bridge
/// @param addresses rows of its bridge table that are devices'
/// @param uplinks ports that tell no place
/// @param cut the table was longer than {@link BridgeReader#MOST_ROWS}, so nobody knows how many
///   devices are behind a port, and none of its ports tells a place
/// @param malformed cells that could not be what they stood for
/// @param held devices of which no place is kept, beyond {@link BridgeReader#MOST_PLACES}
/// @param at the place of each device behind a port that is no uplink
record Reading(
        String sysName,
        int ports,
        int addresses,
        int uplinks,
        boolean cut,
        int malformed,
        int held,
        Map<Long, At> at) {

    Reading {
        at = Map.copyOf(at);
    }

    /// A port of this switch.
    ///
    /// @param sharers devices behind the port
    record At(String port, String label, int vlan, int sharers) {}
}
