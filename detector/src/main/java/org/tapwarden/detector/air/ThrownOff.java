package org.tapwarden.detector.air;

import java.util.Locale;
import java.util.Map;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Recent;
import org.tapwarden.detector.finding.Scene;

/// Notices radio frames that throw others off: so many ends of one connection, or of all that a
/// radio has, that no access point and no station means them.
///
/// A link is ended once, with a few repetitions when nobody acknowledges: the benign captures have
/// three in all. Tools send at least 64 from either side, which a station and its access point
/// never do to each other. Whoever sends cannot be told, since each frame is in another's name: so
/// it is a finding about the air.
public final class ThrownOff implements Detector {

    /// Connections, and radios, that are remembered.
    static final int CAPACITY = Caps.of(4_096, 16);

    static final long WINDOW_NANOS = 10_000_000_000L;

    /// Ends of one connection, or of all at once, in a window.
    static final int ENOUGH = 24;

    /// Ends of connections of one radio in a window. An access point with two hundred stations that
    /// is switched off stays below.
    static final int ENOUGH_OF_ONE_RADIO = 256;

    private static final long EVERYBODY = -1L >>> 16;

    /// @param station 0 for all of the radio's
    private record Link(long bssid, long station) {}

    private static final class Ends {
        private long beganNanos = Long.MIN_VALUE;
        private int byRadio;
        private int byStation;
        private boolean told;

        int all() {
            return byRadio + byStation;
        }

        void count(boolean radio, long atNanos) {
            if (beganNanos == Long.MIN_VALUE || atNanos - beganNanos >= WINDOW_NANOS) {
                beganNanos = atNanos;
                byRadio = 0;
                byStation = 0;
                told = false;
            }
            byRadio += radio ? 1 : 0;
            byStation += radio ? 0 : 1;
        }
    }

    private final Scene scene;
    private final Recent<Link, Ends> links = new Recent<>(CAPACITY);

    public ThrownOff(Scene scene) {
        this.scene = scene;
    }

    @Override
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.LinkEnded ended) {
            ended(ended);
        }
    }

    private void ended(Sighting.LinkEnded ended) {
        long atNanos = ended.frame().atNanos();
        boolean byRadio = ended.from() == ended.bssid();
        long station = byRadio ? ended.to() : ended.from();
        Ends ends = links.of(new Link(ended.bssid(), station), Ends::new);
        ends.count(byRadio, atNanos);
        Ends all = links.of(new Link(ended.bssid(), 0), Ends::new);
        all.count(byRadio, atNanos);
        if (ends.all() >= ENOUGH && !ends.told) {
            ends.told = true;
            all.told = true;
            boolean both = ends.byRadio >= ENOUGH / 4 && ends.byStation >= ENOUGH / 4;
            AirReason reason =
                    station == EVERYBODY
                            ? AirReason.ENDS_LINKS_OF_EVERYBODY
                            : both ? AirReason.ENDS_LINKS_BOTH_WAYS : AirReason.ENDS_LINKS_OF_ONE;
            String whom = station == EVERYBODY ? "all stations" : Air.text(station);
            report(reason, ended, ends, " and " + whom, atNanos);
        } else if (all.all() >= ENOUGH_OF_ONE_RADIO && !all.told) {
            all.told = true;
            report(AirReason.ENDS_LINKS_OF_MANY, ended, all, " and its stations", atNanos);
        }
    }

    private void report(
            AirReason reason, Sighting.LinkEnded ended, Ends ends, String whom, long atNanos) {
        double seconds = (atNanos - ends.beganNanos) / 1e9;
        String detail =
                String.format(
                        Locale.ROOT,
                        "%d frames in %.1f s end connections between the radio %s%s",
                        ends.all(),
                        seconds,
                        Air.text(ended.bssid()),
                        whom);
        // Doubts first: what opens an alert tells them.
        Air.report(
                scene,
                CaseKind.DEAUTHENTICATION_FLOOD,
                AirReason.MAYBE_CONTAINMENT,
                0,
                "",
                atNanos);
        Air.report(scene, CaseKind.DEAUTHENTICATION_FLOOD, reason, ended.bssid(), detail, atNanos);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("air_links_forgotten", links.displaced());
    }
}
