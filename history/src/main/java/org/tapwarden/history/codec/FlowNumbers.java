package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.util.FixedBitSet;

/// A numeric column.
final class FlowNumbers extends NumericDocValues implements Runs {

    private final ColumnValues values;
    private final DocumentsWithValue documents;

    FlowNumbers(ColumnValues values) {
        this.values = values;
        this.documents = values.documents();
    }

    ColumnValues values() {
        return values;
    }

    @Override
    public void read(int from, long[] into, int count, long missing) throws IOException {
        values.read(from, into, count, missing);
    }

    @Override
    public long longValue() throws IOException {
        return values.current();
    }

    @Override
    public void longValues(
            int size, int[] which, int at, long[] into, int intoAt, long defaultValue)
            throws IOException {
        values.read(size, which, at, into, intoAt, defaultValue);
    }

    @Override
    public void rangeIntoBitSet(
            int from, int to, long least, long greatest, FixedBitSet set, int offset)
            throws IOException {
        values.rangeIntoBitSet(from, to, least, greatest, set, offset);
    }

    @Override
    public boolean advanceExact(int target) throws IOException {
        return documents.advanceExact(target);
    }

    @Override
    public int docID() {
        return documents.document();
    }

    @Override
    public int nextDoc() throws IOException {
        return documents.next();
    }

    @Override
    public int advance(int target) throws IOException {
        return documents.advance(target);
    }

    @Override
    public long cost() {
        return documents.count();
    }

    @Override
    public void intoBitSet(int upTo, FixedBitSet set, int offset) throws IOException {
        documents.intoBitSet(upTo, set, offset);
    }

    @Override
    public int docIDRunEnd() throws IOException {
        return documents.runEnd();
    }
}
