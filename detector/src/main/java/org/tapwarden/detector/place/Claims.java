package org.tapwarden.detector.place;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all switches together say of where a device is.
///
/// Several may claim one: at an uplink that is not known as such, or after a move, until the old
/// entry has aged (300 s, IEEE 802.1D). The port with the fewest devices behind it is closest;
/// among equals the claim that began last counts. What a switch said that answers no more is no
/// claim.
///
/// Decides without a clock. Guarded by whoever owns it.
final class Claims {

    private record Claim(Reading.At at, long sinceMillis, long lastMillis) {

        boolean isBetterThan(Claim other) {
            int closer = Integer.compare(other.at.sharers(), at.sharers());
            return closer != 0 ? closer > 0 : sinceMillis > other.sinceMillis;
        }
    }

    private record Best(String device, Claim claim) {}

    private final Map<String, Map<Long, Claim>> byDevice = new HashMap<>();
    private final Places told;

    private final long staleMillis;

    /// @param capacity devices of which the place is kept
    /// @param stale after which time a switch that answers no more is not believed against others
    Claims(int capacity, Duration stale) {
        told = new Places(capacity);
        staleMillis = stale.toMillis();
    }

    /// Takes what a switch says now.
    ///
    /// @return what changed, and nothing else
    List<Located> take(String device, Reading reading, long nowMillis) {
        Map<Long, Claim> before = byDevice.getOrDefault(device, Map.of());
        var now = new HashMap<Long, Claim>();
        reading.at()
                .forEach((mac, at) -> {
                    Claim known = before.get(mac);
                    long since =
                            known != null && known.at().port().equals(at.port())
                                    ? known.sinceMillis()
                                    : nowMillis;
                    now.put(mac, new Claim(at, since, nowMillis));
                });
        byDevice.put(device, now);
        Set<Long> concerned = new HashSet<>(before.keySet());
        concerned.addAll(now.keySet());
        List<Located> changed = new ArrayList<>();
        for (long mac : concerned) {
            Best best = best(mac, nowMillis - staleMillis);
            if (best == null) {
                continue; // gone from every table: told as before, with its age
            }
            Reading.At at = best.claim().at();
            var place =
                    new Place(
                            best.device(),
                            at.port(),
                            at.label(),
                            at.vlan(),
                            Place.Source.SNMP,
                            best.claim().lastMillis());
            if (told.tell(mac, place)) {
                changed.add(new Located(mac, place));
            }
        }
        return changed;
    }

    private @Nullable Best best(long mac, long notBeforeMillis) {
        Best best = null;
        for (Map.Entry<String, Map<Long, Claim>> entry : byDevice.entrySet()) {
            Claim claim = entry.getValue().get(mac);
            if (claim == null || claim.lastMillis() < notBeforeMillis) {
                continue;
            }
            if (best == null || claim.isBetterThan(best.claim())) {
                best = new Best(entry.getKey(), claim);
            }
        }
        return best;
    }

    /// Where the device was when a switch had it in its table last.
    Optional<Place> where(long mac) {
        return told.of(mac).stream().findFirst();
    }

    /// Devices of which a place is known.
    int known() {
        return told.size();
    }

    long displaced() {
        return told.displaced();
    }
}
