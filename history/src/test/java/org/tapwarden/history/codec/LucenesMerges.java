package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.PostingsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/// Writes what {@link HistoryCodec} writes, but merges as Lucene does it: one document after the
/// other, each field anew. The oracle of what merges here must give, and what they are measured
/// against.
public final class LucenesMerges extends FilterCodec {

    public LucenesMerges() {
        super(HistoryCodec.NAME, new HistoryCodec());
    }

    @Override
    public DocValuesFormat docValuesFormat() {
        return new Columns(delegate.docValuesFormat());
    }

    @Override
    public PostingsFormat postingsFormat() {
        return new Lucene104Codec().postingsFormat();
    }

    private static final class Columns extends DocValuesFormat {

        private final DocValuesFormat ours;

        Columns(DocValuesFormat ours) {
            super(ours.getName());
            this.ours = ours;
        }

        @Override
        public DocValuesConsumer fieldsConsumer(SegmentWriteState state) throws IOException {
            return new Writer(ours.fieldsConsumer(state));
        }

        @Override
        public DocValuesProducer fieldsProducer(SegmentReadState state) throws IOException {
            return ours.fieldsProducer(state);
        }
    }

    /// What it does not hand on is done by Lucene.
    private static final class Writer extends DocValuesConsumer {

        private final DocValuesConsumer ours;

        Writer(DocValuesConsumer ours) {
            this.ours = ours;
        }

        @Override
        public void addNumericField(FieldInfo field, DocValuesProducer values) throws IOException {
            ours.addNumericField(field, values);
        }

        @Override
        public void addBinaryField(FieldInfo field, DocValuesProducer values) throws IOException {
            ours.addBinaryField(field, values);
        }

        @Override
        public void addSortedField(FieldInfo field, DocValuesProducer values) throws IOException {
            ours.addSortedField(field, values);
        }

        @Override
        public void addSortedNumericField(FieldInfo field, DocValuesProducer values)
                throws IOException {
            ours.addSortedNumericField(field, values);
        }

        @Override
        public void addSortedSetField(FieldInfo field, DocValuesProducer values)
                throws IOException {
            ours.addSortedSetField(field, values);
        }

        @Override
        public void close() throws IOException {
            ours.close();
        }
    }
}
