package org.tapwarden.detector.finding;

/// One reason to suspect an endpoint or a segment, or to doubt it. Kept with the number and the
/// event time of the frame that completed it, which find the frame in a capture again.
///
/// @param endpoint id of the endpoint that it is about; 0 when it is about a segment
/// @param reason as a code; told as a sentence when read
/// @param detail what the code's sentence needs: a maker's name, a host name from the network
/// @param atNanos event time since 1970
/// @param frame number of the frame, see {@link org.tapwarden.classifier.Sighting.Frame}; 0 where a
///   whole flow, or nothing for a while, completed it
/// @param about which of several subjects of one kind on a segment, such as a radio or a MAC: each
///   is a piece of evidence of its own; empty where there is but one
public record Evidence(
        long endpoint, Reason reason, String detail, long atNanos, long frame, String about) {

    /// As a detector finds it: which frame is at hand is added by whoever showed it the frame.
    public Evidence(long endpoint, Reason reason, String detail, long atNanos) {
        this(endpoint, reason, detail, atNanos, 0, "");
    }

    /// About a segment, and there about one of several.
    public static Evidence onSegment(Reason reason, String about, String detail, long atNanos) {
        return new Evidence(0, reason, detail, atNanos, 0, about);
    }

    public Evidence ofFrame(long number) {
        return new Evidence(endpoint, reason, detail, atNanos, number, about);
    }

    public Family family() {
        return reason.family();
    }

    /// For people. `detail` may come from the network: escape the sentence where it is shown.
    public String sentence() {
        return reason.sentence(detail);
    }
}
