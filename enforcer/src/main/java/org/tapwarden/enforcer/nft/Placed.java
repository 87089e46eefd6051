package org.tapwarden.enforcer.nft;

import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// What of a device is put into the sets.
///
/// @param macs stopped in every family
/// @param senders addresses of a device whose MAC this machine does not see, behind a router: what
///   comes from them is stopped where this machine routes
/// @param receivers addresses to which nothing is routed
record Placed(Set<Mac> macs, Set<Address> senders, Set<Address> receivers) {

    Placed {
        macs = Set.copyOf(macs);
        senders = Set.copyOf(senders);
        receivers = Set.copyOf(receivers);
    }
}
