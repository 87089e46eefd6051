package org.tapwarden.history.stage;

import java.util.List;

/// What stages made.
///
/// @param rows a cell for each column
/// @param total how many rows there would be without `top`, `head` and the cap of an answer
/// @param slices how many slices were looked at
/// @param sentences for people, one for each thing that the rows do not show although nobody asked
///   to leave it out
public record Table(
        List<Heading> columns,
        List<List<Cell>> rows,
        long total,
        long slices,
        List<String> sentences) {

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        sentences = List.copyOf(sentences);
    }

    /// Whether the rows are all that was asked for.
    public boolean complete() {
        return sentences.isEmpty();
    }
}
