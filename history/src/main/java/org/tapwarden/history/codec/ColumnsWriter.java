package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/// Writes the columns of a segment, flushed or merged.
final class ColumnsWriter extends DocValuesConsumer {

    private final int documents;
    private final IndexOutput meta;
    private final IndexOutput data;
    private boolean closed;

    ColumnsWriter(SegmentWriteState state) throws IOException {
        documents = state.segmentInfo.maxDoc();
        IndexOutput openedMeta = null;
        IndexOutput openedData = null;
        boolean opened = false;
        try {
            openedData =
                    open(state, FlowDocValuesFormat.DATA_EXTENSION, FlowDocValuesFormat.DATA_CODEC);
            openedMeta =
                    open(state, FlowDocValuesFormat.META_EXTENSION, FlowDocValuesFormat.META_CODEC);
            opened = true;
        } finally {
            if (!opened) {
                IOUtils.closeWhileHandlingException(openedMeta, openedData);
            }
        }
        meta = openedMeta;
        data = openedData;
    }

    private static IndexOutput open(SegmentWriteState state, String extension, String codec)
            throws IOException {
        String name =
                IndexFileNames.segmentFileName(
                        state.segmentInfo.name, state.segmentSuffix, extension);
        IndexOutput out = state.directory.createOutput(name, state.context);
        try {
            CodecUtil.writeIndexHeader(
                    out,
                    codec,
                    FlowDocValuesFormat.VERSION,
                    state.segmentInfo.getId(),
                    state.segmentSuffix);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(out);
            throw e;
        }
        return out;
    }

    @Override
    public void addNumericField(FieldInfo field, DocValuesProducer values) throws IOException {
        meta.writeInt(field.number);
        Ranking ranking = Ranking.ofNumbers(values.getNumeric(field), documents);
        writeColumn(field, values.getNumeric(field), ranking);
    }

    @Override
    public void addSortedField(FieldInfo field, DocValuesProducer values) throws IOException {
        meta.writeInt(field.number);
        SortedDocValues sorted = values.getSorted(field);
        Ranking ranking = Ranking.ofOrdinals(new Ordinals(sorted), sorted.getValueCount());
        writeColumn(field, new Ordinals(values.getSorted(field)), ranking);
        Terms.write(values.getSorted(field).termsEnum(), meta, data);
    }

    private void writeColumn(FieldInfo field, NumericDocValues values, @Nullable Ranking ranking)
            throws IOException {
        boolean skipIndex = field.docValuesSkipIndexType() != DocValuesSkipIndexType.NONE;
        new ColumnWriter(meta, data, documents).write(values, ranking, skipIndex);
    }

    @Override
    public void addBinaryField(FieldInfo field, DocValuesProducer values) throws IOException {
        meta.writeInt(field.number);
        FlowBytes.write(values.getBinary(field), documents, meta, data);
    }

    @Override
    public void addSortedNumericField(FieldInfo field, DocValuesProducer values) {
        throw several(field);
    }

    @Override
    public void addSortedSetField(FieldInfo field, DocValuesProducer values) {
        throw several(field);
    }

    static UnsupportedOperationException several(FieldInfo field) {
        return new UnsupportedOperationException(
                "field %s: %s holds one value a document, not %s"
                        .formatted(field.name, FlowDocValuesFormat.NAME, field.getDocValuesType()));
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        boolean ended = false;
        try {
            meta.writeInt(FlowDocValuesFormat.NO_MORE_FIELDS);
            CodecUtil.writeFooter(meta);
            CodecUtil.writeFooter(data);
            ended = true;
        } finally {
            if (ended) {
                IOUtils.close(meta, data);
            } else {
                IOUtils.closeWhileHandlingException(meta, data);
            }
        }
    }

    /// Ordinals as numbers.
    private static final class Ordinals extends NumericDocValues {

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
    }
}
