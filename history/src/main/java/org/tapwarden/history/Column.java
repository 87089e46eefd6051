package org.tapwarden.history;

import org.tapwarden.classifier.language.Field;

/// How one field of the flow language lies in the index. Its value is what {@link
/// org.tapwarden.classifier.language.FieldValues} reads off the record.
sealed interface Column {

    Field field();

    default String name() {
        return field().name();
    }

    /// Words: an inverted list each. They have no column of values: whether a flow has the field is
    /// a word of its own in {@link FlowDocument#HAS}.
    record Words(Field field) implements Column {}

    /// An address: an inverted list of its 16 bytes, so that a network is a range of terms.
    record Addresses(Field field) implements Column {}

    /// A number, a time or a truth value: a column of values with a skip index.
    ///
    /// @param sought has a tree of points besides
    record Numbers(Field field, boolean sought) implements Column {}
}
