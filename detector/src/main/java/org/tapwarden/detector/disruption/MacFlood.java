package org.tapwarden.detector.disruption;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices so many new MACs on a segment that a switch's table, of 8,000 to 16,000 entries that age
/// within five minutes, runs over.
///
/// Five hundred new devices within a minute are a term's start, or the lights going on again. The
/// bound is {@link #MOST_A_MINUTE}. The case is about the segment: the MACs are nobody's.
public final class MacFlood implements Detector {

    /// New MACs on a segment within a minute.
    static final int MOST_A_MINUTE = 3_000;

    private static final int BITS = 1 << 14;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private static final class Minute {
        private final Sketch macs = new Sketch(BITS);
        private long sinceNanos = Long.MIN_VALUE;
    }

    private final Scene scene;
    private final Accuser accuser;

    /// No more than there are segments.
    private final Map<String, Minute> minutes = new HashMap<>();

    private long strangers;

    public MacFlood(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.MAC_FLOOD);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        seen(scene.wire(frame), frame.senderMac(), frame.atNanos());
    }

    @Override
    public void flow(FlowRecord placed, @Nullable Endpoint source, @Nullable Endpoint destination) {
        FlowRecord.Place place = placed.place();
        seen(scene.segments().ofWire(place.vlan()), place.sourceMac(), placed.slice().endNanos());
    }

    private void seen(@Nullable Segment wire, long mac, long atNanos) {
        if (wire == null || wire.tap() != TapKind.ACCESS || mac == 0) {
            return;
        }
        // Where the table is full a newcomer has no endpoint, and is counted by its MAC alone.
        Endpoint known = scene.endpoints().known(wire.space(), mac);
        if (known != null && atNanos - known.firstNanos() > MINUTE_NANOS) {
            return;
        }
        Minute minute = minutes.computeIfAbsent(wire.name(), _ -> new Minute());
        if (minute.sinceNanos == Long.MIN_VALUE || atNanos - minute.sinceNanos >= MINUTE_NANOS) {
            minute.sinceNanos = atNanos;
            minute.macs.clear();
        }
        strangers += known == null ? 1 : 0;
        if (!minute.macs.add(mac)) {
            return;
        }
        long macs = minute.macs.count();
        if (macs >= MOST_A_MINUTE) {
            accuser.accuse(
                    null,
                    wire,
                    DisruptionReason.MACS_ON_SEGMENT,
                    DisruptionReason.MACS_ON_SEGMENT,
                    () ->
                            "%d or more new MACs within a minute, more than %d are no crowd of devices"
                                    .formatted(macs, MOST_A_MINUTE),
                    atNanos);
        }
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("frames_of_unknown_macs", strangers);
    }
}
