package org.tapwarden.detector.rogue;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Scene;

/// Notices a computer or phone that shares its connection, by the address that its system gives
/// itself for that, where it leaks onto the wire: in ARP, in what it announces, in DHCP.
///
/// Only the sharing side's own address counts; a phone that comes from somebody's hotspot still
/// asks for the address it had there. Where the office itself uses the range it says nothing. Left
/// out are 192.168.49.1, Wi-Fi Direct, which printers and casting sticks speak, and macOS's
/// 192.168.2.1, which many home routers have.
///
/// A hotspot that leaks nothing shows in its packets' hops only, as virtual machines do: one
/// family.
public final class Hotspots implements Detector {

    private static final Map<Address, String> SHARES =
            Map.of(
                    Address.parse("192.168.137.1"), "192.168.137.1, Windows' address as a hotspot",
                    Address.parse("172.20.10.1"), "172.20.10.1, an iPhone's address as a hotspot",
                    Address.parse("192.168.43.1"), "192.168.43.1, Android's address as a hotspot");

    private final Scene scene;

    public Hotspots(Scene scene) {
        this.scene = scene;
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        switch (sighting) {
            case Sighting.AddressClaimed claim -> {
                if (claim.manner() != Manner.PROBES && claim.mac() == frame.senderMac()) {
                    uses(frame, claim.address());
                }
            }
            case Sighting.Told(var _, Telling.DhcpReply reply) -> uses(frame, reply.server());
            case Sighting.Told _ -> uses(frame, frame.sender());
            default -> {}
        }
    }

    private void uses(Sighting.Frame frame, @Nullable Address address) {
        String words = address == null ? null : SHARES.get(address);
        if (address == null || words == null || scene.segments().of(frame, address) != null) {
            return;
        }
        Endpoint endpoint = Wire.device(scene, frame);
        if (endpoint != null) {
            scene.report(
                    CaseKind.ROGUE_ROUTER,
                    endpoint,
                    new Evidence(
                            endpoint.id(),
                            RouterReason.SHARES_ITS_CONNECTION,
                            words,
                            frame.atNanos()));
        }
    }
}
