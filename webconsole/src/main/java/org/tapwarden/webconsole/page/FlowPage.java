package org.tapwarden.webconsole.page;

import java.util.List;
import java.util.Optional;

/// The search form, and what was found.
///
/// @param problem one line when the search was refused, else empty
/// @param notes what is worth knowing of the answer, such as by what it was counted
/// @param table what the stages of the question made; empty where it has none
/// @param meant queries that are spelled like one that was refused
/// @param asked whether there is an answer to show
public record FlowPage(
        String query,
        String from,
        String to,
        String purpose,
        int limit,
        String problem,
        boolean asked,
        String canonical,
        long matched,
        long auditNumber,
        List<String> gaps,
        List<String> notes,
        List<Row> rows,
        Optional<TablePage> table,
        List<String> meant) {

    /// One slice of a flow.
    ///
    /// @param link where it is told why it is called so
    /// @param sourceDevice endpoint id, 0 where none is known; so is the other
    public record Row(
            String end,
            String source,
            String sourcePort,
            String destination,
            String destinationPort,
            String name,
            String protocol,
            String application,
            String category,
            String basis,
            String segment,
            String bytes,
            String link,
            long sourceDevice,
            long destinationDevice) {}

    public FlowPage {
        gaps = List.copyOf(gaps);
        notes = List.copyOf(notes);
        rows = List.copyOf(rows);
        meant = List.copyOf(meant);
    }
}
