package org.tapwarden.webconsole.page;

import java.util.List;

/// The first page: how well the appliance sees, in words.
///
/// @param facts sentences about the whole
/// @param bars devices by segment, for the picture
public record Overview(List<Fact> facts, List<Bar> bars, List<SegmentLine> segments) {

    /// @param good false where somebody should look
    /// @param link where there is more of it, or empty
    public record Fact(String label, String sentence, boolean good, String link) {

        /// Without more of it.
        public Fact(String label, String sentence, boolean good) {
            this(label, sentence, good, "");
        }
    }

    /// @param width of 300
    public record Bar(String name, long devices, int width) {}

    /// One segment in the table.
    public record SegmentLine(
            String name,
            String site,
            String population,
            String tap,
            String devices,
            String lastFrame,
            String remark,
            String protectedToday,
            boolean silent) {}

    public Overview {
        facts = List.copyOf(facts);
        bars = List.copyOf(bars);
        segments = List.copyOf(segments);
    }
}
