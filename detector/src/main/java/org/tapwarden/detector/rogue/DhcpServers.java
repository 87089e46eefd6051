package org.tapwarden.detector.rogue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Reason;
import org.tapwarden.detector.finding.Recent;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices who hands out addresses on an access segment and is not the office's (RFC 2131).
///
/// A server is known by MAC, server number, wire and relay together, not by its address alone.
///
/// Where the office declared its servers, any other's offer, acknowledgement or refusal is a case
/// at once. A declared address counts with the first MAC that brings it; another MAC under the same
/// number is silent while it offers the same (a fail-over of routers), and a forgery when it does
/// not. What a declared router or a gateway brings from a server on another wire is that server's.
///
/// Where nothing is declared, a server is established once two clients took an address of it, and
/// only one that came after it, under another MAC and number, with another router, resolver or
/// network is a case. So fail-over pairs (same router and network) and servers that renumber are
/// silent. Not observable without a declaration: a server that was there before the office's, one
/// that copies router and network and names itself as the resolver, and a refusal.
///
/// An answer without an address (boot servers, answers to INFORM) hands out none, and is silent.
public final class DhcpServers implements Detector {

    static final int MOST_WIRES = Caps.of(8_192, 8);
    static final int MOST_SERVERS_A_WIRE = 16;

    private static final int OFFER = 2;
    private static final int ACK = 5;
    private static final int NAK = 6;

    private static final Pattern MAC_TEXT = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

    /// Two, since one could be made up by a single frame.
    private static final int ESTABLISHED_CLIENTS = 2;

    private record OnWire(String segment, int vlan) {}

    private record Server(long mac, @Nullable Address number, @Nullable Address relay) {}

    /// What one server offers on one wire.
    private static final class Served {
        private final Set<Long> clients = new HashSet<>();
        private @Nullable Address router;
        private @Nullable Address resolver;
        private boolean inside;

        boolean isEstablished() {
            return clients.size() >= ESTABLISHED_CLIENTS;
        }
    }

    private final Scene scene;
    private final Recent<OnWire, Map<Server, Served>> wires = new Recent<>(MOST_WIRES);

    /// Whether it was a gateway before it first gave a wrong answer: a rogue server becomes one
    /// only by its answers.
    private final Recent<Long, Boolean> gateways = new Recent<>(MOST_WIRES);

    private final BorrowedMac borrowed;
    private long refused;
    private long unplaced;

    public DhcpServers(Scene scene) {
        this.scene = scene;
        this.borrowed = new BorrowedMac(scene);
    }

    @Override
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.Told(var frame, Telling.DhcpReply reply)) {
            answered(frame, reply);
        }
    }

    private void answered(Sighting.Frame frame, Telling.DhcpReply reply) {
        boolean gives = reply.assigned() != null && !reply.assigned().isUnspecified();
        int type = reply.messageType();
        boolean counts = type == NAK || (gives && (type == OFFER || type == ACK));
        if (!counts || isOnItsWay(frame, reply)) {
            return;
        }
        Segment wire = wire(frame, reply);
        if (wire == null) {
            unplaced++;
            return;
        }
        if (wire.tap() != TapKind.ACCESS) {
            return;
        }
        Endpoint from = scene.endpoints().atMac(wire, frame.senderMac(), frame.atNanos());
        if (from == null) {
            unplaced++;
            return;
        }
        judge(frame, reply, wire, from);
    }

    /// It is handed to the next hop, a relay or a gateway, and not to its client: it serves another
    /// wire.
    private static boolean isOnItsWay(Sighting.Frame frame, Telling.DhcpReply reply) {
        return frame.receiverMac() != reply.clientMac() && !new Mac(frame.receiverMac()).isGroup();
    }

    /// Where the answer was: on the frame's wire, or where its client is.
    private @Nullable Segment wire(Sighting.Frame frame, Telling.DhcpReply reply) {
        Segment wire = scene.wire(frame);
        if (wire != null) {
            return wire;
        }
        Endpoint client = scene.atMac(frame, reply.clientMac());
        return client == null ? null : client.segment();
    }

    private void judge(Sighting.Frame frame, Telling.DhcpReply reply, Segment wire, Endpoint from) {
        Map<Server, Served> here =
                wires.of(new OnWire(wire.name(), frame.vlan()), LinkedHashMap::new);
        Address number = reply.server() != null ? reply.server() : frame.sender();
        var server = new Server(from.mac(), number, reply.relay());
        boolean elsewhere = isElsewhere(frame, reply, wire);
        boolean handedOn = elsewhere && (scene.isOffices(from, Role.ROUTER) || from.isNextHop());
        if (handedOn || scene.isOffices(from, Role.DHCP_SERVER)) {
            learn(here, server, reply, wire);
            return;
        }
        ServerReason reason = null;
        if (isDeclared(wire, reply) && !(elsewhere && isGatewaysOwn(reply, wire, from))) {
            reason =
                    isDeclaredAddress(wire, number, frame.sender())
                            ? forged(here, server, reply, wire)
                            : ServerReason.NOT_A_DECLARED_DHCP_SERVER;
        } else if (from.standing() != Standing.APPROVED && reply.messageType() != NAK) {
            reason = conflict(here, server, reply, wire);
        }
        if (reason == null) {
            learn(here, server, reply, wire);
            return;
        }
        String detail = words(number, reply);
        // Whoever forges answers likes to do so with the gateway's MAC.
        boolean gateway = gateways.of(from.id(), from::isNextHop);
        if (gateway || Wire.isServers(scene, from)) {
            borrowed.tell(
                    wire,
                    from,
                    ServerReason.SERVERS_MAC_ANSWERS_DHCP,
                    detail,
                    reply.router() == null
                            ? null
                            : scene.endpoints().holder(wire.space(), reply.router()),
                    frame.atNanos());
            return;
        }
        report(CaseKind.ROGUE_DHCP_SERVER, from, reason, detail, frame.atNanos());
        report(
                CaseKind.ROGUE_ROUTER,
                from,
                RouterReason.HANDS_OUT_ADDRESSES,
                detail,
                frame.atNanos());
    }

    /// Whether the office said who answers here. Of a relayed answer the server's MAC is on another
    /// wire, so there only an address can say it.
    private boolean isDeclared(Segment wire, Telling.DhcpReply reply) {
        if (reply.relay() == null) {
            return scene.isDeclared(wire, Role.DHCP_SERVER);
        }
        return wire.equipment().getOrDefault(Role.DHCP_SERVER, Set.of()).stream()
                .anyMatch(member -> !MAC_TEXT.matcher(member).matches());
    }

    /// The server is on another wire: a relay or a gateway brought its answer.
    private static boolean isElsewhere(
            Sighting.Frame frame, Telling.DhcpReply reply, Segment wire) {
        Address sender = frame.sender();
        return reply.relay() != null || (sender != null && !wire.holds(sender));
    }

    /// What brings an answer from elsewhere has the very address that the answer names as router,
    /// as the gateway of a wire does; before it is known for one, it is judged by what it offers.
    private boolean isGatewaysOwn(Telling.DhcpReply reply, Segment wire, Endpoint from) {
        Address router = reply.router();
        return router != null
                && wire.holds(router)
                && scene.endpoints().holder(wire.space(), router) == from;
    }

    private static boolean isDeclaredAddress(
            Segment wire, @Nullable Address number, @Nullable Address sender) {
        Set<String> declared = wire.equipment().getOrDefault(Role.DHCP_SERVER, Set.of());
        return declared.contains(Objects.toString(number))
                || declared.contains(Objects.toString(sender));
    }

    private @Nullable ServerReason forged(
            Map<Server, Served> here, Server server, Telling.DhcpReply reply, Segment wire) {
        for (Map.Entry<Server, Served> other : here.entrySet()) {
            boolean same = Objects.equals(other.getKey().number(), server.number());
            boolean elsewhere = other.getKey().mac() != server.mac();
            if (same && elsewhere && differs(here, server, reply, other.getValue(), wire)) {
                return ServerReason.DHCP_SERVER_FORGED;
            }
        }
        return null;
    }

    private @Nullable ServerReason conflict(
            Map<Server, Served> here, Server server, Telling.DhcpReply reply, Segment wire) {
        ServerReason found = null;
        for (Map.Entry<Server, Served> other : here.entrySet()) {
            if (other.getKey().mac() == server.mac()) {
                if (other.getValue().isEstablished()) {
                    return null; // the established one itself, which may change its mind
                }
            } else if (other.getValue().isEstablished()
                    && differs(here, server, reply, other.getValue(), wire)) {
                found =
                        Objects.equals(other.getKey().number(), server.number())
                                ? ServerReason.DHCP_SERVER_FORGED
                                : ServerReason.DHCP_OFFERS_DIFFER;
            }
        }
        return found;
    }

    private boolean differs(
            Map<Server, Served> here,
            Server server,
            Telling.DhcpReply reply,
            Served established,
            Segment wire) {
        Address router = reply.router();
        boolean otherRouter =
                router != null
                        && established.router != null
                        && !router.equals(established.router)
                        && !isGateway(wire, router, server.mac());
        Address assigned = reply.assigned();
        boolean otherNetwork = assigned != null && established.inside && !wire.holds(assigned);
        Address resolver = reply.resolver();
        boolean otherResolver =
                resolver != null
                        && established.resolver != null
                        && !resolver.equals(established.resolver)
                        && !isResolver(here, server, resolver, wire);
        return otherRouter || otherNetwork || otherResolver;
    }

    /// Another device that hands on for this segment: two gateways share some segments.
    private boolean isGateway(Segment wire, Address router, long serverMac) {
        Endpoint holder = scene.endpoints().holder(wire.space(), router);
        return holder != null
                && holder.mac() != serverMac
                && (holder.isNextHop() || scene.isOffices(holder, Role.ROUTER));
    }

    /// Each of a pair may name itself as the first resolver.
    private boolean isResolver(
            Map<Server, Served> here, Server server, Address resolver, Segment wire) {
        if (resolver.equals(server.number())) {
            return true;
        }
        for (Map.Entry<Server, Served> other : here.entrySet()) {
            boolean known =
                    resolver.equals(other.getKey().number())
                            || resolver.equals(other.getValue().resolver);
            if (known && other.getKey().mac() != server.mac()) {
                return true;
            }
        }
        Endpoint holder = scene.endpoints().holder(wire.space(), resolver);
        return wire.equipment()
                        .getOrDefault(Role.NAME_SERVER, Set.of())
                        .contains(resolver.toString())
                || (holder != null && scene.isOffices(holder, Role.NAME_SERVER));
    }

    private void learn(
            Map<Server, Served> here, Server server, Telling.DhcpReply reply, Segment wire) {
        Served known = here.get(server);
        if (known == null) {
            if (here.size() >= MOST_SERVERS_A_WIRE) {
                refused++;
                return;
            }
            known = new Served();
            here.put(server, known);
        }
        Address assigned = reply.assigned();
        if (assigned == null) {
            return;
        }
        known.router = reply.router() == null ? known.router : reply.router();
        known.resolver = reply.resolver() == null ? known.resolver : reply.resolver();
        known.inside |= wire.holds(assigned);
        if (reply.messageType() == ACK && !known.isEstablished()) {
            known.clients.add(reply.clientMac());
        }
    }

    private static String words(@Nullable Address number, Telling.DhcpReply reply) {
        StringBuilder words = new StringBuilder("server ").append(number);
        if (reply.assigned() != null) {
            words.append(" gives ").append(reply.assigned());
        }
        if (reply.router() != null) {
            words.append(", router ").append(reply.router());
        }
        if (reply.resolver() != null) {
            words.append(", resolver ").append(reply.resolver());
        }
        return words.toString();
    }

    private void report(CaseKind kind, Endpoint about, Reason reason, String detail, long atNanos) {
        scene.report(kind, about, new Evidence(about.id(), reason, detail, atNanos));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "dhcp_wires_displaced", wires.displaced(),
                "dhcp_servers_refused", refused,
                "dhcp_answers_unplaced", unplaced);
    }
}
