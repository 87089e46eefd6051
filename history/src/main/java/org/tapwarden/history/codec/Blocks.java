package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.io.IOException;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;

/// The numbers of a column in the order of their documents, a block at a time.
interface Blocks {

    /// Puts the next numbers, and the documents that have them, at the start of two arrays.
    ///
    /// @return how many: {@link Packing#BLOCK} as long as there are so many, then what is left,
    ///   then 0
    int next(int[] documents, long[] numbers) throws IOException;

    /// Reads a column again and again.
    interface Column {
        Blocks open() throws IOException;
    }

    /// @param values not yet on a document
    static Blocks of(NumericDocValues values) {
        return new OneByOne(values);
    }

    /// Asks each document for its number.
    final class OneByOne implements Blocks {

        private final NumericDocValues values;
        private boolean ended;

        private OneByOne(NumericDocValues values) {
            this.values = values;
        }

        @Override
        public int next(int[] documents, long[] numbers) throws IOException {
            int count = 0;
            while (count < BLOCK && !ended) {
                int document = values.nextDoc();
                if (document == DocIdSetIterator.NO_MORE_DOCS) {
                    ended = true; // not every iterator may be asked again
                } else {
                    documents[count] = document;
                    numbers[count++] = values.longValue();
                }
            }
            return count;
        }
    }
}
