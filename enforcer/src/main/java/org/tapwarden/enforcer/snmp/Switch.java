package org.tapwarden.enforcer.snmp;

import java.net.InetSocketAddress;
import java.util.Set;
import org.tapwarden.detector.place.Secrets;

/// A switch whose ports may be shut.
///
/// @param never names of interfaces that are never shut
public record Switch(
        String name,
        InetSocketAddress address,
        String user,
        SnmpSettings.Authentication authentication,
        SnmpSettings.Privacy privacy,
        Secrets secrets,
        Set<String> never) {

    public Switch {
        never = Set.copyOf(never);
    }

    @Override
    public String toString() {
        return name;
    }
}
