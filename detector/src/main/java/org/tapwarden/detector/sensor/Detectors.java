package org.tapwarden.detector.sensor;

import java.util.List;
import java.util.function.Function;
import org.tapwarden.detector.air.RadioBeside;
import org.tapwarden.detector.air.StrangeNetworks;
import org.tapwarden.detector.air.ThrownOff;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Scene;

/// All detectors there are; a new one is one line here.
final class Detectors {

    private static final List<Function<Scene, Detector>> ALL =
            List.of(StrangeNetworks::new, ThrownOff::new, RadioBeside::new);

    private Detectors() {}

    static List<Detector> of(Scene scene) {
        return ALL.stream().map(make -> make.apply(scene)).toList();
    }
}
