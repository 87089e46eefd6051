package org.tapwarden.detector.rogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.Capability;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;

/// Proposes equipment for the approved list, by what it says in LLDP and CDP and by who speaks
/// CAPWAP with whom. A person decides: whatever is proposed here anybody can say of himself.
///
/// Owned by the deciding thread.
public final class Proposals implements Detector {

    static final int CAPACITY = Caps.of(2_000, 8);

    private static final String CAPWAP = "capwap";

    /// Anybody can say it of himself.
    private static final int CONFIDENCE = 40;

    /// Somebody who seems to play a role, and nobody approved it.
    ///
    /// @param grounds one sentence; texts in it come from the network
    /// @param firstNanos event time since 1970
    public record Proposal(long endpoint, Role role, String grounds, long firstNanos) {}

    private record Key(long endpoint, Role role) {}

    private final Scene scene;
    private final Map<Key, Proposal> proposals = new LinkedHashMap<>();
    private long refused;

    public Proposals(Scene scene) {
        this.scene = scene;
    }

    @Override
    public void see(Sighting sighting) {
        if (!(sighting instanceof Sighting.EquipmentSpoke spoke)) {
            return;
        }
        Sighting.Equipment equipment = spoke.equipment();
        Role role = equipment.is(Capability.TELEPHONE) ? Role.PHONE : Services.role(equipment);
        Segment wire = scene.wire(spoke.frame());
        Endpoint endpoint =
                wire == null ? null : scene.atMac(spoke.frame(), spoke.frame().senderMac());
        if (role == null || endpoint == null) {
            return;
        }
        if (Services.isComputer(equipment)) {
            role = Role.VIRTUAL_MACHINES;
        }
        String grounds =
                "it says so in %s: '%s', port '%s'"
                        .formatted(
                                spoke.kind(),
                                Objects.requireNonNullElse(equipment.name(), ""),
                                Objects.requireNonNullElse(equipment.port(), ""));
        propose(
                endpoint,
                role,
                grounds,
                spoke.kind().name().toLowerCase(Locale.ROOT),
                spoke.frame().atNanos());
    }

    @Override
    public void flow(FlowRecord placed, @Nullable Endpoint source, @Nullable Endpoint destination) {
        if (!Capwap.isCapwap(placed)) {
            return;
        }
        long atNanos = placed.slice().endNanos();
        FlowRecord.Conversation between = placed.conversation();
        if (source != null) {
            String grounds = "it speaks CAPWAP with " + between.destination();
            propose(source, Role.ACCESS_POINT, grounds, CAPWAP, atNanos);
        }
        if (destination != null && !between.destination().isMulticast()) {
            String grounds = "it answers CAPWAP of " + between.source();
            propose(destination, Role.WLAN_CONTROLLER, grounds, CAPWAP, atNanos);
        }
    }

    /// @param source as it stands in the ledger, where people find it
    private void propose(
            Endpoint endpoint, Role role, String grounds, String source, long atNanos) {
        var key = new Key(endpoint.id(), role);
        if (proposals.containsKey(key) || isKnown(endpoint, role)) {
            return;
        }
        if (proposals.size() >= CAPACITY) {
            refused++;
            return;
        }
        proposals.put(key, new Proposal(endpoint.id(), role, grounds, atNanos));
        scene.endpoints().learn(endpoint, Binding.ROLE, role.word(), atNanos, source, CONFIDENCE);
    }

    private boolean isKnown(Endpoint endpoint, Role role) {
        return endpoint.standing() == Standing.APPROVED || scene.isOffices(endpoint, role);
    }

    /// Oldest first, without those whose endpoint was approved since.
    public List<Proposal> all() {
        List<Proposal> open = new ArrayList<>();
        for (Proposal proposal : proposals.values()) {
            Endpoint endpoint = scene.endpoints().byId(proposal.endpoint());
            if (endpoint != null && !isKnown(endpoint, proposal.role())) {
                open.add(proposal);
            }
        }
        return open;
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("equipment_proposed", (long) proposals.size(), "proposals_refused", refused);
    }
}
