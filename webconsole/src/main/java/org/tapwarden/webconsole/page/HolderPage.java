package org.tapwarden.webconsole.page;

import java.util.List;

/// Who had an address at a time.
///
/// @param problem one line when it cannot be answered, else empty
/// @param note one line when the time came twice, else empty
/// @param asked whether there is an answer to show
public record HolderPage(
        String address,
        String at,
        String segment,
        String problem,
        String note,
        boolean asked,
        List<Row> rows) {

    /// One answer.
    ///
    /// @param held since when, until when, and when it was last seen, in words
    /// @param disputed another device was seen with it at that time
    public record Row(
            String time,
            long endpoint,
            String mac,
            String name,
            String segment,
            String held,
            String source,
            boolean disputed) {}

    public HolderPage {
        rows = List.copyOf(rows);
    }
}
