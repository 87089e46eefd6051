package org.tapwarden.history.stage;

import java.util.Optional;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;

/// Takes the slices that a filter found, in any order, and makes a table of them by the stages of
/// the question. Used once, by one thread.
public sealed interface Collecting permits Counting, Listing {

    /// Prepares for the stages of a question; its filter is for whoever finds the slices.
    ///
    /// @throws TooMuch when the range alone shows that the answer would need too much
    static Collecting of(Question question, Range range, Refusals refusals) throws TooMuch {
        Optional<Stage> counting = question.counting();
        return counting.isPresent()
                ? new Counting(question, counting.get(), range, refusals)
                : new Listing(question);
    }

    /// Takes a slice.
    ///
    /// @throws TooMuch when the answer would need too much; there is none then
    void add(FlowRecord record) throws TooMuch;

    /// What came of all slices.
    Table table();
}
