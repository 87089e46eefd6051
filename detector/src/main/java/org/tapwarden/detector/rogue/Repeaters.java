package org.tapwarden.detector.rogue;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Recent;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;

/// Notices access points that bridge: no hop, no translation, and behind them devices of their own.
///
/// Two things of them show on a wire. A repeater that puts its own MAC on what it hands on brings
/// DHCP requests of several other hardware addresses. And where access switches say in DHCP's
/// option 82 (RFC 3046) behind which port a client is, several devices, private MACs among them,
/// are behind one port together with one that is a router by what it says.
///
/// Not observable: a bridge that changes nothing, behind switches that add no option 82. On the
/// wire each device behind it looks like one plugged in itself.
public final class Repeaters implements Detector {

    static final int MOST_PORTS = Caps.of(20_000, 16);
    static final int MOST_SENDERS = Caps.of(20_000, 16);
    static final int MOST_BEHIND = 32;

    /// A laptop with a virtual machine or two brings fewer.
    private static final int ENOUGH_BROUGHT = 3;

    /// A telephone and a computer are two, a host of virtual machines has no private ones.
    private static final int ENOUGH_BEHIND = 4;

    private static final int ENOUGH_PRIVATE = 2;

    /// Whoever was there this morning may be elsewhere by now.
    private static final long BEHIND_NANOS = 3_600_000_000_000L;

    private static final int REQUEST = 3;

    private record Port(String segment, String remote, String circuit) {}

    private final Scene scene;
    private final Strangers strangers;
    private final Recent<Long, Set<Long>> brought = new Recent<>(MOST_SENDERS);
    private final Recent<Port, Map<Long, Long>> ports = new Recent<>(MOST_PORTS);

    public Repeaters(Scene scene) {
        this.scene = scene;
        this.strangers = new Strangers(scene);
    }

    @Override
    public void see(Sighting sighting) {
        strangers.see(sighting.frame().atNanos());
        if (sighting instanceof Sighting.Told(var frame, Telling.DhcpRequest request)) {
            if (request.port() != null) {
                behind(frame, request, request.port());
            } else if (request.relay() == null && request.messageType() == REQUEST) {
                brings(frame, request.clientMac());
            }
        }
    }

    private void brings(Sighting.Frame frame, long clientMac) {
        if (clientMac == 0 || clientMac == frame.senderMac() || new Mac(clientMac).isGroup()) {
            return;
        }
        Endpoint endpoint = Wire.device(scene, frame);
        if (endpoint == null || endpoint.isNextHop()) {
            return;
        }
        Set<Long> others = brought.of(endpoint.id(), LinkedHashSet::new);
        if (others.size() < ENOUGH_BROUGHT
                && others.add(clientMac)
                && others.size() == ENOUGH_BROUGHT) {
            String detail = new Mac(clientMac).toString();
            report(endpoint, RouterReason.CARRIES_OTHERS, detail, frame.atNanos());
        }
    }

    private void behind(Sighting.Frame frame, Telling.DhcpRequest request, Telling.RelayPort port) {
        Endpoint client = scene.atMac(frame, request.clientMac());
        if (client == null || (port.circuit().isEmpty() && port.remote().isEmpty())) {
            return;
        }
        Map<Long, Long> here =
                ports.of(
                        new Port(client.segment().name(), port.remote(), port.circuit()),
                        LinkedHashMap::new);
        here.values().removeIf(at -> frame.atNanos() - at > BEHIND_NANOS);
        if (here.size() < MOST_BEHIND) {
            here.put(client.id(), frame.atNanos());
        }
        long hidden = here.keySet().stream().filter(this::isPrivate).count();
        if (here.size() < ENOUGH_BEHIND || hidden < ENOUGH_PRIVATE) {
            return;
        }
        for (long id : here.keySet()) {
            Endpoint one = scene.endpoints().byId(id);
            if (one != null
                    && !RouterIdentity.of(one, frame.atNanos()).isEmpty()
                    && strangers.isStranger(one, Role.ACCESS_POINT)) {
                String detail = port.remote() + " " + port.circuit();
                report(one, RouterReason.MANY_BEHIND_ITS_PORT, detail.strip(), frame.atNanos());
            }
        }
    }

    private boolean isPrivate(long id) {
        Endpoint endpoint = scene.endpoints().byId(id);
        return endpoint != null && endpoint.isRandomised();
    }

    private void report(Endpoint about, RouterReason reason, String detail, long atNanos) {
        scene.report(
                CaseKind.ROGUE_ROUTER, about, new Evidence(about.id(), reason, detail, atNanos));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "repeaters_displaced", brought.displaced(),
                "relay_ports_displaced", ports.displaced());
    }
}
