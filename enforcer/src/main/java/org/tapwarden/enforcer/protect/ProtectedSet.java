package org.tapwarden.enforcer.protect;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Subject;

/// Whom no step may touch, and why.
///
/// A device that claims a protected address is protected too: better a forger who is only reported
/// than a gateway that is cut off because somebody forged its name.
public final class ProtectedSet {

    public static final ProtectedSet NOBODY =
            new ProtectedSet(Map.of(), Map.of(), new LinkedHashMap<>());

    private final Map<Mac, String> macs;
    private final Map<Address, String> addresses;
    private final Map<Prefix, String> prefixes;

    private ProtectedSet(
            Map<Mac, String> macs, Map<Address, String> addresses, Map<Prefix, String> prefixes) {
        this.macs = macs;
        this.addresses = addresses;
        this.prefixes = prefixes;
    }

    /// @param entries MAC, address or prefix, each with its reason
    /// @throws IllegalArgumentException naming the entry that is none of these
    public static ProtectedSet of(Map<String, String> entries) {
        var macs = new HashMap<Mac, String>();
        var addresses = new HashMap<Address, String>();
        var prefixes = new LinkedHashMap<Prefix, String>();
        entries.forEach((entry, why) -> {
            if (isMac(entry)) {
                macs.put(Mac.parse(entry), why);
            } else if (entry.indexOf('/') >= 0) {
                prefixes.put(Prefix.parse(entry), why);
            } else {
                addresses.put(Address.parse(entry), why);
            }
        });
        return new ProtectedSet(macs, addresses, prefixes);
    }

    public Optional<String> why(Subject subject) {
        for (Mac mac : subject.macs()) {
            String why = macs.get(mac);
            if (why != null) {
                return Optional.of(mac + " is " + why);
            }
        }
        for (Address address : subject.addresses()) {
            String why = addresses.get(address);
            if (why != null) {
                return Optional.of(address + " is " + why);
            }
            for (Map.Entry<Prefix, String> prefix : prefixes.entrySet()) {
                if (prefix.getKey().contains(address)) {
                    return Optional.of(address + " is " + prefix.getValue());
                }
            }
        }
        return Optional.empty();
    }

    /// Everybody in either.
    public ProtectedSet and(ProtectedSet other) {
        var bothMacs = new HashMap<>(other.macs);
        bothMacs.putAll(macs);
        var bothAddresses = new HashMap<>(other.addresses);
        bothAddresses.putAll(addresses);
        var bothPrefixes = new LinkedHashMap<>(other.prefixes);
        bothPrefixes.putAll(prefixes);
        return new ProtectedSet(bothMacs, bothAddresses, bothPrefixes);
    }

    public int size() {
        return macs.size() + addresses.size() + prefixes.size();
    }

    private static boolean isMac(String entry) {
        return entry.matches("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");
    }
}
