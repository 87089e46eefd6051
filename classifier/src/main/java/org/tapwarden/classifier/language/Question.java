package org.tapwarden.classifier.language;

import java.util.List;
import java.util.Optional;

/// What a search asks: which slices, and what is made of them.
///
/// @param filter which slices
/// @param stages one after the other; none where the slices themselves are wanted
public record Question(Query filter, List<Stage> stages) {

    /// @throws IllegalArgumentException when a stage cannot follow the ones before it, or names a
    ///   column that is not there; the parser makes none such
    public Question {
        stages = List.copyOf(stages);
        StageOrder.of(stages);
    }

    /// The stage that makes rows of something else out of the slices; none where rows are slices.
    public Optional<Stage> counting() {
        return stages.stream().filter(Stage::counts).findFirst();
    }

    /// The order asked for.
    public Optional<Stage.Sort> sort() {
        return stages.stream()
                .filter(Stage.Sort.class::isInstance)
                .map(Stage.Sort.class::cast)
                .findFirst();
    }

    /// How many rows are wanted at most.
    public Optional<Stage.Head> head() {
        return stages.stream()
                .filter(Stage.Head.class::isInstance)
                .map(Stage.Head.class::cast)
                .findFirst();
    }

    /// The columns of the answer; empty where rows are slices and no columns were named.
    public Optional<List<Column>> columns() {
        return StageOrder.of(stages).columns();
    }
}
