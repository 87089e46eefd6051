package org.tapwarden.detector.sensor;

import java.util.List;
import java.util.function.Function;
import org.tapwarden.detector.air.StrangeNetworks;
import org.tapwarden.detector.air.ThrownOff;
import org.tapwarden.detector.disruption.DhcpStarvation;
import org.tapwarden.detector.disruption.Floods;
import org.tapwarden.detector.disruption.MacFlood;
import org.tapwarden.detector.disruption.Scans;
import org.tapwarden.detector.disruption.Storms;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.forgery.AddressClaims;
import org.tapwarden.detector.forgery.BorrowedVoices;
import org.tapwarden.detector.forgery.ClonedMacs;
import org.tapwarden.detector.forgery.DoubledAnswers;
import org.tapwarden.detector.forgery.ForeignSources;
import org.tapwarden.detector.forgery.PoisonedNames;
import org.tapwarden.detector.rogue.Adjacency;
import org.tapwarden.detector.rogue.Bridges;
import org.tapwarden.detector.rogue.Capwap;
import org.tapwarden.detector.rogue.DhcpServers;
import org.tapwarden.detector.rogue.Dhcpv6Servers;
import org.tapwarden.detector.rogue.Hotspots;
import org.tapwarden.detector.rogue.Repeaters;
import org.tapwarden.detector.rogue.RouterAdvertisements;
import org.tapwarden.detector.rogue.Services;
import org.tapwarden.detector.rogue.Stacks;

/// All detectors there are; a new one is one line here.
final class Detectors {

    private static final List<Function<Scene, Detector>> ALL =
            List.of(
                    Services::new,
                    DhcpServers::new,
                    Dhcpv6Servers::new,
                    RouterAdvertisements::new,
                    Bridges::new,
                    Stacks::new,
                    Repeaters::new,
                    Hotspots::new,
                    Capwap::new,
                    Adjacency::new,
                    AddressClaims::new,
                    BorrowedVoices::new,
                    ClonedMacs::new,
                    PoisonedNames::new,
                    DoubledAnswers::new,
                    ForeignSources::new,
                    DhcpStarvation::new,
                    MacFlood::new,
                    Scans::new,
                    Floods::new,
                    Storms::new,
                    StrangeNetworks::new,
                    ThrownOff::new);

    private Detectors() {}

    static List<Detector> of(Scene scene) {
        return ALL.stream().map(make -> make.apply(scene)).toList();
    }
}
