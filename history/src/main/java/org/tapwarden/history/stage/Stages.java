package org.tapwarden.history.stage;

import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Question;

/// Runs stages over records that are at hand.
public final class Stages {

    private Stages() {}

    /// The table that a question makes of slices.
    ///
    /// @param found the slices that its filter found; they are not asked again
    /// @throws TooMuch when the answer would need too much
    public static Table run(
            Question question, Iterable<FlowRecord> found, Range range, Refusals refusals)
            throws TooMuch {
        Collecting collecting = Collecting.of(question, range, refusals);
        for (FlowRecord record : found) {
            collecting.add(record);
        }
        return collecting.table();
    }
}
