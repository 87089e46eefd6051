package org.tapwarden.detector.disruption;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
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
/// bound is {@link #MOST_A_MINUTE}; and {@link #MAKERLESS} for MACs that claim to be makers', but
/// of blocks that the registry gave to nobody, each of another, as made-up ones are: devices have a
/// maker's MAC, or one that says to be private, and a maker that is newer than the registry has one
/// block for many. The case is about the segment: the MACs are nobody's.
public final class MacFlood implements Detector {

    /// New MACs on a segment within a minute.
    static final int MOST_A_MINUTE = 3_000;

    /// Blocks of no maker among the new MACs on a segment within a minute.
    static final int MAKERLESS = 64;

    /// The first three of six bytes are the maker's block (IEEE 802, section 8.2).
    private static final int BLOCK_SHIFT = 24;

    private static final int BITS = 1 << 14;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private static final class Minute {
        private final Sketch macs = new Sketch(BITS);
        private final Set<Long> makerless = new HashSet<>();
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
        seen(
                scene.segments()
                        .ofWire(
                                placed.conversation().space(),
                                place.interfaceIndex(),
                                place.vlan()),
                place.sourceMac(),
                placed.slice().endNanos());
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
            minute.makerless.clear();
        }
        strangers += known == null ? 1 : 0;
        if (!minute.macs.add(mac)) {
            return;
        }
        if (minute.makerless.size() < MAKERLESS && isMakerless(mac)) {
            minute.makerless.add(mac >>> BLOCK_SHIFT);
        }
        long macs = minute.macs.count();
        if (macs >= MOST_A_MINUTE || minute.makerless.size() >= MAKERLESS) {
            accuser.accuse(
                    null,
                    wire,
                    DisruptionReason.MACS_ON_SEGMENT,
                    DisruptionReason.MACS_ON_SEGMENT,
                    () ->
                            "%d or more new MACs within a minute, from %d or more blocks that are no maker's"
                                    .formatted(macs, minute.makerless.size()),
                    atNanos);
        }
    }

    private boolean isMakerless(long mac) {
        var address = new Mac(mac);
        return !address.isGroup()
                && !address.isLocallyAdministered()
                && scene.endpoints().maker(mac).isEmpty();
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("frames_of_unknown_macs", strangers);
    }
}
