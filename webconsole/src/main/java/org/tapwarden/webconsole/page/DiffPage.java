package org.tapwarden.webconsole.page;

import java.util.List;

/// What differs between two times.
///
/// @param problem one line when it cannot be answered, else empty
/// @param asked whether there is an answer to show
/// @param complete false when there is more than is shown
public record DiffPage(
        String from,
        String to,
        String segment,
        String problem,
        boolean asked,
        boolean complete,
        List<Row> rows) {

    /// One line: a device that came or went, or a fact that changed.
    ///
    /// @param what `added`, `gone` or `changed`
    public record Row(
            String what,
            long endpoint,
            String device,
            String segment,
            String fact,
            String before,
            String after,
            String when) {}

    public DiffPage {
        rows = List.copyOf(rows);
    }
}
