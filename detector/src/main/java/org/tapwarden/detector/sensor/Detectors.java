package org.tapwarden.detector.sensor;

import java.util.List;
import java.util.function.Function;
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

/// All detectors there are; a new one is one line here.
final class Detectors {

    private static final List<Function<Scene, Detector>> ALL =
            List.of(
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
                    Storms::new);

    private Detectors() {}

    static List<Detector> of(Scene scene) {
        return ALL.stream().map(make -> make.apply(scene)).toList();
    }
}
