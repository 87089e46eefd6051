package org.tapwarden.detector.forgery;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.header.TcpHeader;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices a device that sends from addresses which are not of its segment (RFC 2827).
///
/// A gateway brings such packets all the time, and may be unknown as one. So only what is handed to
/// a known gateway, for elsewhere, counts; and of a MAC only while nothing handed packets for far
/// addresses to it, and while none of its strange connections came about: whoever gets answers
/// under an address is on the way to it, and the segment is declared wrong. One made-up frame to
/// itself excuses a forger; what remains without that are a laptop that still uses its address of
/// home, for a few packets, and forgeries.
///
/// On access segments only, and for a family of addresses only where the segment has any.
public final class ForeignSources implements Detector {

    static final int CAPACITY = Caps.of(4_096, 32);

    /// Different strange addresses from one MAC. Virtual machines, containers and tunnels leak a
    /// few.
    static final int ADDRESSES = 16;

    /// First packets from strange addresses of one MAC, over at least {@link #LASTS_NANOS}.
    static final int PACKETS = 64;

    /// What is older does not count.
    private static final long MEMORY_NANOS = 600_000_000_000L;

    private static final long LASTS_NANOS = 120_000_000_000L;

    /// In this time somebody who really holds the address has answered, and the flow is told. What
    /// was not answered need not wait.
    static final long SETTLING_NANOS = 15_000_000_000L;

    private static final int TCP = 6;

    private record Key(int space, long mac) {}

    private static final class Sender {
        private final Set<Address> addresses = new HashSet<>();
        private long firstNanos = Long.MIN_VALUE;
        private long packets;
        private long unanswered;
        private boolean onTheWay;

        void begin(long atNanos) {
            firstNanos = atNanos;
            packets = 0;
            unanswered = 0;
            addresses.clear();
        }
    }

    private final Scene scene;
    private final Accuser accuser;
    private final Remembered<Key, Sender> senders = new Remembered<>(CAPACITY);

    public ForeignSources(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.FOREIGN_SOURCE);
    }

    @Override
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.SynSent(Sighting.Frame frame, var _, var _)
                && frame.sender() != null
                && frame.receiver() != null) {
            sent(
                    scene.segments().ofWire(frame),
                    frame.senderMac(),
                    frame.receiverMac(),
                    frame.sender(),
                    frame.receiver(),
                    false,
                    frame.atNanos());
        }
    }

    @Override
    public void flow(FlowRecord placed, @Nullable Endpoint source, @Nullable Endpoint destination) {
        FlowRecord.Conversation between = placed.conversation();
        FlowRecord.Place place = placed.place();
        long atNanos = placed.slice().endNanos();
        Segment wire =
                scene.segments().ofWire(between.space(), place.interfaceIndex(), place.vlan());
        if (wire == null || wire.tap() != TapKind.ACCESS) {
            return;
        }
        if (isStrange(wire, between.destination())) {
            handsOn(wire, place.destinationMac(), place.sourceMac(), atNanos);
        }
        boolean cameAbout =
                placed.whole().destinationPackets() > 0
                        && (between.protocolNumber() != TCP
                                || (placed.whole().sourceFlags() & TcpHeader.ACK) != 0);
        if (cameAbout && isStrange(wire, between.source())) {
            handsOn(wire, place.sourceMac(), place.destinationMac(), atNanos);
        } else if (between.protocolNumber() != TCP && placed.identity().slice() == 1) {
            sent(
                    wire,
                    place.sourceMac(),
                    place.destinationMac(),
                    between.source(),
                    between.destination(),
                    true,
                    atNanos);
        }
    }

    /// Whether the address cannot be one of this segment.
    private boolean isStrange(Segment wire, Address address) {
        if (address.isUnspecified()
                || address.isMulticast()
                || address.isLinkLocal()
                || wire.holds(address)) {
            return false;
        }
        return wire.prefixes().stream()
                .anyMatch(p ->
                        p.network().isIpv4() == address.isIpv4() && !p.network().isLinkLocal());
    }

    private @Nullable Sender sender(Segment wire, long mac, long atNanos) {
        return senders.get(new Key(wire.space(), mac), false, atNanos, Sender::new);
    }

    /// Packets for far addresses go to this MAC: it is on the way to them.
    private void handsOn(Segment wire, long mac, long from, long atNanos) {
        Sender sender = mac == 0 || mac == from ? null : sender(wire, mac, atNanos);
        if (sender != null) {
            sender.onTheWay = true;
            sender.addresses.clear();
        }
    }

    private void sent(
            @Nullable Segment wire,
            long mac,
            long towards,
            Address source,
            Address receiver,
            boolean unanswered,
            long atNanos) {
        if (wire == null || wire.tap() != TapKind.ACCESS || mac == 0) {
            return;
        }
        boolean strange = isStrange(wire, source);
        if (isStrange(wire, receiver) && !strange) {
            handsOn(wire, towards, mac, atNanos);
        }
        // What comes in from elsewhere is brought by a gateway, which need not be known as one;
        // what is
        // handed to a gateway is not.
        boolean outward = strange && isStrange(wire, receiver) && isGateway(wire, towards);
        Sender sender = outward ? sender(wire, mac, atNanos) : null;
        if (sender == null || sender.onTheWay) {
            return;
        }
        if (sender.firstNanos == Long.MIN_VALUE || atNanos - sender.firstNanos > MEMORY_NANOS) {
            sender.begin(atNanos);
        }
        sender.packets++;
        sender.unanswered += unanswered ? 1 : 0;
        if (sender.addresses.size() < ADDRESSES) {
            sender.addresses.add(source);
        }
        long lasted = atNanos - sender.firstNanos;
        boolean settled = lasted >= SETTLING_NANOS || sender.unanswered >= ADDRESSES;
        boolean many = sender.addresses.size() >= ADDRESSES && settled;
        boolean stubborn = sender.packets >= PACKETS && lasted >= LASTS_NANOS;
        if (many || stubborn) {
            decide(wire, mac, source, sender, atNanos);
        }
    }

    private boolean isGateway(Segment wire, long mac) {
        Endpoint endpoint = scene.endpoints().known(wire.space(), mac);
        return endpoint != null && (endpoint.isNextHop() || scene.isOffices(endpoint, Role.ROUTER));
    }

    private void decide(Segment wire, long mac, Address source, Sender sender, long atNanos) {
        Endpoint endpoint = scene.endpoints().known(wire.space(), mac);
        boolean excused =
                endpoint != null
                        && (endpoint.isNextHop()
                                || scene.isOffices(endpoint, Role.ROUTER)
                                || scene.isOffices(endpoint, Role.VIRTUAL_MACHINES)
                                || scene.isOffices(endpoint, Role.LOAD_BALANCER));
        if (excused) {
            return;
        }
        accuser.accuse(
                endpoint,
                wire,
                ForgeryReason.SENDS_FROM_STRANGE_ADDRESSES,
                ForgeryReason.STRANGE_ADDRESSES_ON_SEGMENT,
                () ->
                        new Mac(mac)
                                + " sent from "
                                + (sender.addresses.size() >= ADDRESSES
                                        ? ADDRESSES + " or more addresses, such as "
                                        : "")
                                + source,
                atNanos);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "foreign_senders", (long) senders.size(),
                "foreign_senders_refused", senders.refused(),
                "foreign_senders_displaced", senders.displaced());
    }
}
