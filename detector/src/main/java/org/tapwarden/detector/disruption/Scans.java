package org.tapwarden.detector.disruption;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.capture.header.TcpHeader;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices who tries many addresses or many ports, by what does not come about within a minute.
///
/// - {@link #ABSENT} addresses of the segment that it asks for in ARP or neighbour discovery and
///   that nobody has: on the spot. A server asks as often for its clients, but those are there.
/// - {@link #HOSTS} inside hosts that it sends a first TCP packet to and that have not answered: on
///   the spot. A browser, a print server or a file server has a dozen such at a time.
/// - {@link #OUTSIDE_HOSTS} outside hosts that refused or did not answer at one port, when those
///   connections are given up. Peers of a file-sharing network refuse as often, but each at a port
///   of its own; and all of the web may be away when the line is down, so its ports do not count.
/// - {@link #PORTS} ports of one host that refused or did not answer.
///
/// The office's monitoring (role `monitoring`) and gateways do the same for good reasons.
public final class Scans implements Detector {

    static final int CAPACITY = Caps.of(8_192, 32);
    static final int ABSENT = 64;
    static final int HOSTS = 200;
    static final int OUTSIDE_HOSTS = 100;
    static final int PORTS = 60;

    private static final List<Prefix> PRIVATE =
            List.of(
                    Prefix.parse("10.0.0.0/8"),
                    Prefix.parse("172.16.0.0/12"),
                    Prefix.parse("192.168.0.0/16"),
                    Prefix.parse("fc00::/7"));

    /// Whoever is there answers sooner (RFC 6298, section 2.1: one second, and once again).
    private static final long ANSWERED_WITHIN_NANOS = 3_000_000_000L;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final Set<Integer> WEB = Set.of(80, 443);

    /// Where traceroute counts up from, three a hop.
    private static final int TRACEROUTE_FIRST = 33_434;

    private static final int TRACEROUTE_LAST = 33_600;

    private static final class Source {
        private final Pending<Address> absent = new Pending<>(ABSENT);
        private final Pending<Address> hosts = new Pending<>(HOSTS);
        private final Pending<Address> outside = new Pending<>(OUTSIDE_HOSTS);
        private final Pending<Integer> ports = new Pending<>(PORTS);
        private int port;
        private int portVotes;
        private @Nullable Address target;
        private int targetVotes;
    }

    private final Scene scene;
    private final Accuser accuser;
    private long nowNanos = Long.MIN_VALUE;
    private final Remembered<Long, Source> sources = new Remembered<>(CAPACITY);

    public Scans(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.SCAN);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        nowNanos = Math.max(nowNanos, frame.atNanos());
        switch (sighting) {
            case AddressClaimed claim -> {
                Address wanted = claim.asked();
                if (wanted != null && claim.manner() == AddressClaimed.Manner.ASKS) {
                    asks(frame, claim.mac(), wanted);
                } else if (claim.manner() == AddressClaimed.Manner.ANSWERS) {
                    isThere(frame, claim.address());
                }
            }
            case Sighting.SynSent _ -> {
                Address receiver = frame.receiver();
                if (receiver != null) {
                    tries(frame, receiver);
                }
            }
            default -> {}
        }
    }

    private @Nullable Source source(Endpoint endpoint, long atNanos) {
        boolean excused =
                endpoint.isNextHop()
                        || scene.isOffices(endpoint, Role.ROUTER)
                        || scene.isOffices(endpoint, Role.MONITORING);
        TapKind tap = endpoint.segment().tap();
        return excused || (tap != TapKind.ACCESS && tap != TapKind.ROUTED)
                ? null
                : sources.get(
                        endpoint.id(),
                        endpoint.standing() == Standing.APPROVED,
                        atNanos,
                        Source::new);
    }

    private void asks(Sighting.Frame frame, long mac, Address wanted) {
        Endpoint endpoint = scene.atMac(frame, mac);
        boolean link = wanted.isLinkLocal() && !wanted.isIpv4();
        if (endpoint == null || link || isHeld(endpoint, wanted)) {
            return;
        }
        Source source = source(endpoint, frame.atNanos());
        if (source != null
                && source.absent.add(wanted, frame.atNanos(), a -> isHeld(endpoint, a))) {
            accuse(
                    endpoint,
                    DisruptionReason.LOOKS_FOR_ABSENT_HOSTS,
                    ABSENT + " or more within a minute, such as " + wanted,
                    frame.atNanos());
        }
    }

    /// Somebody answered, if only a router for an address far away (RFC 1027).
    private void isThere(Sighting.Frame frame, Address address) {
        Endpoint asker = scene.atMac(frame, frame.receiverMac());
        Source source = asker == null ? null : sources.get(asker.id(), frame.atNanos());
        if (source != null) {
            source.absent.remove(address);
        }
    }

    private boolean isHeld(Endpoint by, Address address) {
        return scene.endpoints().holder(by.segment().space(), address) != null;
    }

    private void tries(Sighting.Frame frame, Address receiver) {
        Endpoint endpoint =
                isInside(scene.segments().of(frame, receiver), receiver)
                        ? scene.sender(frame)
                        : null;
        Source source = endpoint == null ? null : source(endpoint, frame.atNanos());
        if (endpoint != null
                && source != null
                && source.hosts.add(receiver, frame.atNanos(), _ -> false)) {
            accuse(
                    endpoint,
                    DisruptionReason.TRIES_MANY_HOSTS,
                    HOSTS + " or more within a minute, such as " + receiver,
                    frame.atNanos());
        }
    }

    @Override
    public void flow(
            FlowRecord placed, @Nullable Endpoint endpoint, @Nullable Endpoint destination) {
        FlowRecord.Conversation between = placed.conversation();
        long atNanos = placed.slice().endNanos();
        nowNanos = Math.max(nowNanos, atNanos);
        // What was cut short may still have been answered, unless it was refused or is old.
        boolean refused = (placed.whole().destinationFlags() & TcpHeader.RST) != 0;
        boolean old = nowNanos - placed.whole().startNanos() >= ANSWERED_WITHIN_NANOS;
        boolean over =
                placed.identity().isFinal()
                        && (refused || old || placed.identity().end() != EndReason.CAPTURE_ENDED)
                        && !between.swapped();
        boolean known = between.protocolNumber() == TCP || between.protocolNumber() == UDP;
        Source source = endpoint == null || !known ? null : source(endpoint, atNanos);
        if (endpoint == null || source == null) {
            return;
        }
        if (cameAbout(placed)) {
            source.hosts.remove(between.destination());
            source.outside.remove(between.destination());
            if (between.destination().equals(source.target)) {
                source.ports.remove(between.destinationPort());
            }
            return;
        }
        if (!over || between.destination().isMulticast()) {
            return;
        }
        Address to = between.destination();
        FlowRecord.Place place = placed.place();
        Segment there =
                scene.segments().of(between.space(), place.interfaceIndex(), place.vlan(), to);
        boolean outside = !isInside(there, to);
        if (outside
                && between.protocolNumber() == TCP
                && !WEB.contains(between.destinationPort())) {
            failedOutside(endpoint, source, between, atNanos);
        }
        failedPort(endpoint, source, between, atNanos);
    }

    /// A declared segment's, or an address that is used inside only (RFC 1918, RFC 4193).
    private static boolean isInside(@Nullable Segment segment, Address address) {
        return segment != null || PRIVATE.stream().anyMatch(p -> p.contains(address));
    }

    /// Whether the other side took the connection, or the datagram. Where the tap shows one
    /// direction only, what follows the handshake tells.
    private static boolean cameAbout(FlowRecord flow) {
        FlowRecord.Traffic whole = flow.whole();
        if (flow.conversation().protocolNumber() == UDP) {
            return whole.destinationPackets() > 0;
        }
        boolean taken = (whole.destinationFlags() & TcpHeader.SYN) != 0;
        boolean wentOn = (whole.sourceFlags() & TcpHeader.ACK) != 0;
        return taken || wentOn || (whole.sourceFlags() & TcpHeader.SYN) == 0;
    }

    private void failedOutside(
            Endpoint endpoint, Source source, FlowRecord.Conversation between, long atNanos) {
        if (source.port != between.destinationPort()) {
            if (source.portVotes > 0) {
                source.portVotes--;
                return;
            }
            source.port = between.destinationPort();
            source.outside.clear();
        }
        source.portVotes = Math.min(OUTSIDE_HOSTS, source.portVotes + 1);
        if (source.outside.add(between.destination(), atNanos, _ -> false)) {
            accuse(
                    endpoint,
                    DisruptionReason.TRIES_MANY_HOSTS,
                    "%d or more within a minute at port %d, such as %s"
                            .formatted(OUTSIDE_HOSTS, source.port, between.destination()),
                    atNanos);
        }
    }

    private void failedPort(
            Endpoint endpoint, Source source, FlowRecord.Conversation between, long atNanos) {
        int port = between.destinationPort();
        boolean traceroute =
                between.protocolNumber() == UDP
                        && port >= TRACEROUTE_FIRST
                        && port <= TRACEROUTE_LAST;
        if (traceroute) {
            return;
        }
        if (!between.destination().equals(source.target)) {
            if (source.targetVotes > 0) {
                source.targetVotes--;
                return;
            }
            source.target = between.destination();
            source.ports.clear();
        }
        source.targetVotes = Math.min(PORTS, source.targetVotes + 1);
        if (source.ports.add(port, atNanos, _ -> false)) {
            accuse(
                    endpoint,
                    DisruptionReason.TRIES_MANY_PORTS,
                    "%d or more of %s within a minute".formatted(PORTS, between.destination()),
                    atNanos);
        }
    }

    private void accuse(Endpoint endpoint, DisruptionReason reason, String detail, long atNanos) {
        Segment where = endpoint.segment();
        accuser.accuse(
                endpoint, where, reason, DisruptionReason.SCANS_ON_SEGMENT, () -> detail, atNanos);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "scan_sources", (long) sources.size(),
                "scan_sources_refused", sources.refused(),
                "scan_sources_displaced", sources.displaced(),
                "scan_accusations_held_back", accuser.heldBack());
    }
}
