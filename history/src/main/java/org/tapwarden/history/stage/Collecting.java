package org.tapwarden.history.stage;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.history.packets.KeptItem;

/// Takes the slices that a filter found, in any order, and makes a table of them by the stages of
/// the question. Used once, by one thread.
public sealed interface Collecting permits Counting, KeptListing, Listing {

    /// Prepares for the stages of a question; its filter is for whoever finds the slices.
    ///
    /// @throws TooMuch when the range alone shows that the answer would need too much
    static Collecting of(Question question, Range range, Refusals refusals) throws TooMuch {
        return of(question, range, refusals, List::of);
    }

    /// @param kept packets of alerts; asked only where a stage is about them
    static Collecting of(
            Question question, Range range, Refusals refusals, Supplier<List<KeptItem>> kept)
            throws TooMuch {
        Optional<Stage> counting = question.counting();
        if (counting.isEmpty()) {
            return new Listing(question);
        }
        return counting.get() instanceof Stage.Evidence
                ? new KeptListing(question, kept.get())
                : new Counting(question, counting.get(), range, refusals);
    }

    /// Takes a slice.
    ///
    /// @throws TooMuch when the answer would need too much; there is none then
    void add(FlowRecord record) throws TooMuch;

    /// What came of all slices.
    Table table();
}
