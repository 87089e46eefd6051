package org.tapwarden.history.index;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReader;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.Metric;

/// What of each slice of a segment is added up.
sealed interface Amount {

    /// @param into receives an amount for each slice
    void read(Slices slices, long[] into, long[] spare) throws IOException;

    static Amount of(LeafReader segment, Metric metric) throws IOException {
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
