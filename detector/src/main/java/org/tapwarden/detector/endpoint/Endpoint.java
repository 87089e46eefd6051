package org.tapwarden.detector.endpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.segment.Segment;

/// What the wire showed of one endpoint. Owned by the deciding thread, which alone changes it.
public final class Endpoint {

    /// A computer with all its temporary IPv6 addresses has fewer; a proxy has more and is no
    /// device.
    public static final int MOST_ADDRESSES = 32;

    /// An address that was not seen for so long makes room for a new one: temporary addresses
    /// change every day (RFC 8981, section 3.8).
    public static final long ADDRESS_KEPT_NANOS = 86_400_000_000_000L;

    private static final int MOST_SERVICES = 16;
    private static final long MOVES_EVERY_NANOS = 1_000_000_000L;
    private static final int LONGEST_TEXT = 255;

    private final long id;
    private final long mac;
    private final String maker;
    private final long firstNanos;
    private final Map<Address, Long> addresses = new LinkedHashMap<>();
    private final Set<String> services = new LinkedHashSet<>();
    private final Facts facts = new Facts();

    private Segment segment;
    private long movedNanos = Long.MIN_VALUE;
    private Standing standing;
    private long lastNanos;
    private long writtenNanos;
    private String hostName = "";
    private String vendorClass = "";
    private String parameters = "";

    /// Times to live of first packets, by hops already made; saturating.
    private int sentOneBelow;

    private int sentWhole;
    private int classesSeen;

    private boolean serving;
    private long firstClient;
    private boolean handsOn;
    private boolean client;
    private boolean infrastructure;

    Endpoint(long id, long mac, String maker, Segment segment, Standing standing, long firstNanos) {
        this.id = id;
        this.mac = mac;
        this.maker = maker;
        this.segment = segment;
        this.standing = standing;
        this.firstNanos = firstNanos;
        this.lastNanos = firstNanos;
        this.writtenNanos = Long.MIN_VALUE;
    }

    /// An endpoint as an earlier run kept it.
    ///
    /// @param addresses oldest first
    public static Endpoint kept(
            long id,
            long mac,
            String maker,
            Segment segment,
            Standing standing,
            long firstNanos,
            long lastNanos,
            String hostName,
            String vendorClass,
            String parameters,
            List<String> services,
            List<Address> addresses,
            boolean infrastructure,
            boolean client) {
        var kept = new Endpoint(id, mac, maker, segment, standing, firstNanos);
        kept.lastNanos = lastNanos;
        kept.writtenNanos = lastNanos;
        kept.hostName = hostName;
        kept.vendorClass = vendorClass;
        kept.parameters = parameters;
        kept.services.addAll(services);
        addresses.forEach(address -> kept.addresses.put(address, lastNanos));
        kept.infrastructure = infrastructure;
        kept.client = client;
        return kept;
    }

    public long id() {
        return id;
    }

    /// 48 bits, 0 behind a layer-3 hop.
    public long mac() {
        return mac;
    }

    public String maker() {
        return maker;
    }

    public Segment segment() {
        return segment;
    }

    public Standing standing() {
        return standing;
    }

    public String hostName() {
        return hostName;
    }

    public String vendorClass() {
        return vendorClass;
    }

    public String parameters() {
        return parameters;
    }

    public Set<String> services() {
        return services;
    }

    public Set<Address> addresses() {
        return addresses.keySet();
    }

    /// When the address was last seen with it, event time; {@link Long#MIN_VALUE} when it has not
    /// got it.
    public long confirmedNanos(Address address) {
        return addresses.getOrDefault(address, Long.MIN_VALUE);
    }

    /// Brings back when an address was last seen, and what was known, as an earlier run kept it.
    public void recall(Map<Address, Long> confirmedNanos, String factLines) {
        confirmedNanos.forEach((address, nanos) -> addresses.replace(address, nanos));
        facts.recall(factLines);
    }

    Facts facts() {
        return facts;
    }

    /// What it told of itself, a line for each fact, as {@link #recall} takes it.
    public String factLines() {
        return facts.lines();
    }

    /// The hardware address that was told of an endpoint behind a router, by the facts of its row;
    /// 0 when none was.
    public static long identity(String factLines) {
        var told = new Facts();
        told.recall(factLines);
        String mac = told.value(Binding.MAC);
        return mac.isEmpty() ? 0 : Mac.parse(mac).bits();
    }

    /// The hardware address by which the office knows it: its own, or behind a router the one that
    /// DHCP, RADIUS or a feed told. 0 when nobody did.
    public long identity() {
        String told = mac != 0 ? "" : facts.value(Binding.MAC);
        return told.isEmpty() ? mac : Mac.parse(told).bits();
    }

    public long firstNanos() {
        return firstNanos;
    }

    public long lastNanos() {
        return lastNanos;
    }

    /// It hands on what others send to far addresses and never asked for an address as a client: a
    /// gateway, not a suspect.
    ///
    /// A gateway has its address on its own segment by configuration. One whose uplink asks the
    /// segment by DHCP is a router plugged in with its WAN side, which is just what is looked for;
    /// and since two made-up frames suffice to seem a gateway, seeming one excuses no client.
    public boolean isNextHop() {
        return handsOn && !client;
    }

    /// Others seem to send through it, be it a gateway or somebody who plays one.
    public boolean handsOn() {
        return handsOn;
    }

    /// It asked for an address by DHCP, and not only whether a server is there.
    public boolean isClient() {
        return client;
    }

    /// It serves others: a switch, a DHCP or name server, a next hop, or it seems so. Believed
    /// without proof, since this only keeps automatic steps away from it: a true gateway whose
    /// requests somebody forged must not be taken off the network.
    public boolean isInfrastructure() {
        return infrastructure || handsOn;
    }

    public boolean isRandomised() {
        return mac != 0 && new Mac(mac).isLocallyAdministered();
    }

    void become(Standing newStanding) {
        standing = newStanding;
    }

    public void serve() {
        infrastructure = true;
    }

    /// It answered a client. Whoever answers two is a server; one could be made up by a single
    /// crafted frame, and would hide a suspect.
    ///
    /// @param client MAC, or a hash of the address
    public void served(long client) {
        infrastructure |= serving && firstClient != client;
        if (!serving) {
            serving = true;
            firstClient = client;
        }
    }

    public void handOn() {
        handsOn = true;
    }

    /// Answers whether this is news.
    boolean askForAddress() {
        boolean news = !client;
        client = true;
        return news;
    }

    void seen(Segment where, long atNanos) {
        segment = where;
        lastNanos = Math.max(lastNanos, atNanos);
    }

    /// Answers whether the row of this endpoint should be written again: at most once a minute only
    /// because time went by.
    boolean staleRow(long everyNanos) {
        boolean stale = writtenNanos == Long.MIN_VALUE || lastNanos - writtenNanos >= everyNanos;
        if (stale) {
            writtenNanos = lastNanos;
        }
        return stale;
    }

    /// Answers whether this is news.
    boolean hostName(String told) {
        String cut = cut(told);
        boolean news = !cut.isEmpty() && !cut.equals(hostName);
        if (news) {
            hostName = cut;
        }
        return news;
    }

    boolean fingerprint(String newVendorClass, String newParameters) {
        boolean news =
                !cut(newVendorClass).equals(vendorClass) || !cut(newParameters).equals(parameters);
        vendorClass = cut(newVendorClass);
        parameters = cut(newParameters);
        return news;
    }

    /// Takes an address, which takes the place of one that was not seen for long when there is no
    /// room: that one is {@link #forget}, before.
    void address(Address address, long atNanos) {
        addresses.merge(address, atNanos, Math::max);
    }

    boolean isFull() {
        return addresses.size() >= MOST_ADDRESSES;
    }

    /// The address that was not seen for longest, when that is long enough to give it up.
    @Nullable Address forgettable(long atNanos) {
        Address oldest = null;
        long seenNanos = atNanos - ADDRESS_KEPT_NANOS;
        for (Map.Entry<Address, Long> one : addresses.entrySet()) {
            if (one.getValue() < seenNanos) {
                oldest = one.getKey();
                seenNanos = one.getValue();
            }
        }
        return oldest;
    }

    void forget(Address address) {
        addresses.remove(address);
    }

    /// Whether a move of an address to this endpoint may be written, not only known: two that claim
    /// one address in turn must not fill the disk.
    boolean mayWriteMove(long atNanos) {
        boolean may = movedNanos == Long.MIN_VALUE || atNanos - movedNanos >= MOVES_EVERY_NANOS;
        if (may) {
            movedNanos = atNanos;
        }
        return may;
    }

    boolean service(String service) {
        return services.size() < MOST_SERVICES && services.add(cut(service));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /// Counts a first packet by the hops it has already made.
    public void sent(boolean oneBelow, int initialClass) {
        if (oneBelow) {
            sentOneBelow = Math.min(sentOneBelow + 1, 1_000_000);
        } else {
            sentWhole = Math.min(sentWhole + 1, 1_000_000);
        }
        classesSeen |= initialClass;
    }

    /// First packets whose time to live was one below what operating systems begin with.
    public int sentOneBelow() {
        return sentOneBelow;
    }

    /// First packets with a time to live as operating systems begin with.
    public int sentWhole() {
        return sentWhole;
    }

    /// How many different beginnings the times to live had.
    public int initialClasses() {
        return Integer.bitCount(classesSeen);
    }

    /// As others may see it.
    public Device snapshot() {
        List<String> texts = new ArrayList<>();
        for (Address address : addresses.keySet()) {
            texts.addFirst(address.toString());
        }
        DeviceClass seems = DeviceClass.of(this);
        return new Device(
                id,
                mac == 0 ? Optional.empty() : Optional.of(new Mac(mac)),
                isRandomised(),
                maker,
                hostName,
                parameters,
                seems.word(),
                seems.grounds(),
                standing,
                segment.name(),
                segment.site(),
                segment.building(),
                Instant.ofEpochSecond(0, firstNanos),
                Instant.ofEpochSecond(0, lastNanos),
                texts,
                Optional.empty());
    }
}
