package org.tapwarden.enforcer.reset;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// Who is restricted at one moment, found by MAC or address without making an object. A device
/// whose MACs are known is found by those alone: an address may be somebody else's tomorrow.
final class Restricted {

    static final Restricted NOBODY = new Restricted(Set.of());

    private final Set<Mac> macs = new LinkedHashSet<>();
    private final Set<Address> addresses = new LinkedHashSet<>();
    private final long[] macKeys;
    private final @Nullable Restriction[] byMac;
    private final long[] addressKeys;
    private final @Nullable Restriction[] byAddress;

    /// @param all where two name one device, the later counts
    Restricted(Collection<Restriction> all) {
        for (Restriction one : all) {
            if (one.subject().macs().isEmpty()) {
                addresses.addAll(one.subject().addresses());
            } else {
                macs.addAll(one.subject().macs());
            }
        }
        // At most half full, so that a search soon meets a gap.
        int macSlots = Integer.highestOneBit(macs.size() * 2 + 1) * 2;
        int addressSlots = Integer.highestOneBit(addresses.size() * 2 + 1) * 2;
        macKeys = new long[macSlots];
        byMac = new Restriction[macSlots];
        addressKeys = new long[2 * addressSlots];
        byAddress = new Restriction[addressSlots];
        for (Restriction one : all) {
            if (one.subject().macs().isEmpty()) {
                one.subject().addresses().forEach(address -> put(address, one));
            } else {
                one.subject().macs().forEach(mac -> put(mac, one));
            }
        }
    }

    private void put(Mac mac, Restriction one) {
        int slot = macSlot(mac.bits());
        macKeys[slot] = mac.bits();
        byMac[slot] = one;
    }

    private void put(Address address, Restriction one) {
        int slot = addressSlot(address.high(), address.low());
        addressKeys[2 * slot] = address.high();
        addressKeys[2 * slot + 1] = address.low();
        byAddress[slot] = one;
    }

    Set<Mac> macs() {
        return macs;
    }

    Set<Address> addresses() {
        return addresses;
    }

    @Nullable Restriction of(long mac) {
        return byMac[macSlot(mac)];
    }

    @Nullable Restriction of(long high, long low) {
        return addresses.isEmpty() ? null : byAddress[addressSlot(high, low)];
    }

    private int macSlot(long mac) {
        int slot = spread(mac) & (macKeys.length - 1);
        while (macKeys[slot] != mac && byMac[slot] != null) {
            slot = (slot + 1) & (macKeys.length - 1);
        }
        return slot;
    }

    private int addressSlot(long high, long low) {
        int slot = spread(31 * high + low) & (byAddress.length - 1);
        while ((addressKeys[2 * slot] != high || addressKeys[2 * slot + 1] != low)
                && byAddress[slot] != null) {
            slot = (slot + 1) & (byAddress.length - 1);
        }
        return slot;
    }

    private static int spread(long key) {
        return (int) ((key * 0x9e3779b97f4a7c15L) >>> 32);
    }
}
