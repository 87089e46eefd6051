package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/// Writes the columns of a segment, flushed or merged.
final class ColumnsWriter extends DocValuesConsumer {

    private final Merges merges;
    private final int documents;
    private final IndexOutput meta;
    private final IndexOutput data;
    private boolean closed;
    private @Nullable MergeState merging;
    private @Nullable Merge merge;

    ColumnsWriter(SegmentWriteState state, Merges merges) throws IOException {
        this.merges = merges;
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
        writeNumbers(field, () -> Blocks.of(values.getNumeric(field)));
    }

    private void writeNumbers(FieldInfo field, Blocks.Column numbers) throws IOException {
        meta.writeInt(field.number);
        Ranking ranking = Ranking.ofNumbers(numbers.open(), documents);
        writeColumn(field, numbers.open(), ranking);
    }

    @Override
    public void addSortedField(FieldInfo field, DocValuesProducer values) throws IOException {
        meta.writeInt(field.number);
        SortedDocValues sorted = values.getSorted(field);
        Ranking ranking = Ranking.ofOrdinals(blocks(sorted), sorted.getValueCount());
        writeColumn(field, blocks(values.getSorted(field)), ranking);
        Terms.write(values.getSorted(field).termsEnum(), meta, data);
    }

    private static Blocks blocks(SortedDocValues sorted) {
        return Blocks.of(new Ordinals(sorted));
    }

    private void writeColumn(FieldInfo field, Blocks values, @Nullable Ranking ranking)
            throws IOException {
        boolean skipIndex = field.docValuesSkipIndexType() != DocValuesSkipIndexType.NONE;
        new ColumnWriter(meta, data, documents).write(values, ranking, skipIndex);
    }

    @Override
    public void mergeNumericField(FieldInfo field, MergeState state) throws IOException {
        Merge merge = known(state);
        if (merge == null || merge.isRare(field)) {
            super.mergeNumericField(field, state);
        } else {
            writeNumbers(field, () -> merge.numbers(field));
        }
    }

    @Override
    public void mergeSortedField(FieldInfo field, MergeState state) throws IOException {
        Merge merge = known(state);
        Merge.Dictionary dictionary =
                merge == null || merge.isRare(field) ? null : merge.dictionary(field);
        if (merge == null || dictionary == null) {
            super.mergeSortedField(field, state);
            return;
        }
        meta.writeInt(field.number);
        int[] counts = dictionary.counts();
        Ranking ranking = Ranking.canCount(counts.length) ? Ranking.ofOrdinals(counts) : null;
        writeColumn(field, merge.ordinals(field, dictionary.terms()), ranking);
        Terms.write(dictionary.terms().walk(), meta, data);
    }

    @Override
    public void merge(MergeState state) throws IOException {
        Merge merge = known(state);
        if (merge == null) {
            super.merge(state);
            return;
        }
        merge.checkIntegrity();
        for (FieldInfo field : state.mergeFieldInfos) {
            state.checkAborted();
            switch (field.getDocValuesType()) {
                case NONE -> {}
                case NUMERIC -> mergeNumericField(field, state);
                case BINARY -> mergeBinaryField(field, state);
                case SORTED -> mergeSortedField(field, state);
                default -> throw several(field);
            }
        }
    }

    /// @return null when Lucene must merge
    private @Nullable Merge known(MergeState state) {
        if (merging == null) { // a writer serves one merge
            merging = state;
            merge = merges.of(state);
        }
        return merge;
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
        if (merging != null) {
            merges.ended(merging);
        }
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
}
