package org.tapwarden.history.codec;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.store.FileTypeHint;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/// The columns of a segment. For several threads: what it hands out belongs to one thread each.
final class ColumnsReader extends DocValuesProducer {

    private final int documents;
    private final IndexInput data;
    private final Map<Integer, Column> columns = new HashMap<>();
    private final Map<Integer, Terms> terms = new HashMap<>();
    private final Map<Integer, SkipIndex> skips = new HashMap<>();
    private final Map<Integer, FlowBytes.Where> bytes = new HashMap<>();

    ColumnsReader(SegmentReadState state) throws IOException {
        documents = state.segmentInfo.maxDoc();
        String name = name(state, FlowDocValuesFormat.DATA_EXTENSION);
        IndexInput opened =
                state.directory.openInput(name, state.context.withHints(FileTypeHint.DATA));
        boolean read = false;
        try {
            int version = checkHeader(opened, FlowDocValuesFormat.DATA_CODEC, state);
            // Finds a file that was cut; bits that flipped are for checkIntegrity.
            long _ = CodecUtil.retrieveChecksum(opened);
            readMeta(state, opened, version);
            read = true;
        } finally {
            if (!read) {
                IOUtils.closeWhileHandlingException(opened);
            }
        }
        data = opened;
    }

    private static String name(SegmentReadState state, String extension) {
        return IndexFileNames.segmentFileName(
                state.segmentInfo.name, state.segmentSuffix, extension);
    }

    private static int checkHeader(IndexInput in, String codec, SegmentReadState state)
            throws IOException {
        return CodecUtil.checkIndexHeader(
                in,
                codec,
                FlowDocValuesFormat.VERSION,
                FlowDocValuesFormat.VERSION,
                state.segmentInfo.getId(),
                state.segmentSuffix);
    }

    private void readMeta(SegmentReadState state, IndexInput opened, int dataVersion)
            throws IOException {
        String name = name(state, FlowDocValuesFormat.META_EXTENSION);
        try (IndexInput meta = state.directory.openInput(name, IOContext.READONCE)) {
            long _ = CodecUtil.checksumEntireFile(meta); // from here on its counts may be believed
            meta.seek(0);
            int version = checkHeader(meta, FlowDocValuesFormat.META_CODEC, state);
            if (version != dataVersion) {
                throw new CorruptIndexException(
                        "data has version " + dataVersion + ", meta " + version, meta);
            }
            for (int number = meta.readInt();
                    number != FlowDocValuesFormat.NO_MORE_FIELDS;
                    number = meta.readInt()) {
                FieldInfo field = state.fieldInfos.fieldInfo(number);
                if (field == null) {
                    throw new CorruptIndexException("no field has number " + number, meta);
                }
                readField(field, meta, opened);
            }
        }
    }

    private void readField(FieldInfo field, IndexInput meta, IndexInput opened) throws IOException {
        switch (field.getDocValuesType()) {
            case NUMERIC -> readColumn(field, meta);
            case SORTED -> {
                readColumn(field, meta);
                terms.put(field.number, Terms.read(meta, opened));
            }
            case BINARY -> bytes.put(field.number, FlowBytes.Where.read(meta, documents));
            default ->
                    throw new CorruptIndexException(
                            "field " + field.name + " has " + field.getDocValuesType(), meta);
        }
    }

    private void readColumn(FieldInfo field, IndexInput meta) throws IOException {
        columns.put(field.number, Column.read(meta, documents));
        if (field.docValuesSkipIndexType() != DocValuesSkipIndexType.NONE) {
            skips.put(field.number, SkipIndex.read(meta, documents));
        }
    }

    private static <T> T known(Map<Integer, T> map, FieldInfo field) {
        T found = map.get(field.number);
        if (found == null) {
            throw new IllegalArgumentException(
                    "field %s of type %s is not here"
                            .formatted(field.name, field.getDocValuesType()));
        }
        return found;
    }

    private ColumnValues values(FieldInfo field) throws IOException {
        Column column = known(columns, field);
        return new ColumnValues(column.presence().open(data, documents), column.open(data));
    }

    @Override
    public NumericDocValues getNumeric(FieldInfo field) throws IOException {
        return new FlowNumbers(values(field));
    }

    @Override
    public SortedDocValues getSorted(FieldInfo field) throws IOException {
        return new FlowOrdinals(values(field), known(terms, field));
    }

    @Override
    public BinaryDocValues getBinary(FieldInfo field) throws IOException {
        return known(bytes, field).open(data, documents);
    }

    @Override
    public @Nullable DocValuesSkipper getSkipper(FieldInfo field) throws IOException {
        return known(skips, field).open(data);
    }

    @Override
    public SortedNumericDocValues getSortedNumeric(FieldInfo field) {
        throw ColumnsWriter.several(field);
    }

    @Override
    public SortedSetDocValues getSortedSet(FieldInfo field) {
        throw ColumnsWriter.several(field);
    }

    @Override
    public void checkIntegrity() throws IOException {
        long _ = CodecUtil.checksumEntireFile(data);
    }

    @Override
    public void close() throws IOException {
        columns.values().forEach(Column::close);
        data.close();
    }
}
