package org.tapwarden.history.index;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;

/// What an index holds.
///
/// @param slices flow slices
/// @param flows of them first slices
/// @param firstMillis earliest end of a slice; without any the latest there is
/// @param lastMillis latest end
public record Summary(long slices, long flows, long firstMillis, long lastMillis) {

    public static Summary of(DirectoryReader index) throws IOException {
        long later = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (LeafReaderContext segment : index.leaves()) {
            NumericDocValues slice = segment.reader().getNumericDocValues(Counter.SLICE.column());
            if (slice != null) {
                while (slice.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    later++;
                }
            }
            DocValuesSkipper ends = segment.reader().getDocValuesSkipper(Counter.END.column());
            if (ends != null) {
                first = Math.min(first, ends.minValue());
                last = Math.max(last, ends.maxValue());
            }
        }
        long slices = index.maxDoc();
        return new Summary(slices, slices - later, first, last);
    }
}
