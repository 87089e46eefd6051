package org.tapwarden.detector.rogue;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Recent;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

/// Notices a stranger's managed access point, by its conversation with its controller (RFC 5415).
///
/// One that speaks with the office's own controller is a new one of the office: proposed for the
/// list, not suspected. One that asks for a controller until it gives up, and never spoke with one
/// here, is no access point of this office: that is known when its question ends. Any other counts
/// of strangers only ({@link Strangers}).
public final class Capwap implements Detector {

    static final int MOST_MANAGED = Caps.of(20_000, 16);

    /// As the classifier calls it.
    static final String PROTOCOL = "capwap";

    private final Scene scene;
    private final Strangers strangers;

    /// Who had a conversation with a controller here, or is one.
    private final Recent<Long, Boolean> managed = new Recent<>(MOST_MANAGED);

    public Capwap(Scene scene) {
        this.scene = scene;
        this.strangers = new Strangers(scene);
    }

    @Override
    public void tick(long atNanos) {
        strangers.see(atNanos);
    }

    @Override
    public void flow(FlowRecord placed, @Nullable Endpoint source, @Nullable Endpoint destination) {
        if (!isCapwap(placed) || source == null) {
            return;
        }
        boolean unanswered = placed.whole().destinationPackets() == 0;
        if (!unanswered) {
            managed.put(source.id(), true);
        }
        if (destination != null) {
            managed.put(destination.id(), true);
        }
        boolean own = destination != null && scene.isOffices(destination, Role.WLAN_CONTROLLER);
        boolean offices =
                source.standing() == Standing.APPROVED
                        || scene.isOffices(source, Role.ACCESS_POINT)
                        || scene.isOffices(source, Role.WLAN_CONTROLLER);
        if (own || offices) {
            return;
        }
        boolean inVain =
                unanswered
                        && placed.identity().isFinal()
                        && source.segment().tap() == TapKind.ACCESS
                        && managed.get(source.id()) == null;
        if (!inVain && !strangers.isStranger(source, Role.ACCESS_POINT)) {
            return;
        }
        scene.report(
                CaseKind.ROGUE_ROUTER,
                source,
                new Evidence(
                        source.id(),
                        RouterReason.ASKS_FOR_A_CONTROLLER,
                        placed.conversation().destination().toString(),
                        placed.slice().endNanos()));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("managed_points_displaced", managed.displaced());
    }

    static boolean isCapwap(FlowRecord flow) {
        return flow.label().protocol().word().equals(PROTOCOL);
    }
}
