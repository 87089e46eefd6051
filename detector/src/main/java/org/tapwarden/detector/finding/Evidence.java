package org.tapwarden.detector.finding;

/// One reason to suspect an endpoint or a segment, or to doubt it. Kept with the event time of the
/// frame that completed it, which finds the frame in a capture again.
///
/// @param endpoint id of the endpoint that it is about; 0 when it is about a segment
/// @param reason as a code; told as a sentence when read
/// @param detail what the code's sentence needs: a maker's name, a host name from the network
/// @param atNanos event time since 1970
public record Evidence(long endpoint, Reason reason, String detail, long atNanos) {

    public Family family() {
        return reason.family();
    }

    /// For people. `detail` may come from the network: escape the sentence where it is shown.
    public String sentence() {
        return reason.sentence(detail);
    }
}
