package org.tapwarden.enforcer.nft;

import java.util.Locale;

/// Where in the kernel frames are looked at (nft(8), "Address families").
public enum Family {

    /// What passes from one port of a bridge to another, and to or from this machine.
    BRIDGE,

    /// What this machine routes.
    INET,

    /// Every frame of the devices that the settings name, ARP too, before anything else is done
    /// with it.
    NETDEV;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
