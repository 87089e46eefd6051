package org.tapwarden.detector.rogue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Telling.Dhcpv6Message;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Recent;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;

/// Notices who answers DHCPv6 on an access segment and is not the office's (RFC 8415).
///
/// Routers answer it, too, for themselves or as relays, so a declared router and a gateway are
/// silent. Where the office declared its servers any other is a case at once; where it did not, one
/// under another MAC that gives addresses of another /64 than the server that two clients took
/// theirs from. Not observable without a declaration: the first server of a segment that had none.
public final class Dhcpv6Servers implements Detector {

    static final int MOST_WIRES = Caps.of(8_192, 8);
    static final int MOST_SERVERS_A_WIRE = 16;

    private static final int REPLY = 7;
    private static final int ESTABLISHED_CLIENTS = 2;
    private static final int MOST_NETWORKS = 16;

    private record OnWire(String segment, int vlan) {}

    private static final class Served {
        private final Set<String> clients = new HashSet<>();

        /// First halves of the addresses.
        private final Set<Long> networks = new HashSet<>();

        boolean isEstablished() {
            return clients.size() >= ESTABLISHED_CLIENTS;
        }
    }

    private final Scene scene;
    private final Recent<OnWire, Map<Long, Served>> wires = new Recent<>(MOST_WIRES);
    private long refused;

    public Dhcpv6Servers(Scene scene) {
        this.scene = scene;
    }

    @Override
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.Told(var frame, Dhcpv6Message message)
                && message.isFromServer()) {
            answered(frame, message);
        }
    }

    private void answered(Sighting.Frame frame, Dhcpv6Message message) {
        Segment wire = Wire.access(scene, frame);
        Endpoint from = Wire.device(scene, frame);
        if (wire == null || from == null) {
            return;
        }
        Map<Long, Served> here =
                wires.of(new OnWire(wire.name(), frame.vlan()), LinkedHashMap::new);
        ServerReason reason = judge(message, wire, from, here);
        if (reason == null) {
            learn(message, from.mac(), here);
            return;
        }
        String detail =
                message.addresses().isEmpty()
                        ? "DHCPv6"
                        : "DHCPv6, gives " + message.addresses().getFirst();
        long atNanos = frame.atNanos();
        scene.report(
                CaseKind.ROGUE_DHCP_SERVER, from, new Evidence(from.id(), reason, detail, atNanos));
        scene.report(
                CaseKind.ROGUE_ROUTER,
                from,
                new Evidence(from.id(), RouterReason.HANDS_OUT_ADDRESSES, detail, atNanos));
    }

    private @Nullable ServerReason judge(
            Telling.Dhcpv6Message message, Segment wire, Endpoint from, Map<Long, Served> here) {
        if (scene.isOffices(from, Role.DHCP_SERVER)
                || scene.isOffices(from, Role.ROUTER)
                || from.isNextHop()) {
            return null;
        }
        if (scene.isDeclared(wire, Role.DHCP_SERVER)) {
            return ServerReason.NOT_A_DECLARED_DHCP_SERVER;
        }
        if (from.standing() == Standing.APPROVED) {
            return null;
        }
        Served own = here.get(from.mac());
        if (own != null && own.isEstablished()) {
            return null;
        }
        for (Served other : here.values()) {
            boolean differs =
                    other != own
                            && other.isEstablished()
                            && !other.networks.isEmpty()
                            && message.addresses().stream()
                                    .map(Address::high)
                                    .anyMatch(network -> !other.networks.contains(network));
            if (differs) {
                return ServerReason.DHCP_OFFERS_DIFFER;
            }
        }
        return null;
    }

    private void learn(Telling.Dhcpv6Message message, long mac, Map<Long, Served> here) {
        Served known = here.get(mac);
        if (known == null) {
            if (here.size() >= MOST_SERVERS_A_WIRE) {
                refused++;
                return;
            }
            known = new Served();
            here.put(mac, known);
        }
        if (known.networks.size() < MOST_NETWORKS) {
            for (Address address : message.addresses()) {
                known.networks.add(address.high());
            }
        }
        if (message.messageType() == REPLY && !known.isEstablished()) {
            known.clients.add(Objects.requireNonNullElse(message.client(), ""));
        }
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "dhcpv6_wires_displaced", wires.displaced(), "dhcpv6_servers_refused", refused);
    }
}
