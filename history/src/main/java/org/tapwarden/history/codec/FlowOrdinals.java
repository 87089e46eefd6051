package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/// A dictionary column: an ordinal a document, and the terms that they stand for.
final class FlowOrdinals extends SortedDocValues implements Runs {

    private final ColumnValues values;
    private final DocumentsWithValue documents;
    private final Terms terms;
    private final Terms.Walk walk;

    FlowOrdinals(ColumnValues values, Terms terms) throws IOException {
        this.values = values;
        this.documents = values.documents();
        this.terms = terms;
        this.walk = terms.walk();
    }

    ColumnValues values() {
        return values;
    }

    @Override
    public void read(int from, long[] into, int count, long missing) throws IOException {
        values.read(from, into, count, missing);
    }

    @Override
    public int ordValue() throws IOException {
        return (int) values.current();
    }

    @Override
    public BytesRef lookupOrd(int ord) throws IOException {
        walk.seekExact(ord);
        return walk.term();
    }

    @Override
    public int getValueCount() {
        return terms.count();
    }

    @Override
    public int lookupTerm(BytesRef key) throws IOException {
        return switch (walk.seekCeil(key)) {
            case FOUND -> (int) walk.ord();
            case NOT_FOUND -> (int) (-1 - walk.ord());
            case END -> -1 - terms.count();
        };
    }

    @Override
    public TermsEnum termsEnum() throws IOException {
        return terms.walk();
    }

    @Override
    public void ordinalRangeIntoBitSet(
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
