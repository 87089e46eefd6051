package org.tapwarden.detector.rogue;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.Capability;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;

/// Notices what a router or access point offers to its neighbours: itself as an internet gateway
/// (SSDP, mDNS), or its place in the network (LLDP, CDP).
///
/// A gateway's offer counts at once: office firewalls make none. What LLDP and CDP say is said by
/// the office's own equipment, too, so it counts of a stranger only ({@link Strangers}). A
/// telephone with a switch inside is neither, nor is a general-purpose system that forwards for its
/// own machines and containers, unless it calls itself a router in DHCP.
public final class Services implements Detector {

    private static final Pattern GATEWAY =
            Pattern.compile(
                    "(?i).*(internetgatewaydevice|wlanaccesspointdevice|:device:wan(connection)?"
                            + "device).*|_airport\\._tcp.*");

    /// Systems of computers; lldpd on one with containers says that it is a router.
    private static final Pattern COMPUTER =
            Pattern.compile(
                    "(?i).*(debian|ubuntu|fedora|red hat|centos|rocky|suse|arch linux|proxmox|esx|"
                            + "vmware|hyper-v|windows|macos|darwin).*");

    private final Scene scene;
    private final Strangers strangers;

    public Services(Scene scene) {
        this.scene = scene;
        this.strangers = new Strangers(scene);
    }

    @Override
    public void see(Sighting sighting) {
        strangers.see(sighting.frame().atNanos());
        switch (sighting) {
            case Sighting.Told(var frame, Telling.ServiceAnnounced(String service, var _, var _)) ->
                    announced(frame, service);
            case Sighting.EquipmentSpoke spoke -> spoke(spoke);
            default -> {}
        }
    }

    private void announced(Sighting.Frame frame, String service) {
        if (!GATEWAY.matcher(service).matches()) {
            return;
        }
        Endpoint endpoint = scene.sender(frame);
        if (endpoint != null) {
            report(endpoint, RouterReason.OFFERS_A_GATEWAY, service, frame.atNanos());
        }
    }

    private void spoke(Sighting.EquipmentSpoke spoke) {
        Sighting.Equipment equipment = spoke.equipment();
        Role role = role(equipment);
        if (role == null) {
            return;
        }
        Endpoint endpoint = Wire.device(scene, spoke.frame());
        if (endpoint == null || !strangers.isStranger(endpoint, role)) {
            return;
        }
        long atNanos = spoke.frame().atNanos();
        if (isComputer(equipment) && RouterIdentity.of(endpoint, atNanos).isEmpty()) {
            return;
        }
        RouterReason reason =
                switch (role) {
                    case ACCESS_POINT -> RouterReason.SAYS_ACCESS_POINT;
                    case ROUTER -> RouterReason.SAYS_ROUTER;
                    default -> RouterReason.SAYS_BRIDGE;
                };
        String name = Objects.requireNonNullElse(equipment.name(), "");
        report(endpoint, reason, name, atNanos);
    }

    /// The strongest of what equipment says that it does for others, or null.
    static @Nullable Role role(Sighting.Equipment equipment) {
        if (equipment.is(Capability.TELEPHONE)) {
            return null;
        }
        if (equipment.is(Capability.ACCESS_POINT)) {
            return Role.ACCESS_POINT;
        }
        if (equipment.is(Capability.ROUTER)) {
            return Role.ROUTER;
        }
        return equipment.is(Capability.BRIDGE) ? Role.SWITCH : null;
    }

    static boolean isComputer(Sighting.Equipment equipment) {
        String description = equipment.description();
        return description != null
                && COMPUTER.matcher(description.toLowerCase(Locale.ROOT)).matches();
    }

    private void report(Endpoint about, RouterReason reason, String detail, long atNanos) {
        scene.report(
                CaseKind.ROGUE_ROUTER, about, new Evidence(about.id(), reason, detail, atNanos));
    }
}
