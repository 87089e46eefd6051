package org.tapwarden.detector.endpoint;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// The bounded table of endpoints: a MAC where the tap sees devices, an address behind a router.
/// Owned by the deciding thread.
///
/// Somebody who makes up MACs fills the table, but not the room of what is on the approved list: a
/// listed device is resolved whenever it comes. Addresses are bounded by endpoint, so made-up ones
/// fill the record of whoever makes them up.
public final class Endpoints {

    /// A sensor for eighty districts has fewer devices in one day.
    public static final int CAPACITY = Caps.of(100_000, 64);

    /// A flow or sighting that found the table full carries this instead of an id.
    public static final long UNRESOLVED = 0;

    /// Rows are written again because of the time alone at most this often.
    private static final long ROW_EVERY_NANOS = 60_000_000_000L;

    /// Hears of what must be kept.
    public interface Ledger {
        void endpoint(Endpoint endpoint);

        void bound(Binding binding);
    }

    private record ByMac(int space, long mac) {}

    private record ByAddress(int space, Address address) {}

    private final Makers makers;
    private final LongSupplier ids;
    private final Ledger ledger;
    private final int capacity;
    private final Map<ByMac, Endpoint> byMac = new HashMap<>();
    private final Map<ByAddress, Endpoint> byAddress = new HashMap<>();
    private final Map<Long, Endpoint> byId = new LinkedHashMap<>();
    private final Map<Long, Standing> standings = new HashMap<>();
    private long unlisted;
    private long unresolved;
    private long addressesRefused;

    /// @param ids gives the next id, never one twice; {@link #UNRESOLVED} when it has none now
    public Endpoints(Makers makers, LongSupplier ids, Ledger ledger, int capacity) {
        this.makers = makers;
        this.ids = ids;
        this.ledger = ledger;
        this.capacity = capacity;
    }

    /// The endpoint with this MAC on a wire where MACs are devices; made when it is new. Null when
    /// the table is full or the MAC is nobody's.
    public @Nullable Endpoint atMac(Segment segment, long mac, long atNanos) {
        if (mac == 0 || new Mac(mac).isGroup()) {
            return null;
        }
        var key = new ByMac(segment.space(), mac);
        Endpoint known = byMac.get(key);
        if (known == null) {
            known = make(segment, mac, atNanos);
            if (known == null) {
                return null;
            }
            byMac.put(key, known);
        }
        return touched(known, segment, atNanos);
    }

    /// The endpoint behind a layer-3 hop, by its address.
    public @Nullable Endpoint atAddress(Segment segment, Address address, long atNanos) {
        if (address.isMulticast() || address.isUnspecified()) {
            return null;
        }
        var key = new ByAddress(segment.space(), address);
        Endpoint known = byAddress.get(key);
        if (known == null) {
            known = make(segment, 0, atNanos);
            if (known == null) {
                return null;
            }
            byAddress.put(key, known);
            known.address(address);
            bind(known, Binding.ADDRESS, address.toString(), atNanos, "ip", 90);
        }
        return touched(known, segment, atNanos);
    }

    private @Nullable Endpoint make(Segment segment, long mac, long atNanos) {
        boolean listed = mac != 0 && standings.containsKey(mac);
        int kept = Math.min(standings.size(), capacity / 2);
        if (byId.size() >= capacity || (!listed && unlisted >= capacity - kept)) {
            unresolved++;
            return null;
        }
        long id = ids.getAsLong();
        if (id == UNRESOLVED) {
            unresolved++;
            return null;
        }
        String maker = makers.of(mac);
        var made =
                new Endpoint(
                        id,
                        mac,
                        maker,
                        segment,
                        standings.getOrDefault(mac, Standing.UNKNOWN),
                        atNanos);
        byId.put(made.id(), made);
        unlisted += listed ? 0 : 1;
        made.staleRow(0);
        ledger.endpoint(made);
        if (!maker.isEmpty()) {
            bind(made, Binding.MAKER, maker, atNanos, "registry", 95);
        }
        bind(made, Binding.STANDING, word(made.standing()), atNanos, "approved list", 100);
        return made;
    }

    private Endpoint touched(Endpoint endpoint, Segment segment, long atNanos) {
        endpoint.seen(segment, atNanos);
        if (endpoint.staleRow(ROW_EVERY_NANOS)) {
            ledger.endpoint(endpoint);
        }
        return endpoint;
    }

    /// Brings back what an earlier run kept.
    public void recall(Endpoint endpoint, int space) {
        byId.put(endpoint.id(), endpoint);
        unlisted += standings.containsKey(endpoint.mac()) ? 0 : 1;
        if (endpoint.mac() != 0) {
            byMac.put(new ByMac(space, endpoint.mac()), endpoint);
        } else {
            for (Address address : endpoint.addresses()) {
                byAddress.put(new ByAddress(space, address), endpoint);
            }
        }
        for (Address address : endpoint.addresses()) {
            byAddress.putIfAbsent(new ByAddress(space, address), endpoint);
        }
    }

    /// An address belongs to the endpoint from now on: ARP, neighbour discovery, DHCP or its own
    /// packets said so.
    public void bind(Endpoint endpoint, Address address, long atNanos, String source) {
        if (address.isMulticast() || address.isUnspecified()) {
            return;
        }
        boolean added = endpoint.address(address);
        if (!added && !endpoint.addresses().contains(address)) {
            addressesRefused++;
            return;
        }
        Endpoint before =
                byAddress.put(new ByAddress(endpoint.segment().space(), address), endpoint);
        if (added || (before != endpoint && endpoint.mayWriteMove(atNanos))) {
            bind(endpoint, Binding.ADDRESS, address.toString(), atNanos, source, 90);
            ledger.endpoint(endpoint);
        }
    }

    public void hostName(Endpoint endpoint, String name, long atNanos, String source) {
        if (endpoint.hostName(name)) {
            bind(endpoint, Binding.HOST_NAME, endpoint.hostName(), atNanos, source, 60);
            ledger.endpoint(endpoint);
        }
    }

    public void fingerprint(Endpoint endpoint, String vendorClass, String parameters) {
        if (endpoint.fingerprint(vendorClass, parameters)) {
            ledger.endpoint(endpoint);
        }
    }

    /// It asked for an address as a client. Kept at once: what it may no longer pass for must not
    /// be forgotten in a restart.
    public void askForAddress(Endpoint endpoint) {
        if (endpoint.askForAddress()) {
            ledger.endpoint(endpoint);
        }
    }

    public void service(Endpoint endpoint, String service) {
        if (endpoint.service(service)) {
            ledger.endpoint(endpoint);
        }
    }

    private void bind(
            Endpoint endpoint,
            String fact,
            String value,
            long atNanos,
            String source,
            int confidence) {
        ledger.bound(
                new Binding(endpoint.id(), fact, value, atNanos / 1_000_000L, source, confidence));
    }

    /// Whose MACs these are by the registry; empty when nobody's.
    public String maker(long mac) {
        return makers.of(mac);
    }

    /// Who has the address now, or null.
    public @Nullable Endpoint holder(int space, Address address) {
        return byAddress.get(new ByAddress(space, address));
    }

    public @Nullable Endpoint known(int space, long mac) {
        return byMac.get(new ByMac(space, mac));
    }

    public @Nullable Endpoint byId(long id) {
        return byId.get(id);
    }

    public Collection<Endpoint> all() {
        return byId.values();
    }

    /// The approved list changed.
    ///
    /// @param byMacBits every MAC that was ever on the list
    public void standings(Map<Long, Standing> byMacBits, long atNanos) {
        standings.clear();
        standings.putAll(byMacBits);
        unlisted = byId.values().stream().filter(e -> !standings.containsKey(e.mac())).count();
        for (Endpoint endpoint : byId.values()) {
            Standing now = standings.getOrDefault(endpoint.mac(), Standing.UNKNOWN);
            if (endpoint.mac() != 0 && endpoint.standing() != now) {
                endpoint.become(now);
                bind(endpoint, Binding.STANDING, word(now), atNanos, "approved list", 100);
                ledger.endpoint(endpoint);
            }
        }
    }

    private static String word(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }

    /// Whether MACs of this segment are devices. Nobody declared: the wire is believed, and whoever
    /// needs to know asks for {@link TapKind#ACCESS}.
    public static boolean showsMacs(Segment segment) {
        return Set.of(TapKind.ACCESS, TapKind.UNDECLARED).contains(segment.tap());
    }

    /// Addresses that found the record of their endpoint full.
    public long addressesRefused() {
        return addressesRefused;
    }

    /// Sightings and flows that found the table full.
    public long unresolved() {
        return unresolved;
    }
}
