package org.tapwarden.detector.air;

import org.tapwarden.capture.Mac;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// Where findings of the air are filed. The air belongs to no wired segment, and a radio frame does
/// not tell whose building it crossed: so they go to the segment that the operator named for them
/// (`wifi.segment`), else to the first one, as a finding about the segment and about no device.
final class Air {

    private Air() {}

    static Segment segment(Segments segments) {
        String named = segments.wifi().segment();
        Segment found = named == null ? null : segments.byName(named);
        return found == null ? segments.all().getFirst() : found;
    }

    /// @param about the radio, 48 bits; 0 where it is about none in particular
    static void report(
            Scene scene, CaseKind kind, AirReason reason, long about, String detail, long atNanos) {
        scene.report(
                kind,
                segment(scene.segments()),
                Evidence.onSegment(reason, about == 0 ? "" : text(about), detail, atNanos));
    }

    static String text(long mac) {
        return new Mac(mac).toString();
    }
}
