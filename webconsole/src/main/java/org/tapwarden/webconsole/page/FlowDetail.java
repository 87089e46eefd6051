package org.tapwarden.webconsole.page;

import java.util.List;

/// One flow, or the form that asks why somebody wants to see it.
///
/// @param action path and fields under which it is looked at
/// @param dated which moment is meant stands in the action, so no time is asked for
/// @param problem one line when the look was refused, else empty
/// @param sentence what it is and why; empty while nothing is shown
/// @param second what came second, in a sentence, or empty
/// @param slices how many slices of the flow lie in the time
public record FlowDetail(
        String action,
        boolean dated,
        String from,
        String to,
        String purpose,
        String problem,
        String sentence,
        String second,
        List<Part> parts,
        List<String> gaps,
        long slices,
        long auditNumber) {

    /// Lines that belong together.
    public record Part(String title, List<Line> lines) {
        public Part {
            lines = List.copyOf(lines);
        }
    }

    /// A fact.
    ///
    /// @param link where it leads, or empty
    public record Line(String title, String value, String link) {}

    public FlowDetail {
        parts = List.copyOf(parts);
        gaps = List.copyOf(gaps);
    }
}
