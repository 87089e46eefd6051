package org.tapwarden.detector.sensor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.place.RelayPlace;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// Whose device has an address behind a router: the hardware address, name and fingerprint that its
/// DHCP request told (RFC 2131, `chaddr`), once the server confirmed the address. The MAC of the
/// frame is the router's or the relay's, and counts for nothing here.
///
/// Where the tap shows devices' own MACs they say all that themselves, and only the port is taken
/// that the relay wrote (RFC 3046), since they cannot write that: it counts only from the segment's
/// own router, that is from whoever holds the address that the server hands out as such, and whom
/// the server answered at the MAC that the request came from.
///
/// Owned by the deciding thread. Remembers {@link #CAPACITY} requests.
final class RelayedRequests {

    static final int CAPACITY = 4_096;

    private static final String DHCP = "dhcp";

    private final Segments segments;
    private final Endpoints endpoints;
    private final Whereabouts whereabouts;

    private record Client(int space, long mac) {}

    /// @param from the MAC of the frame
    private record Relayed(Telling.DhcpRequest request, long from) {}

    private final Map<Client, Relayed> requests = new LinkedHashMap<>();
    private long forgotten;

    RelayedRequests(Segments segments, Endpoints endpoints, Whereabouts whereabouts) {
        this.segments = segments;
        this.endpoints = endpoints;
        this.whereabouts = whereabouts;
    }

    void asked(Sighting.Frame frame, Telling.DhcpRequest request) {
        if (request.clientMac() == 0) {
            return;
        }
        var client = new Client(segments.spaceOf(frame), request.clientMac());
        var _ = requests.remove(client);
        if (requests.size() == CAPACITY) {
            Client oldest = requests.keySet().iterator().next();
            requests.remove(oldest);
            forgotten++;
        }
        requests.put(client, new Relayed(request, frame.senderMac()));
    }

    void given(Sighting.Frame frame, Telling.DhcpReply reply, Address assigned) {
        Segment segment = segments.of(frame, assigned);
        if (segment == null) {
            return;
        }
        long atNanos = frame.atNanos();
        Endpoint endpoint =
                endpoints.identify(segment, assigned, reply.clientMac(), atNanos, DHCP, 80);
        Relayed asked = requests.remove(new Client(segments.spaceOf(frame), reply.clientMac()));
        if (asked == null) {
            return;
        }
        Telling.DhcpRequest request = asked.request();
        if (Endpoints.showsMacs(segment)) {
            if (isOfTheRouter(frame, asked, reply)) {
                told(endpoints.atMac(segment, reply.clientMac(), atNanos), request, atNanos);
            }
            return;
        }
        if (endpoint == null) {
            return;
        }
        endpoints.fingerprint(
                endpoint, orEmpty(request.vendorClass()), orEmpty(request.parameters()), atNanos);
        endpoints.learn(
                endpoint, Binding.CLIENT_ID, orEmpty(request.clientId()), atNanos, DHCP, 70);
        if (request.hostName() != null) {
            endpoints.hostName(endpoint, request.hostName(), atNanos, DHCP);
        }
        told(endpoint, request, atNanos);
    }

    private boolean isOfTheRouter(Sighting.Frame frame, Relayed asked, Telling.DhcpReply reply) {
        Address relay = asked.request().relay();
        Address router = reply.router();
        if (relay == null
                || router == null
                || !relay.equals(reply.relay())
                || asked.from() != frame.receiverMac()) {
            return false;
        }
        int space = segments.spaceOf(frame);
        Endpoint holder = endpoints.holder(space, relay);
        return relay.equals(router)
                || (holder != null && holder == endpoints.holder(space, router));
    }

    private void told(@Nullable Endpoint endpoint, Telling.DhcpRequest request, long atNanos) {
        if (endpoint != null && request.port() != null && request.relay() != null) {
            // Without a relay a station could have written this itself.
            whereabouts.told(
                    endpoint, RelayPlace.of(request.port(), request.relay(), atNanos / 1_000_000L));
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// Requests that made room for later ones before they were answered.
    long forgotten() {
        return forgotten;
    }
}
