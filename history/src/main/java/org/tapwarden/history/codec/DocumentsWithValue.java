package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.codecs.lucene90.IndexedDISI;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// Walks over the documents that have a value, and says the how-manieth each is.
///
/// All documents up to a number, or the set that Lucene reads.
final class DocumentsWithValue {

    private final int end;
    private final @Nullable IndexedDISI some;
    private int document = -1;

    DocumentsWithValue(int end, @Nullable IndexedDISI some) {
        this.end = end;
        this.some = some;
    }

    /// Whether every document has a value, and so its number is its index.
    boolean all() {
        return some == null;
    }

    int document() {
        return some == null ? document : some.docID();
    }

    /// The how-manieth with a value the current document is.
    int index() {
        return some == null ? document : some.index();
    }

    int next() throws IOException {
        return some == null ? advance(document + 1) : some.nextDoc();
    }

    int advance(int target) throws IOException {
        if (some != null) {
            return some.advance(target);
        }
        document = target < end ? target : DocIdSetIterator.NO_MORE_DOCS;
        return document;
    }

    boolean advanceExact(int target) throws IOException {
        if (some != null) {
            return some.advanceExact(target);
        }
        document = target;
        return target < end;
    }

    /// How many have a value.
    long count() {
        return some == null ? end : some.cost();
    }

    void intoBitSet(int to, FixedBitSet set, int offset) throws IOException {
        if (some != null) {
            some.intoBitSet(to, set, offset);
            return;
        }
        int until = Math.min(to, end);
        if (document < until) {
            set.set(document - offset, until - offset);
            advance(until);
        }
    }

    int runEnd() throws IOException {
        return some == null ? end : some.docIDRunEnd();
    }

    /// One after the last document.
    int end() {
        return end;
    }
}
