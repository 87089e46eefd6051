package org.tapwarden.detector.rogue;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;

/// Notices a stranger's managed access point, by its conversation with its controller (RFC 5415).
///
/// One that speaks with the office's own controller is a new one of the office: proposed for the
/// list, not suspected. Otherwise it counts of strangers only ({@link Strangers}).
public final class Capwap implements Detector {

    /// As the classifier calls it.
    static final String PROTOCOL = "capwap";

    private final Scene scene;
    private final Strangers strangers;

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
        boolean own = destination != null && scene.isOffices(destination, Role.WLAN_CONTROLLER);
        boolean controls = scene.isOffices(source, Role.WLAN_CONTROLLER);
        if (own || controls || !strangers.isStranger(source, Role.ACCESS_POINT)) {
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

    static boolean isCapwap(FlowRecord flow) {
        return flow.label().protocol().word().equals(PROTOCOL);
    }
}
