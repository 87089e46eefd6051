package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.codecs.lucene90.IndexedDISI;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// Which documents have a value in a column, and where that is written.
///
/// @param kind {@link #ALL} takes no bytes; {@link #SOME} is Lucene's own set of documents
record Presence(byte kind, int count, long offset, long length, short jumps, byte rankPower) {

    static final byte NONE = 0;
    static final byte ALL = 1;
    static final byte SOME = 2;

    static Presence read(IndexInput meta, int documents) throws IOException {
        byte kind = meta.readByte();
        int count = meta.readVInt();
        if (kind < NONE || kind > SOME || count > documents) {
            throw new CorruptIndexException(
                    "presence of kind " + kind + " in " + count + " documents", meta);
        }
        return kind == SOME
                ? new Presence(
                        kind,
                        count,
                        meta.readVLong(),
                        meta.readVLong(),
                        meta.readShort(),
                        meta.readByte())
                : new Presence(kind, count, 0, 0, (short) 0, (byte) 0);
    }

    /// Documents with a value, from the first on.
    DocumentsWithValue open(IndexInput data, int documents) throws IOException {
        return switch (kind) {
            case NONE -> new DocumentsWithValue(0, null);
            case ALL -> new DocumentsWithValue(documents, null);
            default ->
                    new DocumentsWithValue(
                            documents,
                            new IndexedDISI(data, offset, length, jumps, rankPower, count));
        };
    }

    /// Learns document by document, in their order, which have a value. As long as none is missing
    /// it keeps only their number.
    static final class Writer {

        private final int documents;
        private int count;
        private @Nullable FixedBitSet some;

        Writer(int documents) {
            this.documents = documents;
        }

        /// Documents in their order.
        void add(int[] added, int size) {
            if (some == null && size > 0 && added[0] == count && follow(added, size)) {
                count += size;
                return;
            }
            for (int i = 0; i < size; i++) {
                add(added[i]);
            }
        }

        /// Whether documents in their order are one after the other.
        static boolean follow(int[] some, int size) {
            return some[size - 1] - some[0] == size - 1;
        }

        void add(int document) {
            if (some != null) {
                some.set(document);
            } else if (document != count) {
                some = new FixedBitSet(documents);
                some.set(0, count);
                some.set(document);
            }
            count++;
        }

        int count() {
            return count;
        }

        void finish(IndexOutput meta, IndexOutput data) throws IOException {
            byte kind = count == 0 ? NONE : count == documents ? ALL : SOME;
            meta.writeByte(kind);
            meta.writeVInt(count);
            if (kind != SOME) {
                return;
            }
            FixedBitSet set = some;
            if (set == null) { // only the last ones are missing
                set = new FixedBitSet(documents);
                set.set(0, count);
            }
            long offset = data.getFilePointer();
            DocIdSetIterator iterator = new BitSetIterator(set, count);
            short jumps =
                    IndexedDISI.writeBitSet(iterator, data, IndexedDISI.DEFAULT_DENSE_RANK_POWER);
            meta.writeVLong(offset);
            meta.writeVLong(data.getFilePointer() - offset);
            meta.writeShort(jumps);
            meta.writeByte(IndexedDISI.DEFAULT_DENSE_RANK_POWER);
        }
    }
}
