package org.tapwarden.history.index;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes a segment at once: columns, each in the order in which the rows were added.
///
/// @param order the rows in the order of the index
/// @param wholes null where there are none
@SuppressWarnings("ArrayRecordComponent") // lent by one class to the other, never compared
record Batch(int[] order, List<Numbers> numbers, List<Words> words, @Nullable Wholes wholes) {

    /// @param usual what a row has of which nothing is stored
    /// @param sparse whether only what is not usual is stored
    /// @param skipped whether the index knows the bounds of each few thousand rows
    record Numbers(String column, long[] values, long usual, boolean sparse, boolean skipped) {}

    /// @param of the number of each row's word in the table; below 0 where it has none
    /// @param inverted whether the rows of each word are listed
    record Words(String column, WordTable table, int[] of, boolean inverted) {}

    /// Some bytes of each row.
    ///
    /// @param ends where each row's end; they begin where those of the row before end
    record Wholes(String column, byte[] bytes, int[] ends) {

        int begin(int row) {
            return row == 0 ? 0 : ends[row - 1];
        }

        int end(int row) {
            return ends[row];
        }
    }

    /// How many rows.
    int count() {
        return order.length;
    }
}
