package org.tapwarden.history.index;

import java.util.List;

/// Where the values of one field of the flow language lie in the index.
sealed interface Column {

    /// The own time of the first frame whose clock was not believed; kept in nanoseconds.
    Numbers CLAIMED = Numbers.of(Counter.CLAIMED);

    /// Within the words of a dictionary, or of whichever of several has a value for the slice.
    record InWords(List<Dictionary> dictionaries) implements Column {

        public InWords {
            dictionaries = List.copyOf(dictionaries);
        }
    }

    /// A number: the sum of some columns less another.
    ///
    /// @param less subtracted from the first, or none
    record Numbers(List<Counter> sum, List<Counter> less) implements Column {

        public Numbers {
            sum = List.copyOf(sum);
            less = List.copyOf(less);
        }

        /// Whether it is one column of which the index knows the bounds of each few thousand
        /// slices.
        boolean isSkipped() {
            return sum.size() == 1 && less.isEmpty() && sum.getFirst().skipped();
        }

        static Numbers of(Counter... sum) {
            return new Numbers(List.of(sum), List.of());
        }
    }
}
