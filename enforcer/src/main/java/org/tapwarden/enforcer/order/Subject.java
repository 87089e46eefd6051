package org.tapwarden.enforcer.order;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Device;

/// Whom it is about: a device by its endpoints. There is no field for a person's name or a host
/// name.
///
/// @param endpoint the sensor's endpoint id, 0 when unresolved
/// @param macs every MAC of the device; a step acts on all or on none
/// @param maker what the registry says of the MAC, empty when it says nothing
public record Subject(long endpoint, Set<Mac> macs, Set<Address> addresses, String maker) {

    public static final int MOST_MACS = 64;
    public static final int MOST_ADDRESSES = 256;

    public Subject {
        if (macs.size() > MOST_MACS || addresses.size() > MOST_ADDRESSES) {
            throw new IllegalArgumentException("more endpoints than a device has");
        }
        var sorted = new TreeSet<Mac>(Comparator.comparingLong(Mac::bits));
        sorted.addAll(macs);
        macs = Collections.unmodifiableSet(sorted);
        addresses = Collections.unmodifiableSet(new TreeSet<>(addresses));
        maker = Checked.text(maker);
    }

    /// The device as the enforcer knows it.
    public static Subject of(Device device) {
        var addresses = new TreeSet<Address>();
        device.addresses().stream()
                .limit(MOST_ADDRESSES)
                .forEach(address -> addresses.add(Address.parse(address)));
        return new Subject(
                device.endpoint(),
                device.mac().map(Set::of).orElse(Set.of()),
                addresses,
                device.maker());
    }

    /// It is about no one device, but a segment.
    public boolean isNobody() {
        return endpoint == 0 && macs.isEmpty() && addresses.isEmpty();
    }

    /// The same for the same device, for as long as the sensor calls it by the same id.
    public String key() {
        if (endpoint != 0) {
            return "endpoint-" + endpoint;
        }
        return macs.isEmpty() ? "addresses-" + addresses : macs.iterator().next().toString();
    }
}
