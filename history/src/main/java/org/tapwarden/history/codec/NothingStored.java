package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.codecs.StoredFieldsWriter;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.util.BytesRef;

/// Stored fields of an index that stores none: no file, and no work for each slice. Lucene's own
/// writes a few bytes for each, and again at each merge.
public final class NothingStored extends StoredFieldsFormat {

    @Override
    public StoredFieldsReader fieldsReader(
            Directory directory, SegmentInfo segment, FieldInfos fields, IOContext context) {
        return new Reader();
    }

    @Override
    public StoredFieldsWriter fieldsWriter(
            Directory directory, SegmentInfo segment, IOContext context) {
        return new Writer();
    }

    /// Every document is empty.
    public static final class Reader extends StoredFieldsReader {

        @Override
        public void document(int document, StoredFieldVisitor visitor) {
            // Nothing is stored.
        }

        @Override
        public Reader clone() {
            return new Reader();
        }

        @Override
        public void checkIntegrity() {
            // There is no file.
        }

        @Override
        public void close() {
            // There is no file.
        }
    }

    private static final class Writer extends StoredFieldsWriter {

        @Override
        public void startDocument() {
            // Nothing is stored.
        }

        @Override
        public int merge(MergeState state) throws IOException {
            int documents = 0;
            for (int i = 0; i < state.maxDocs.length; i++) {
                var live = state.liveDocs[i];
                if (live == null) {
                    documents += state.maxDocs[i];
                    continue;
                }
                for (int document = 0; document < state.maxDocs[i]; document++) {
                    documents += live.get(document) ? 1 : 0;
                }
            }
            return documents;
        }

        @Override
        public void writeField(FieldInfo field, int value) {
            throw stored(field);
        }

        @Override
        public void writeField(FieldInfo field, long value) {
            throw stored(field);
        }

        @Override
        public void writeField(FieldInfo field, float value) {
            throw stored(field);
        }

        @Override
        public void writeField(FieldInfo field, double value) {
            throw stored(field);
        }

        @Override
        public void writeField(FieldInfo field, BytesRef value) {
            throw stored(field);
        }

        @Override
        public void writeField(FieldInfo field, String value) {
            throw stored(field);
        }

        private static UnsupportedOperationException stored(FieldInfo field) {
            return new UnsupportedOperationException(
                    "field %s: an index of flows stores no field".formatted(field.name));
        }

        @Override
        public void finish(int documents) {
            // Nothing is stored.
        }

        @Override
        public void close() {
            // There is no file.
        }

        @Override
        public long ramBytesUsed() {
            return 0;
        }
    }
}
