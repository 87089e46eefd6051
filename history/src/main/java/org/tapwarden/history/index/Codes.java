package org.tapwarden.history.index;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.codec.Runs;
import org.tapwarden.history.stage.Intervals;

/// A number for each slice of a segment, by which slices are told apart.
sealed interface Codes {

    /// @param into receives a code for each slice
    /// @param spare as long, for whoever needs it
    void read(Slices slices, long[] into, long[] spare) throws IOException;

    /// The ordinal of the slice's word, {@link #NO_WORD} where it has none.
    final class Ordinals implements Codes {

        static final long NO_WORD = -1;

        private final SortedDocValues column;

        Ordinals(LeafReader segment, Dictionary dictionary) throws IOException {
            this.column = DocValues.getSorted(segment, dictionary.column());
        }

        @Override
        public void read(Slices slices, long[] into, long[] spare) throws IOException {
            if (slices.isRun()) {
                Runs.of(column).read(slices.first(), into, slices.count(), NO_WORD);
                return;
            }
            for (int i = 0; i < slices.count(); i++) {
                int slice = slices.number(i);
                into[i] = column.advanceExact(slice) ? column.ordValue() : NO_WORD;
            }
        }

        /// How many words the dictionary of the segment has.
        int count() {
            return column.getValueCount();
        }

        @Nullable BytesRef word(long code) throws IOException {
            return code == NO_WORD ? null : column.lookupOrd((int) code);
        }
    }

    /// The sum of some columns less others.
    final class Values implements Codes {

        private final List<Counter> sum;
        private final List<Counter> less;
        private final NumericDocValues[] columns;

        Values(LeafReader segment, Column.Numbers numbers) throws IOException {
            this.sum = numbers.sum();
            this.less = numbers.less();
            this.columns = new NumericDocValues[sum.size() + less.size()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = DocValues.getNumeric(segment, counter(i).column());
            }
        }

        private Counter counter(int index) {
            return index < sum.size() ? sum.get(index) : less.get(index - sum.size());
        }

        @Override
        public void read(Slices slices, long[] into, long[] spare) throws IOException {
            read(0, slices, into);
            for (int i = 1; i < columns.length; i++) {
                read(i, slices, spare);
                int sign = i < sum.size() ? 1 : -1;
                for (int k = 0; k < slices.count(); k++) {
                    into[k] += sign * spare[k];
                }
            }
        }

        private void read(int index, Slices slices, long[] into) throws IOException {
            NumericDocValues column = columns[index];
            long usual = counter(index).usual();
            if (slices.isRun()) {
                Runs.of(column).read(slices.first(), into, slices.count(), usual);
                return;
            }
            for (int i = 0; i < slices.count(); i++) {
                int slice = slices.number(i);
                into[i] = column.advanceExact(slice) ? column.longValue() : usual;
            }
        }
    }

    /// When the interval of a timeline began in which the slice ended.
    final class Begins implements Codes {

        private final Values ends;
        private final Intervals intervals;

        Begins(LeafReader segment, Intervals intervals) throws IOException {
            this.ends = new Values(segment, Column.Numbers.of(Counter.END));
            this.intervals = intervals;
        }

        @Override
        public void read(Slices slices, long[] into, long[] spare) throws IOException {
            ends.read(slices, into, spare);
            for (int i = 0; i < slices.count(); i++) {
                into[i] = intervals.begin(into[i]);
            }
        }
    }
}
