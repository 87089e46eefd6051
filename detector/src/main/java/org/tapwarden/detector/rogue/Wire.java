package org.tapwarden.detector.rogue;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Who sent a frame on a wire where a MAC is a device. Elsewhere nobody is named.
final class Wire {

    private Wire() {}

    /// The access segment that a frame was on; null on any other wire, and when it cannot be told.
    static @Nullable Segment access(Scene scene, Sighting.Frame frame) {
        Segment wire = scene.wire(frame);
        return wire != null && wire.tap() == TapKind.ACCESS ? wire : null;
    }

    /// The device with the frame's MAC, whatever address it uses.
    static @Nullable Endpoint device(Scene scene, Sighting.Frame frame) {
        Segment wire = access(scene, frame);
        return wire == null
                ? null
                : scene.endpoints().atMac(wire, frame.senderMac(), frame.atNanos());
    }

    /// Whether the office says that it is a gateway or server: what its MAC is used for besides may
    /// be a forger's doing.
    static boolean isServers(Scene scene, Endpoint endpoint) {
        return scene.isOffices(endpoint, Role.ROUTER)
                || scene.isOffices(endpoint, Role.DHCP_SERVER)
                || scene.isOffices(endpoint, Role.NAME_SERVER);
    }

    /// The device with the frame's MAC, where the frame's address is its own and it is no gateway:
    /// what the frame looks like is the device's doing, or that of somebody behind it.
    static @Nullable Endpoint owner(Scene scene, Sighting.Frame frame) {
        Address address = frame.sender();
        if (address == null) {
            return null;
        }
        Segment home = scene.segments().of(frame, address);
        Segment wire = scene.segments().ofWire(frame);
        if (home == null
                || home.tap() != TapKind.ACCESS
                || (wire != null && !wire.name().equals(home.name()))) {
            return null;
        }
        Endpoint endpoint = scene.sender(frame);
        boolean own =
                endpoint != null && endpoint.mac() == frame.senderMac() && !endpoint.isNextHop();
        return own ? endpoint : null;
    }
}
