package org.tapwarden.history.index;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;

/// The slices of a few words together, one after the other: whoever wants a hundred rows of a name
/// that half a million slices have reads a hundred. Each step looks at each list.
final class FewLists extends DocIdSetIterator {

    /// Of more lists a set is made.
    static final int MOST = 4;

    private final PostingsEnum[] lists;
    private final long cost;
    private int slice = -1;

    /// @param lists at most {@link #MOST}, each before its first slice; no slice is in two
    FewLists(PostingsEnum[] lists) {
        this.lists = lists;
        long all = 0;
        for (PostingsEnum list : lists) {
            all += list.cost();
        }
        this.cost = all;
    }

    @Override
    public int docID() {
        return slice;
    }

    @Override
    public int nextDoc() throws IOException {
        return advance(slice + 1);
    }

    @Override
    public int advance(int target) throws IOException {
        int first = NO_MORE_DOCS;
        for (PostingsEnum list : lists) {
            int at = list.docID();
            if (at < target) {
                at = list.advance(target);
            }
            first = Math.min(first, at);
        }
        slice = first;
        return first;
    }

    @Override
    public long cost() {
        return cost;
    }
}
