package org.tapwarden.detector.endpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    private static final int MOST_SERVICES = 16;
    private static final long MOVES_EVERY_NANOS = 1_000_000_000L;
    private static final int LONGEST_TEXT = 255;

    private final long id;
    private final long mac;
    private final String maker;
    private final long firstNanos;
    private final Set<Address> addresses = new LinkedHashSet<>();
    private final Set<String> services = new LinkedHashSet<>();

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
        kept.addresses.addAll(addresses);
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
        return addresses;
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

    boolean address(Address address) {
        if (addresses.contains(address) || addresses.size() >= MOST_ADDRESSES) {
            return false;
        }
        return addresses.add(address);
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
        for (Address address : addresses) {
            texts.addFirst(address.toString());
        }
        return new Device(
                id,
                mac == 0 ? Optional.empty() : Optional.of(new Mac(mac)),
                isRandomised(),
                maker,
                hostName,
                parameters,
                DeviceKind.guess(this),
                standing,
                segment.name(),
                segment.site(),
                segment.building(),
                Instant.ofEpochSecond(0, firstNanos),
                Instant.ofEpochSecond(0, lastNanos),
                texts);
    }
}
