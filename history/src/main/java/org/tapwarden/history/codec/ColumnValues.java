package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.util.FixedBitSet;

/// The numbers of a column by document: what numeric values and ordinals have in common.
final class ColumnValues {

    private final DocumentsWithValue documents;
    private final Column.Reader column;
    private final boolean all;
    private final long[] some = new long[BLOCK];

    ColumnValues(DocumentsWithValue documents, Column.Reader column) {
        this.documents = documents;
        this.column = column;
        this.all = documents.all();
    }

    DocumentsWithValue documents() {
        return documents;
    }

    /// The number of the current document.
    long current() throws IOException {
        return column.get(documents.index());
    }

    void read(int from, long[] into, int count, long missing) throws IOException {
        if (all) {
            int there = Math.clamp((long) documents.end() - from, 0, count);
            column.get(from, into, 0, there);
            Arrays.fill(into, there, count, missing);
            return;
        }
        Arrays.fill(into, 0, count, missing);
        if (count == 0) {
            return;
        }
        long end = (long) from + count;
        int document = documents.document(); // the run before ended on the next one with a value
        if (document <= from) {
            document = documents.advanceExact(from) ? from : documents.next();
        }
        for (; document < end; document = documents.next()) {
            into[document - from] = column.get(documents.index());
        }
    }

    /// Puts the numbers of those documents that have one at the start of an array, and sets their
    /// bits. From one call to the next documents must not go back.
    ///
    /// @param from the document that bit 0 stands for
    /// @return how many have one
    int read(int from, int to, FixedBitSet there, long[] into) throws IOException {
        int document = documents.document();
        if (document < from) {
            document = documents.advance(from);
        }
        if (document >= to) {
            return 0;
        }
        int index = documents.index();
        documents.intoBitSet(to, there, from);
        int count = there.cardinality();
        column.get(index, into, 0, count);
        return count;
    }

    /// As {@link org.apache.lucene.index.NumericDocValues#longValues(int, int[], int, long[], int,
    /// long)}.
    void read(int count, int[] which, int at, long[] into, int intoAt, long missing)
            throws IOException {
        for (int i = 0; i < count; i++) {
            into[intoAt + i] =
                    documents.advanceExact(which[at + i]) ? column.get(documents.index()) : missing;
        }
    }

    /// Sets the bits of those documents from `from` on and before `to` whose number is in the
    /// range.
    void rangeIntoBitSet(int from, int to, long least, long greatest, FixedBitSet set, int offset)
            throws IOException {
        if (!all) {
            for (int document = from; document < to; document++) {
                if (documents.advanceExact(document)) {
                    long number = column.get(documents.index());
                    if (least <= number && number <= greatest) {
                        set.set(document - offset);
                    }
                }
            }
            return;
        }
        int end = Math.min(to, documents.end());
        for (int next = from; next < end; ) {
            int count = Math.min(BLOCK - (next & (BLOCK - 1)), end - next);
            column.get(next, some, 0, count);
            for (int i = 0; i < count; i++) {
                if (least <= some[i] && some[i] <= greatest) {
                    set.set(next + i - offset);
                }
            }
            next += count;
        }
    }
}
