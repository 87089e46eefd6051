package org.tapwarden.history;

import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Field;

/// How one field of the flow language is read from a record when the record is indexed.
sealed interface Column {

    Field field();

    default String name() {
        return field().name();
    }

    /// Words: an inverted list each. They have no column of values: whether a flow has the field is
    /// a word of its own in {@link FlowDocument#HAS}.
    record Words(Field field, Function<FlowRecord, @Nullable String> value) implements Column {}

    /// An address: an inverted list of its 16 bytes, so that a network is a range of terms.
    record Addresses(Field field, Function<FlowRecord, Address> value) implements Column {}

    /// A number, a time or a truth value: a column of values with a skip index.
    ///
    /// @param sought has a tree of points besides, since people look for one value among millions
    record Numbers(Field field, boolean sought, Function<FlowRecord, OptionalLong> value)
            implements Column {}
}
