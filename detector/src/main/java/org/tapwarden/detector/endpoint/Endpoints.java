package org.tapwarden.detector.endpoint;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.Approval;
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

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /// The source of what the office itself says.
    private static final String OFFICE = "approved list";

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
    private Map<Long, Approval> approvals = Map.of();
    private long nextExpiryMillis = Approval.NEVER;
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
            known.address(address, atNanos);
            bind(known, Binding.ADDRESS, address.toString(), atNanos, "ip", 90);
        }
        confirm(known, address, atNanos);
        return touched(known, segment, atNanos);
    }

    private @Nullable Endpoint make(Segment segment, long mac, long atNanos) {
        boolean listed = mac != 0 && approvals.containsKey(mac);
        int kept = Math.min(approvals.size(), capacity / 2);
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
        var made = new Endpoint(id, mac, maker, segment, standing(mac, atNanos), atNanos);
        byId.put(made.id(), made);
        unlisted += listed ? 0 : 1;
        made.staleRow(0);
        ledger.endpoint(made);
        learn(made, Binding.MAKER, maker, atNanos, "registry", 95);
        learn(made, Binding.SEGMENT, segment.name(), atNanos, "wire", 90);
        office(made, atNanos);
        return made;
    }

    private Standing standing(long mac, long atNanos) {
        Approval approval = mac == 0 ? null : approvals.get(mac);
        return approval == null ? Standing.UNKNOWN : approval.at(atNanos / NANOS_PER_MILLI);
    }

    /// What the office says of it, as it is now, goes into the ledger.
    private void office(Endpoint endpoint, long atNanos) {
        Approval approval = approvals.get(endpoint.identity());
        endpoint.become(standing(endpoint.identity(), atNanos));
        learn(endpoint, Binding.STANDING, word(endpoint.standing()), atNanos, OFFICE, 100);
        if (approval != null) {
            learn(endpoint, Binding.DEVICE, approval.device(), atNanos, OFFICE, 100);
        }
    }

    private Endpoint touched(Endpoint endpoint, Segment segment, long atNanos) {
        boolean moved = !endpoint.segment().name().equals(segment.name());
        endpoint.seen(segment, atNanos);
        if (moved) {
            learn(endpoint, Binding.SEGMENT, segment.name(), atNanos, "wire", 90);
        }
        if (endpoint.staleRow(ROW_EVERY_NANOS)) {
            ledger.endpoint(endpoint);
        }
        return endpoint;
    }

    /// Brings back what an earlier run kept.
    public void recall(Endpoint endpoint, int space) {
        byId.put(endpoint.id(), endpoint);
        unlisted += approvals.containsKey(endpoint.mac()) ? 0 : 1;
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
        boolean added = !endpoint.addresses().contains(address);
        if (added && endpoint.isFull() && !madeRoom(endpoint, atNanos)) {
            addressesRefused++;
            return;
        }
        endpoint.address(address, atNanos);
        Endpoint before =
                byAddress.put(new ByAddress(endpoint.segment().space(), address), endpoint);
        if (added || (before != endpoint && endpoint.mayWriteMove(atNanos))) {
            if (before != null && before != endpoint) {
                leave(before, address);
            }
            bind(endpoint, Binding.ADDRESS, address.toString(), atNanos, source, 90);
            ledger.endpoint(endpoint);
        }
    }

    /// The endpoint still has an address that it is known to have.
    public void confirm(Endpoint endpoint, Address address, long atNanos) {
        if (endpoint.addresses().contains(address)) {
            endpoint.address(address, atNanos);
        }
    }

    private boolean madeRoom(Endpoint endpoint, long atNanos) {
        Address old = endpoint.forgettable(atNanos);
        if (old == null) {
            return false;
        }
        leave(endpoint, old);
        endpoint.forget(old);
        byAddress.remove(new ByAddress(endpoint.segment().space(), old), endpoint);
        return true;
    }

    /// Notes when an address was last seen with somebody who has it no more.
    private void leave(Endpoint endpoint, Address address) {
        long lastNanos = endpoint.confirmedNanos(address);
        if (lastNanos != Long.MIN_VALUE) {
            bind(endpoint, Binding.ADDRESS_LAST, address.toString(), lastNanos, "seen", 90);
        }
    }

    public void hostName(Endpoint endpoint, String name, long atNanos, String source) {
        if (endpoint.hostName(name)) {
            ledger.endpoint(endpoint);
        }
        learn(endpoint, Binding.HOST_NAME, name, atNanos, source, 60);
    }

    /// Something was said of an endpoint. What is news goes into the ledger, at most once a minute
    /// for each fact and source.
    ///
    /// @param value from the network: at most 255 characters of it are kept, in one line
    /// @param source who said it
    /// @param confidence percent, ours
    public void learn(
            Endpoint endpoint,
            String fact,
            String value,
            long atNanos,
            String source,
            int confidence) {
        boolean always = source.equals(OFFICE);
        Facts.Known news = endpoint.facts().learn(fact, source, value, confidence, atNanos, always);
        if (news != null) {
            bind(endpoint, fact, news.value(), atNanos, source, confidence);
            ledger.endpoint(endpoint);
        }
    }

    /// Somebody who knows told whose hardware address is behind an address of a routed segment:
    /// DHCP with a relay, RADIUS, or a feed. Where the tap sees MACs, the wire is believed instead.
    ///
    /// @param source who told
    /// @return the endpoint, null when the segment shows MACs or there is no room
    public @Nullable Endpoint identify(
            Segment segment,
            Address address,
            long mac,
            long atNanos,
            String source,
            int confidence) {
        if (showsMacs(segment) || mac == 0 || new Mac(mac).isGroup()) {
            return null;
        }
        Endpoint endpoint = atAddress(segment, address, atNanos);
        if (endpoint == null || endpoint.mac() != 0) {
            return null;
        }
        learn(endpoint, Binding.MAC, new Mac(mac).toString(), atNanos, source, confidence);
        office(endpoint, atNanos);
        return endpoint;
    }

    public void fingerprint(
            Endpoint endpoint, String vendorClass, String parameters, long atNanos) {
        if (endpoint.fingerprint(vendorClass, parameters)) {
            ledger.endpoint(endpoint);
        }
        learn(endpoint, Binding.VENDOR_CLASS, vendorClass, atNanos, "dhcp", 60);
        learn(endpoint, Binding.PARAMETERS, parameters, atNanos, "dhcp", 60);
    }

    /// It asked for an address as a client. Kept at once: what it may no longer pass for must not
    /// be forgotten in a restart.
    public void askForAddress(Endpoint endpoint) {
        if (endpoint.askForAddress()) {
            ledger.endpoint(endpoint);
        }
    }

    public void service(Endpoint endpoint, String service, long atNanos, String source) {
        if (endpoint.service(service)) {
            learn(endpoint, Binding.SERVICE, service, atNanos, source, 60);
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
                new Binding(
                        endpoint.id(), fact, value, atNanos / NANOS_PER_MILLI, source, confidence));
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
    public void approvals(Map<Long, Approval> byMacBits, long atNanos) {
        approvals = Map.copyOf(byMacBits);
        unlisted = byId.values().stream().filter(e -> !approvals.containsKey(e.mac())).count();
        renew(atNanos);
    }

    /// What the office says of a MAC, null when it says nothing.
    public @Nullable Approval approval(long mac) {
        return approvals.get(mac);
    }

    /// Event time went on: an approval may have come to its end.
    public void forward(long atNanos) {
        if (atNanos / NANOS_PER_MILLI >= nextExpiryMillis) {
            renew(atNanos);
        }
    }

    private void renew(long atNanos) {
        long atMillis = atNanos / NANOS_PER_MILLI;
        nextExpiryMillis = Approval.NEVER;
        for (Approval approval : approvals.values()) {
            if (approval.expiresMillis() > atMillis) {
                nextExpiryMillis = Math.min(nextExpiryMillis, approval.expiresMillis());
            }
        }
        for (Endpoint endpoint : byId.values()) {
            office(endpoint, atNanos);
        }
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case APPROVED -> "approved";
            case KNOWN -> "known";
            case UNKNOWN -> "unknown";
            case RETIRED -> "retired";
        };
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
