package org.tapwarden.enforcer.nft;

import java.util.Set;
import org.tapwarden.capture.Address;

/// How this machine carries a device.
///
/// @param device the port or interface behind which it sits
/// @param bridged as a bridge; else as a router
/// @param addresses those that this machine's neighbour table has at its MAC, where it routes
record Way(String device, boolean bridged, Set<Address> addresses) {

    Way {
        addresses = Set.copyOf(addresses);
    }
}
