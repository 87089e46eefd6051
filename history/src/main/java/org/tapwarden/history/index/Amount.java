package org.tapwarden.history.index;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.history.codec.Runs;

/// What of each slice of a segment is added up.
sealed interface Amount {

    /// @param into receives an amount for each slice
    void read(Slices slices, long[] into, long[] spare) throws IOException;

    /// @param rolledUp the segment is of sums and not of slices
    static Amount of(LeafReader segment, Metric metric, boolean rolledUp) throws IOException {
        if (rolledUp && metric == Metric.Total.FLOWS) {
            return plain(segment, RollUp.FLOWS);
        }
        return rolledUp && metric == Metric.Total.SLICES
                ? plain(segment, RollUp.SLICES)
                : of(segment, metric);
    }

    /// A column that is no counter of slices.
    static Plain plain(LeafReader segment, String column) throws IOException {
        return new Plain(DocValues.getNumeric(segment, column));
    }

    private static Amount of(LeafReader segment, Metric metric) throws IOException {
        return switch (metric) {
            case Metric.Total total ->
                    switch (total) {
                        case BYTES -> sum(segment, Counter.SOURCE_BYTES, Counter.DESTINATION_BYTES);
                        case PACKETS ->
                                sum(segment, Counter.SOURCE_PACKETS, Counter.DESTINATION_PACKETS);
                        case FLOWS -> new Firsts(sum(segment, Counter.SLICE));
                        case SLICES -> new Ones();
                    };
            case Metric.Sum sum -> sum(segment, sum.field());
        };
    }

    private static Sum sum(LeafReader segment, Counter... counters) throws IOException {
        return new Sum(new Codes.Values(segment, Column.Numbers.of(counters)));
    }

    private static Sum sum(LeafReader segment, Field field) throws IOException {
        if (Columns.of(field) instanceof Column.Numbers numbers) {
            return new Sum(new Codes.Values(segment, numbers));
        }
        throw new IllegalArgumentException("no amount: " + field.name());
    }

    /// Of columns.
    record Sum(Codes.Values values) implements Amount {
        @Override
        public void read(Slices slices, long[] into, long[] spare) throws IOException {
            values.read(slices, into, spare);
        }
    }

    /// Of sums.
    record Plain(NumericDocValues column) implements Amount {
        @Override
        public void read(Slices slices, long[] into, long[] spare) throws IOException {
            if (slices.isRun()) {
                Runs.of(column).read(slices.first(), into, slices.count(), 0);
                return;
            }
            for (int i = 0; i < slices.count(); i++) {
                into[i] = column.advanceExact(slices.number(i)) ? column.longValue() : 0;
            }
        }
    }

    /// 1 for the first slice of a flow.
    record Firsts(Sum slice) implements Amount {
        @Override
        public void read(Slices slices, long[] into, long[] spare) throws IOException {
            slice.read(slices, into, spare);
            for (int i = 0; i < slices.count(); i++) {
                into[i] = into[i] == 1 ? 1 : 0;
            }
        }
    }

    /// 1 for each.
    record Ones() implements Amount {
        @Override
        public void read(Slices slices, long[] into, long[] spare) {
            Arrays.fill(into, 0, slices.count(), 1);
        }
    }
}
