package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The documents of a term for whoever writes them down: once, from the first to the last, without
/// anything about where the term is in them.
abstract sealed class TermDocuments extends PostingsEnum {

    int document = -1;

    static UnsupportedOperationException onlyOnce() {
        return new UnsupportedOperationException("the lists of a merge are read in their order");
    }

    @Override
    public int docID() {
        return document;
    }

    @Override
    public int freq() {
        return 1;
    }

    @Override
    public int nextPosition() {
        return -1;
    }

    @Override
    public int startOffset() {
        return -1;
    }

    @Override
    public int endOffset() {
        return -1;
    }

    @Override
    public @Nullable BytesRef getPayload() {
        return null;
    }

    @Override
    public int advance(int target) {
        throw onlyOnce();
    }

    /// Part of an array. May be filled anew for the next term.
    static final class Listed extends TermDocuments {

        private int[] listed = {};
        private int begin;
        private int end;

        void of(int[] newListed, int newBegin, int newEnd) {
            listed = newListed;
            begin = newBegin;
            end = newEnd;
            document = -1;
        }

        @Override
        public int nextDoc() {
            document = begin < end ? listed[begin++] : NO_MORE_DOCS;
            return document;
        }

        @Override
        public long cost() {
            return (long) end - begin;
        }
    }

    /// Found in the column, which is read to its end.
    static final class Read extends TermDocuments {

        private final Blocks blocks;
        private final int ordinal;
        private final int documents;
        private final long[] numbers = new long[BLOCK];
        private final int[] owners = new int[BLOCK];
        private int count;
        private int next;

        /// @param documents how many the term has
        Read(Blocks blocks, int ordinal, int documents) {
            this.blocks = blocks;
            this.ordinal = ordinal;
            this.documents = documents;
        }

        @Override
        public int nextDoc() throws IOException {
            while (document != NO_MORE_DOCS) {
                if (next == count) {
                    next = 0;
                    count = blocks.next(owners, numbers);
                    if (count == 0) {
                        document = NO_MORE_DOCS;
                    }
                } else if (numbers[next++] == ordinal) {
                    document = owners[next - 1];
                    break;
                }
            }
            return document;
        }

        @Override
        public long cost() {
            return documents;
        }
    }
}
