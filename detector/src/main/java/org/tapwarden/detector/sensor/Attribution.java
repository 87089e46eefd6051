package org.tapwarden.detector.sensor;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;

/// Says whose a frame is: the endpoint that sent it, and not the gateway that handed it on.
///
/// Owned by the deciding thread.
final class Attribution {

    private final Segments segments;
    private final Endpoints endpoints;
    private final NextHops nextHops = new NextHops();
    private final Strangers strangers = new Strangers();
    private final LongPredicate isAtAPort;
    private final Map<String, Long> lastFrameOf = new HashMap<>();
    private final Map<String, Long> routedOnAccess = new HashMap<>();

    /// @param isAtAPort whether a switch said of a MAC at which port it is
    Attribution(Segments segments, Endpoints endpoints, LongPredicate isAtAPort) {
        this.segments = segments;
        this.endpoints = endpoints;
        this.isAtAPort = isAtAPort;
    }

    /// Who claims an address in ARP or neighbour discovery.
    @Nullable Endpoint claimant(Sighting.Frame frame, long mac, Address address) {
        return onWire(segments.of(frame, address), mac, frame.atNanos());
    }

    /// Who asks for an address; null when a relay handed it on, since the MAC inside is on a wire
    /// that we do not see.
    @Nullable Endpoint asker(Sighting.Frame frame, Telling.DhcpRequest request) {
        if (request.relay() != null || request.clientMac() != frame.senderMac()) {
            return null;
        }
        Address about = request.requested();
        Segment segment = about == null ? null : segments.of(frame, about);
        if (segment == null) {
            segment = segments.ofWire(frame);
        }
        if (segment == null) {
            segment = whereKnown(frame, request.clientMac());
        }
        return onWire(segment, request.clientMac(), frame.atNanos());
    }

    /// Who was given an address.
    @Nullable Endpoint leaseholder(Sighting.Frame frame, long mac, Address assigned) {
        Segment segment = segments.of(frame, assigned);
        return segment == null || !Endpoints.showsMacs(segment)
                ? null
                : endpoints.atMac(segment, mac, frame.atNanos());
    }

    private @Nullable Endpoint onWire(@Nullable Segment segment, long mac, long atNanos) {
        if (segment == null || !Endpoints.showsMacs(segment)) {
            return null;
        }
        Endpoint endpoint = endpoints.atMac(segment, mac, atNanos);
        if (endpoint != null) {
            noteFrame(segment, atNanos);
        }
        return endpoint;
    }

    /// What a first DISCOVER said is kept until an address tells where its sender is.
    private @Nullable Segment whereKnown(Sighting.Frame frame, long mac) {
        Endpoint known = endpoints.known(segments.spaceOf(frame), mac);
        return known == null ? null : known.segment();
    }

    /// Who sent a first packet with hops to count: one that left its own device on a wire where the
    /// tap sees it leave. Null for all others, which are noted only.
    @Nullable Endpoint firstSender(Sighting.Frame frame) {
        Address sender = frame.sender();
        Address receiver = frame.receiver();
        if (sender == null || receiver == null) {
            return null;
        }
        Segment segment = segments.of(frame, sender);
        if (segment == null) {
            return null;
        }
        if (segments.of(frame, receiver) == null) {
            handsOn(segment, frame);
        }
        Segment wire = segments.ofWire(frame);
        if (wire != null && !wire.name().equals(segment.name())) {
            // On the wire of another segment it comes from the hop between the two.
            routedOnAccess.merge(wire.name(), 1L, Long::sum);
            return null;
        }
        if (segment.tap() != TapKind.ACCESS) {
            // A device, and no more: behind a hop every time to live is one less.
            Endpoint _ = resolve(segment, sender, frame.senderMac(), frame.atNanos());
            return null;
        }
        Endpoint holder = holder(segment, sender, frame.senderMac());
        if (holder != null && holder.mac() != frame.senderMac()) {
            routedOnAccess.merge(segment.name(), 1L, Long::sum);
            stranger(segment, frame.senderMac(), frame.atNanos());
            return null;
        }
        Endpoint endpoint = resolve(segment, sender, frame.senderMac(), frame.atNanos());
        return endpoint == null || endpoint.mac() != frame.senderMac() || endpoint.isNextHop()
                ? null
                : endpoint;
    }

    /// The receiver's MAC is that of a gateway: the address it stands for is elsewhere.
    private void handsOn(Segment segment, Sighting.Frame frame) {
        long mac = frame.receiverMac();
        if (mac == 0 || new Mac(mac).isGroup() || !Endpoints.showsMacs(segment)) {
            return;
        }
        Endpoint gateway = endpoints.known(segment.space(), mac);
        if (gateway != null && gateway.handsOn()) {
            return;
        }
        if (nextHops.handedOn(segment.space(), mac, frame.senderMac()) && gateway != null) {
            gateway.handOn();
            nextHops.settled(segment.space(), mac);
        }
    }

    /// The segment of the wire that a frame was on: by its tag, by the sender's address where the
    /// sender's MAC is on that segment, or because there is only one. Null when it cannot be told.
    @Nullable Segment wire(Sighting.Frame frame) {
        Segment wire = segments.ofWire(frame);
        if (wire != null || frame.air()) {
            return wire;
        }
        Address sender = frame.sender();
        Segment told = sender == null ? null : segments.of(frame, sender);
        return told != null ? told : whereKnown(frame, frame.senderMac());
    }

    /// Who sent a frame of its own, not one handed on; null when it cannot be told.
    @Nullable Endpoint sender(Sighting.Frame frame) {
        Address sender = frame.sender();
        Segment segment = sender == null ? segments.ofWire(frame) : segments.of(frame, sender);
        if (segment == null) {
            return null;
        }
        return resolve(segment, sender, frame.senderMac(), frame.atNanos());
    }

    /// The endpoint that has an inside address now.
    @Nullable Endpoint resolve(Segment segment, @Nullable Address address, long mac, long atNanos) {
        noteFrame(segment, atNanos);
        if (!Endpoints.showsMacs(segment) || mac == 0) {
            return address == null ? null : endpoints.atAddress(segment, address, atNanos);
        }
        Endpoint holder = address == null ? null : holder(segment, address, mac);
        if (holder != null && address != null) {
            if (holder.mac() != mac) {
                stranger(segment, mac, atNanos);
                return holder;
            }
            endpoints.confirm(holder, address, atNanos);
            return endpoints.atMac(segment, mac, atNanos);
        }
        Endpoint byMac = endpoints.known(segment.space(), mac);
        if (byMac != null && byMac.isNextHop()) {
            // Somebody behind the gateway; its MAC is on another wire.
            return address == null ? null : endpoints.atAddress(segment, address, atNanos);
        }
        Endpoint endpoint = endpoints.atMac(segment, mac, atNanos);
        if (endpoint != null && address != null) {
            endpoints.bind(endpoint, address, atNanos, "ip");
        }
        return endpoint;
    }

    /// A MAC that brought what another's address stands on.
    private void stranger(Segment segment, long mac, long atNanos) {
        if (segment.tap() != TapKind.ACCESS || endpoints.known(segment.space(), mac) != null) {
            return;
        }
        if (isAtAPort.test(mac)) {
            Endpoint _ = endpoints.atMac(segment, mac, atNanos);
        } else {
            strangers.seen(segment, mac);
        }
    }

    /// A switch says that this MAC is at a port of its own: if it was seen, it is a device.
    void atAPort(int space, long mac, long atNanos) {
        Segment where = strangers.take(space, mac);
        if (where != null) {
            Endpoint _ = endpoints.atMac(where, mac, atNanos);
        }
    }

    /// Who has the address, as far as a frame with this MAC is concerned.
    ///
    /// A client's own address stays its own in what it sends, whoever claims it in ARP: otherwise
    /// one claim from a made-up MAC would make all that a router forwards look like that of
    /// somebody behind a gateway. A gateway is no client, so what it hands on stays the sender's.
    private @Nullable Endpoint holder(Segment segment, Address address, long mac) {
        Endpoint holder = endpoints.holder(segment.space(), address);
        if (holder != null && holder.mac() != mac) {
            Endpoint sender = endpoints.known(segment.space(), mac);
            if (sender != null && sender.isClient() && sender.addresses().contains(address)) {
                return sender;
            }
        }
        return holder;
    }

    private void noteFrame(Segment segment, long atNanos) {
        lastFrameOf.merge(segment.name(), atNanos, Math::max);
    }

    /// When a frame of the segment was seen last; {@link Long#MIN_VALUE} when never.
    long lastFrameOf(String segment) {
        return lastFrameOf.getOrDefault(segment, Long.MIN_VALUE);
    }

    /// First packets on an access segment that somebody else's MAC brought.
    long routedOnAccess(String segment) {
        return routedOnAccess.getOrDefault(segment, 0L);
    }

    /// MACs that were forgotten before a switch said where they are.
    long strangersDisplaced() {
        return strangers.displaced();
    }

    /// MACs that were forgotten as possible gateways because of others.
    long nextHopsDisplaced() {
        return nextHops.displaced();
    }
}
