package org.tapwarden.detector.rogue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.RouterAdvertised;
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

/// Notices who announces IPv6 routes on an access segment and is not the office's (RFC 6104).
///
/// Where the office declared its routers, every other's advertisement is a case at once. Where it
/// did not, the routers that were heard before are learnt, and a case is: one under another MAC
/// whose prefixes or resolvers are not theirs; one that uses a router's address, to end its
/// lifetime or in turn with it; and one from a device that asked for an address as clients do. A
/// router that renumbers, a second one with the same prefixes, and the virtual routers of VRRP and
/// HSRP, which keep their MAC, are silent. Not observable without a declaration: a stranger that
/// announces just what the router announces, and one that was heard before it.
///
/// An advertisement without a lifetime and resolvers whose prefixes are all local (RFC 4193) takes
/// nobody's traffic; gateways of radio sensors on every smart speaker send it. It is silent.
public final class RouterAdvertisements implements Detector {

    static final int MOST_WIRES = Caps.of(8_192, 8);
    static final int MOST_ROUTERS_A_WIRE = 16;

    private static final int MOST_ADDRESSES = 32;
    private static final int ESTABLISHED = 2;

    /// Two machines that take turns under one address this quickly are not one after the other.
    private static final long TURN_NANOS = 1_800_000_000_000L;

    private record OnWire(String segment, int vlan) {}

    private static final class Router {
        private final Set<Address> prefixes = new HashSet<>();
        private final Set<Address> resolvers = new HashSet<>();
        private int heard;
        private @Nullable Address sender;
        private long firstNanos;
        private long lastNanos;
    }

    private final Scene scene;
    private final Recent<OnWire, Map<Long, Router>> wires = new Recent<>(MOST_WIRES);
    private final BorrowedMac borrowed;
    private long refused;

    public RouterAdvertisements(Scene scene) {
        this.scene = scene;
        this.borrowed = new BorrowedMac(scene);
    }

    @Override
    public void see(Sighting sighting) {
        if (sighting instanceof RouterAdvertised advertised) {
            advertised(advertised);
        }
    }

    private void advertised(RouterAdvertised said) {
        Sighting.Frame frame = said.frame();
        Segment wire = Wire.access(scene, frame);
        Endpoint from = Wire.device(scene, frame);
        if (wire == null || from == null) {
            return;
        }
        Map<Long, Router> here =
                wires.of(new OnWire(wire.name(), frame.vlan()), LinkedHashMap::new);
        ServerReason reason = judge(said, wire, from, here);
        if (reason == null) {
            learn(said, from.mac(), here);
            return;
        }
        String detail = words(said);
        if (Wire.isServers(scene, from)) {
            borrowed.tell(
                    wire,
                    from,
                    ServerReason.SERVERS_MAC_ANNOUNCES_ROUTES,
                    detail,
                    scene.endpoints().known(wire.space(), said.linkMac()),
                    frame.atNanos());
            return;
        }
        report(CaseKind.ROGUE_ROUTER_ADVERTISEMENT, from, reason, detail, frame.atNanos());
        report(CaseKind.ROGUE_ROUTER, from, RouterReason.ANNOUNCES_ROUTES, detail, frame.atNanos());
    }

    private @Nullable ServerReason judge(
            RouterAdvertised said, Segment wire, Endpoint from, Map<Long, Router> here) {
        if (scene.isOffices(from, Role.ROUTER)) {
            return null;
        }
        if (isForged(said, from.mac(), here)) {
            return ServerReason.ROUTER_FORGED;
        }
        if (takesNothing(said)) {
            return null;
        }
        if (scene.isDeclared(wire, Role.ROUTER)) {
            return ServerReason.NOT_A_DECLARED_ROUTER;
        }
        boolean servers = Wire.isServers(scene, from);
        if (!servers && (from.standing() == Standing.APPROVED || from.isNextHop())) {
            return null;
        }
        if (said.lifetimeSeconds() > 0 && from.isClient()) {
            return ServerReason.CLIENT_ANNOUNCES_ROUTES;
        }
        return differs(said, from.mac(), here) ? ServerReason.ROUTES_DIFFER : null;
    }

    private static boolean takesNothing(RouterAdvertised said) {
        return said.lifetimeSeconds() == 0
                && said.resolvers().isEmpty()
                && said.prefixes().stream().allMatch(RouterAdvertisements::isLocal);
    }

    /// `fc00::/7`.
    private static boolean isLocal(Address prefix) {
        return prefix.high() >>> 57 == 0x7e;
    }

    /// Somebody else speaks as a router that was heard before: to end its lifetime, which a router
    /// that takes over never does, or while the first one still speaks.
    private static boolean isForged(RouterAdvertised said, long mac, Map<Long, Router> here) {
        Address sender = said.frame().sender();
        if (sender == null) {
            return false;
        }
        Router own = here.get(mac);
        for (Map.Entry<Long, Router> other : here.entrySet()) {
            Router first = other.getValue();
            if (other.getKey() == mac || !sender.equals(first.sender)) {
                continue;
            }
            boolean inTurn =
                    own != null
                            && sender.equals(own.sender)
                            && own.lastNanos < first.lastNanos
                            && said.frame().atNanos() - own.lastNanos < TURN_NANOS;
            boolean isSecond = own == null || first.firstNanos < own.firstNanos;
            if (isSecond && (said.lifetimeSeconds() == 0 || inTurn)) {
                return true;
            }
        }
        return false;
    }

    private static boolean differs(RouterAdvertised said, long mac, Map<Long, Router> here) {
        Set<Address> prefixes = new HashSet<>();
        Set<Address> resolvers = new HashSet<>();
        boolean established = false;
        for (Map.Entry<Long, Router> other : here.entrySet()) {
            Router router = other.getValue();
            if (router.heard < ESTABLISHED) {
                continue;
            }
            if (other.getKey() == mac) {
                return false; // a router may change what it announces
            }
            established = true;
            prefixes.addAll(router.prefixes);
            resolvers.addAll(router.resolvers);
        }
        boolean otherPrefix = !prefixes.isEmpty() && !prefixes.containsAll(said.prefixes());
        boolean otherResolver = !resolvers.isEmpty() && !resolvers.containsAll(said.resolvers());
        return established && (otherPrefix || otherResolver);
    }

    private void learn(RouterAdvertised said, long mac, Map<Long, Router> here) {
        Router known = here.get(mac);
        if (known == null) {
            if (here.size() >= MOST_ROUTERS_A_WIRE) {
                refused++;
                return;
            }
            known = new Router();
            known.firstNanos = said.frame().atNanos();
            here.put(mac, known);
        }
        known.heard = Math.min(known.heard + 1, Integer.MAX_VALUE - 1);
        known.sender = said.frame().sender();
        known.lastNanos = said.frame().atNanos();
        add(known.prefixes, said.prefixes());
        add(known.resolvers, said.resolvers());
    }

    private static void add(Set<Address> to, List<Address> more) {
        if (to.size() < MOST_ADDRESSES) {
            to.addAll(more);
        }
    }

    private static String words(RouterAdvertised said) {
        StringBuilder words = new StringBuilder("lifetime ").append(said.lifetimeSeconds());
        words.append(" s");
        said.prefixes().forEach(prefix -> words.append(", prefix ").append(prefix));
        said.resolvers().forEach(resolver -> words.append(", resolver ").append(resolver));
        return words.toString();
    }

    private void report(CaseKind kind, Endpoint about, Reason reason, String detail, long atNanos) {
        scene.report(kind, about, new Evidence(about.id(), reason, detail, atNanos));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("ra_wires_displaced", wires.displaced(), "ra_routers_refused", refused);
    }
}
