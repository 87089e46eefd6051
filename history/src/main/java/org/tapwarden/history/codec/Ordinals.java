package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;

/// Ordinals as numbers.
final class Ordinals extends NumericDocValues {

    private final SortedDocValues sorted;

    Ordinals(SortedDocValues sorted) {
        this.sorted = sorted;
    }

    @Override
    public long longValue() throws IOException {
        return sorted.ordValue();
    }

    @Override
    public boolean advanceExact(int target) throws IOException {
        return sorted.advanceExact(target);
    }

    @Override
    public int docID() {
        return sorted.docID();
    }

    @Override
    public int nextDoc() throws IOException {
        return sorted.nextDoc();
    }

    @Override
    public int advance(int target) throws IOException {
        return sorted.advance(target);
    }

    @Override
    public long cost() {
        return sorted.cost();
    }

    @Override
    public int docIDRunEnd() throws IOException {
        return sorted.docIDRunEnd();
    }
}
