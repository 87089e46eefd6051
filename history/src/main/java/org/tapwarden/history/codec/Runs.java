package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;

/// Reads a column by the run: the values of documents that follow each other.
///
/// A sum over an hour reads millions of neighbouring values; asking for them one by one costs
/// several times as much as the values themselves. What {@link FlowDocValuesFormat} hands out reads
/// whole blocks; anything else is asked one by one.
///
/// A merge reads a segment of another make by the run, too, if each document has a value and the
/// column says so: {@link org.apache.lucene.search.DocIdSetIterator#docIDRunEnd} at document 0 is
/// the number of documents.
public interface Runs {

    /// Puts the values of the documents `from` to `from + count - 1` at the start of `into`.
    ///
    /// It moves the values to the run. Where each document has a value any run may be read; where
    /// not, runs must not go back.
    ///
    /// @param missing what stands for a document without a value
    /// @throws IOException when the disk fails or the file is damaged
    void read(int from, long[] into, int count, long missing) throws IOException;

    /// Numbers by the run.
    static Runs of(NumericDocValues values) {
        if (values instanceof Runs runs) {
            return runs;
        }
        return (from, into, count, missing) -> {
            for (int i = 0; i < count; i++) {
                into[i] = values.advanceExact(from + i) ? values.longValue() : missing;
            }
        };
    }

    /// Ordinals by the run.
    static Runs of(SortedDocValues values) {
        if (values instanceof Runs runs) {
            return runs;
        }
        return (from, into, count, missing) -> {
            for (int i = 0; i < count; i++) {
                into[i] = values.advanceExact(from + i) ? values.ordValue() : missing;
            }
        };
    }
}
