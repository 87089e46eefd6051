package org.tapwarden.detector.place;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tapwarden.capture.Caps;

/// The newest place of each device, one from each source. Two sources that differ are both kept. Of
/// the devices beyond the cap the one told of longest ago is forgotten. Safe to call from any
/// thread.
public final class Places {

    /// As many as there are endpoints.
    public static final int CAPACITY = Caps.of(100_000, 64);

    private final int capacity;
    private final LinkedHashMap<Long, Map<Place.Source, Place>> byMac =
            new LinkedHashMap<>(16, 0.75f, true);
    private long displaced;

    public Places(int capacity) {
        this.capacity = capacity;
    }

    /// Takes a place, unless a newer one of the same source is known.
    ///
    /// @param mac 48 bits
    /// @return whether it is another place than before, and not only newer
    public synchronized boolean tell(long mac, Place place) {
        Map<Place.Source, Place> known =
                byMac.computeIfAbsent(mac, _ -> new EnumMap<>(Place.Source.class));
        if (byMac.size() > capacity) {
            byMac.pollFirstEntry();
            displaced++;
        }
        Place before = known.get(place.source());
        if (before != null && before.atMillis() > place.atMillis()) {
            return false;
        }
        known.put(place.source(), place);
        return before == null || !isSame(before, place);
    }

    private static boolean isSame(Place one, Place other) {
        return one.device().equals(other.device())
                && one.port().equals(other.port())
                && one.label().equals(other.label())
                && one.vlan() == other.vlan();
    }

    /// The most reliable source first; empty when nobody said anything.
    public synchronized List<Place> of(long mac) {
        Map<Place.Source, Place> known = byMac.get(mac);
        return known == null ? List.of() : new ArrayList<>(known.values());
    }

    public synchronized int size() {
        return byMac.size();
    }

    /// Devices forgotten because there was no room.
    public synchronized long displaced() {
        return displaced;
    }
}
