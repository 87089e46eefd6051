package org.tapwarden.detector.air;

import java.util.Locale;
import java.util.Map;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.NetworkOffered.Security;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Recent;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Wifi;

/// Notices the office's network name from a radio that is not the office's (evil twin), and with
/// weaker protection than was declared.
///
/// It says nothing of names that were not declared, and nothing of strange radios where the office
/// did not say which are its own. A twin that takes the address of one of the office's radios, too,
/// is seen only where its protection is weaker. One frame is not enough: a bit that the air turned
/// round makes a stranger of the office's own radio.
public final class StrangeNetworks implements Detector {

    /// Offers that are remembered.
    static final int CAPACITY = Caps.of(4_096, 16);

    /// Times that an offer is heard before it counts.
    static final int ENOUGH = 2;

    /// What goes on is told again after this time, so that the alert knows when it was last so.
    static final long AGAIN_NANOS = 60_000_000_000L;

    private record Offer(long bssid, String ssid, Security security) {}

    private static final class Heard {
        private int times;
        private long toldNanos;
    }

    private final Scene scene;
    private final Recent<Offer, Heard> offers = new Recent<>(CAPACITY);

    public StrangeNetworks(Scene scene) {
        this.scene = scene;
    }

    @Override
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.NetworkOffered offered) {
            offered(offered);
        }
    }

    private void offered(Sighting.NetworkOffered offered) {
        Wifi wifi = scene.segments().wifi();
        Security declared = wifi.ssids().get(offered.ssid());
        if (declared == null) {
            return;
        }
        boolean strange = wifi.declaresRadios() && !wifi.isOffices(offered.bssid());
        boolean weaker = offered.security().compareTo(declared) < 0;
        if (!strange && !weaker) {
            return;
        }
        long atNanos = offered.frame().atNanos();
        Heard heard =
                offers.of(
                        new Offer(offered.bssid(), offered.ssid(), offered.security()), Heard::new);
        heard.times = Math.min(heard.times + 1, ENOUGH + 1);
        boolean due = heard.times == ENOUGH || atNanos - heard.toldNanos >= AGAIN_NANOS;
        if (heard.times < ENOUGH || !due) {
            return;
        }
        heard.toldNanos = atNanos;
        // Doubts first: what opens an alert tells them.
        if (strange) {
            report(CaseKind.EVIL_TWIN, AirReason.MAYBE_NEWER_THAN_THE_LIST, 0, "", atNanos);
            report(
                    CaseKind.EVIL_TWIN,
                    AirReason.OFFICES_NAME_FROM_A_STRANGER,
                    offered.bssid(),
                    where(offered),
                    atNanos);
        }
        if (weaker) {
            String detail =
                    String.format(
                            Locale.ROOT,
                            "%s, %s where %s was declared",
                            where(offered),
                            word(offered.security()),
                            word(declared));
            report(CaseKind.WEAKENED_WIFI, AirReason.MAYBE_OLD_DECLARATION, 0, "", atNanos);
            report(
                    CaseKind.WEAKENED_WIFI,
                    AirReason.WEAKER_THAN_DECLARED,
                    offered.bssid(),
                    detail,
                    atNanos);
        }
    }

    private void report(CaseKind kind, AirReason reason, long radio, String detail, long atNanos) {
        Air.report(scene, kind, reason, radio, detail, atNanos);
    }

    private static String where(Sighting.NetworkOffered offered) {
        String channel = offered.channel() == 0 ? "" : " on channel " + offered.channel();
        return "'" + offered.ssid() + "' from " + Air.text(offered.bssid()) + channel;
    }

    private static String word(Security security) {
        return security.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("air_offers_forgotten", offers.displaced());
    }
}
