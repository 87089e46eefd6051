package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.LongValues;
import org.apache.lucene.util.packed.DirectMonotonicReader;
import org.apache.lucene.util.packed.DirectMonotonicWriter;
import org.jspecify.annotations.Nullable;

/// A column of bytes: one value after the other, and where each begins. The index hardly uses such.
final class FlowBytes extends BinaryDocValues {

    private static final int STARTS_SHIFT = 12;

    private final Where where;
    private final IndexInput data;
    private final DocumentsWithValue documents;
    private final LongValues starts;
    private final BytesRef value;

    private FlowBytes(Where where, IndexInput data, int documents) throws IOException {
        this.where = where;
        this.data = data.clone();
        this.documents = where.presence.open(data, documents);
        this.starts =
                where.starts == null
                        ? LongValues.ZEROES
                        : DirectMonotonicReader.getInstance(
                                where.starts,
                                data.randomAccessSlice(where.startsBegin, where.startsLength));
        this.value = new BytesRef(where.longest);
    }

    /// Where the column lies.
    ///
    /// @param longest the length of the longest value
    record Where(
            Presence presence,
            int longest,
            long begin,
            DirectMonotonicReader.@Nullable Meta starts,
            long startsBegin,
            long startsLength) {

        static Where read(IndexInput meta, int documents) throws IOException {
            Presence presence = Presence.read(meta, documents);
            if (presence.count() == 0) {
                return new Where(presence, 0, 0, null, 0, 0);
            }
            int longest = meta.readVInt();
            long begin = meta.readVLong();
            var starts = DirectMonotonicReader.loadMeta(meta, presence.count() + 1L, STARTS_SHIFT);
            return new Where(presence, longest, begin, starts, meta.readVLong(), meta.readVLong());
        }

        BinaryDocValues open(IndexInput data, int documents) throws IOException {
            return new FlowBytes(this, data, documents);
        }
    }

    static void write(BinaryDocValues values, int documents, IndexOutput meta, IndexOutput data)
            throws IOException {
        var presence = new Presence.Writer(documents);
        var starts = new long[64];
        long begin = data.getFilePointer();
        int longest = 0;
        for (int document = values.nextDoc();
                document != DocIdSetIterator.NO_MORE_DOCS;
                document = values.nextDoc()) {
            BytesRef bytes = values.binaryValue();
            data.writeBytes(bytes.bytes, bytes.offset, bytes.length);
            presence.add(document);
            starts = ArrayUtil.grow(starts, presence.count() + 1);
            starts[presence.count()] = data.getFilePointer() - begin;
            longest = Math.max(longest, bytes.length);
        }
        presence.finish(meta, data);
        if (presence.count() == 0) {
            return;
        }
        meta.writeVInt(longest);
        meta.writeVLong(begin);
        long startsBegin = data.getFilePointer();
        var writer =
                DirectMonotonicWriter.getInstance(meta, data, presence.count() + 1L, STARTS_SHIFT);
        for (int i = 0; i <= presence.count(); i++) {
            writer.add(starts[i]);
        }
        writer.finish();
        meta.writeVLong(startsBegin);
        meta.writeVLong(data.getFilePointer() - startsBegin);
    }

    @Override
    public BytesRef binaryValue() throws IOException {
        int index = documents.index();
        long from = starts.get(index);
        long length = starts.get(index + 1) - from;
        if (from < 0
                || length < 0
                || length > where.longest
                || where.begin + from > data.length()) {
            throw new CorruptIndexException("a value of " + length + " bytes at " + from, data);
        }
        data.seek(where.begin + from);
        data.readBytes(value.bytes, 0, (int) length);
        value.length = (int) length;
        return value;
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
}
