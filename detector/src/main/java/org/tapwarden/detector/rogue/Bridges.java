package org.tapwarden.detector.rogue;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
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

/// Notices who speaks spanning tree where only stations are plugged in (IEEE 802.1D, section 9.3).
///
/// The office's own switches speak it out of every port, and the mirror of a port shows it. So:
///
/// - Where switches are declared, any other bridge is a case at once.
/// - Where they are not, whoever speaks within {@link #SETTLING_NANOS} of the start is taken for
///   the office's, since bridges repeat themselves each 2 s, 10 s at most; so is a device that an
///   earlier run knew, and one that said in LLDP or CDP at the start to be equipment. A bridge that
///   comes after that is a case, and one that wants to be the root is called so.
///
/// Not observable without a declaration: whose the bridges are that were there from the start; and
/// a switch that the office plugs in later is told, too. Declare the switches. Whoever takes the
/// number of a known bridge passes for another port of it.
public final class Bridges implements Detector {

    static final int MOST_WIRES = Caps.of(8_192, 8);
    static final int MOST_BRIDGES_A_WIRE = 64;

    /// The longest time between two messages of a bridge.
    static final long SETTLING_NANOS = 10_000_000_000L;

    /// Equipment introduces itself in LLDP and CDP within this time.
    private static final long INTRODUCTION_NANOS = 90_000_000_000L;

    private static final long MAC_BITS = (1L << 48) - 1;

    private record OnWire(String segment, int vlan) {}

    private static final class Tree {
        /// Bridges and their ports.
        private final Set<Long> known = new LinkedHashSet<>();

        private long root = -1;
    }

    private final Scene scene;
    private final Recent<OnWire, Tree> wires = new Recent<>(MOST_WIRES);

    private record Speaker(int space, long mac) {}

    private final Recent<Speaker, Boolean> equipment = new Recent<>(MOST_WIRES);
    private long beganNanos = Long.MIN_VALUE;
    private long refused;

    public Bridges(Scene scene) {
        this.scene = scene;
    }

    @Override
    public void see(Sighting sighting) {
        if (beganNanos == Long.MIN_VALUE) {
            beganNanos = sighting.frame().atNanos();
        }
        switch (sighting) {
            case Sighting.EquipmentSpoke spoke -> {
                boolean early = spoke.frame().atNanos() - beganNanos <= INTRODUCTION_NANOS;
                if (early && Services.role(spoke.equipment()) != null) {
                    Boolean _ = equipment.of(speaker(spoke.frame()), () -> true);
                }
            }
            case Sighting.BridgeSpoke spoke -> spoke(spoke);
            default -> {}
        }
    }

    private void spoke(Sighting.BridgeSpoke spoke) {
        Sighting.Frame frame = spoke.frame();
        Segment wire = Wire.access(scene, frame);
        Endpoint from = Wire.device(scene, frame);
        if (wire == null || from == null) {
            return;
        }
        Tree tree = wires.of(new OnWire(wire.name(), frame.vlan()), Tree::new);
        long bridge = spoke.bridge() & MAC_BITS;
        ServerReason reason = judge(spoke, wire, from, tree);
        if (reason == null) {
            learn(tree, from.mac());
            learn(tree, bridge);
            tree.root = spoke.root() == 0 ? tree.root : spoke.root();
            return;
        }
        String detail = new Mac(bridge == 0 ? from.mac() : bridge).toString();
        report(CaseKind.ROGUE_BRIDGE, from, reason, detail, frame.atNanos());
        report(
                CaseKind.ROGUE_ROUTER,
                from,
                RouterReason.SPEAKS_SPANNING_TREE,
                detail,
                frame.atNanos());
    }

    private Speaker speaker(Sighting.Frame frame) {
        return new Speaker(scene.segments().spaceOf(frame), frame.senderMac());
    }

    private @Nullable ServerReason judge(
            Sighting.BridgeSpoke spoke, Segment wire, Endpoint from, Tree tree) {
        long bridge = spoke.bridge() & MAC_BITS;
        if (scene.isOffices(from, Role.SWITCH) || scene.isOffices(wire, bridge, Role.SWITCH)) {
            return null;
        }
        if (scene.isDeclared(wire, Role.SWITCH)) {
            return ServerReason.NOT_A_DECLARED_SWITCH;
        }
        boolean settled = spoke.frame().atNanos() - beganNanos > SETTLING_NANOS;
        boolean known =
                tree.known.contains(from.mac())
                        || tree.known.contains(bridge)
                        || equipment.get(speaker(spoke.frame())) != null
                        || from.firstNanos() < beganNanos
                        || from.standing() == Standing.APPROVED;
        if (!settled || known) {
            return null;
        }
        boolean wantsToBeRoot =
                tree.root != -1
                        && spoke.root() != 0
                        && (spoke.root() & MAC_BITS) == bridge
                        && Long.compareUnsigned(spoke.root(), tree.root) < 0;
        return wantsToBeRoot ? ServerReason.WANTS_TO_BE_ROOT : ServerReason.BRIDGE_CAME_LATER;
    }

    private void learn(Tree tree, long mac) {
        if (mac == 0 || tree.known.contains(mac)) {
            return;
        }
        if (tree.known.size() >= MOST_BRIDGES_A_WIRE) {
            refused++;
        } else {
            tree.known.add(mac);
        }
    }

    private void report(CaseKind kind, Endpoint about, Reason reason, String detail, long atNanos) {
        scene.report(kind, about, new Evidence(about.id(), reason, detail, atNanos));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("bridge_wires_displaced", wires.displaced(), "bridges_refused", refused);
    }
}
