package org.tapwarden.history.index;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.NormsProducer;
import org.apache.lucene.codecs.PointsReader;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.codecs.TermVectorsReader;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafMetaData;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.codec.NothingStored;

/// A {@link Batch} as a segment that Lucene copies into an index.
final class BatchReader extends CodecReader {

    private final int count;
    private final BatchColumns columns;
    private final FieldInfos fields;
    private final List<String> inverted = new ArrayList<>();

    BatchReader(Batch batch) {
        count = batch.count();
        columns = new BatchColumns(batch);
        List<FieldInfo> infos = new ArrayList<>();
        for (Batch.Numbers each : columns.numbers()) {
            infos.add(
                    field(
                            each.column(),
                            infos.size(),
                            IndexOptions.NONE,
                            DocValuesType.NUMERIC,
                            each.skipped()));
        }
        for (Batch.Words each : batch.words()) {
            if (columns.words(each.column()) != null) {
                infos.add(
                        field(
                                each.column(),
                                infos.size(),
                                each.inverted() ? IndexOptions.DOCS : IndexOptions.NONE,
                                DocValuesType.SORTED,
                                false));
                if (each.inverted()) {
                    inverted.add(each.column());
                }
            }
        }
        Batch.Wholes wholes = batch.wholes();
        if (wholes != null) {
            infos.add(
                    field(
                            wholes.column(),
                            infos.size(),
                            IndexOptions.NONE,
                            DocValuesType.BINARY,
                            false));
        }
        fields = new FieldInfos(infos.toArray(FieldInfo[]::new));
        inverted.sort(null);
    }

    private static FieldInfo field(
            String name, int number, IndexOptions lists, DocValuesType column, boolean skipped) {
        return new FieldInfo(
                name,
                number,
                false,
                lists != IndexOptions.NONE,
                false,
                lists,
                column,
                skipped ? DocValuesSkipIndexType.RANGE : DocValuesSkipIndexType.NONE,
                -1,
                Map.of(),
                0,
                0,
                0,
                0,
                VectorEncoding.FLOAT32,
                VectorSimilarityFunction.EUCLIDEAN,
                false,
                false);
    }

    @Override
    public DocValuesProducer getDocValuesReader() {
        return columns;
    }

    @Override
    public FieldsProducer getPostingsReader() {
        return new Lists();
    }

    private final class Lists extends FieldsProducer {

        @Override
        public Iterator<String> iterator() {
            return inverted.iterator();
        }

        @Override
        public @Nullable Terms terms(String field) {
            return columns.words(field);
        }

        @Override
        public int size() {
            return inverted.size();
        }

        @Override
        public void checkIntegrity() {
            // In memory.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Override
    public StoredFieldsReader getFieldsReader() {
        return new NothingStored.Reader();
    }

    @Override
    public @Nullable TermVectorsReader getTermVectorsReader() {
        return null;
    }

    @Override
    public @Nullable NormsProducer getNormsReader() {
        return null;
    }

    @Override
    public @Nullable PointsReader getPointsReader() {
        return null;
    }

    @Override
    public @Nullable KnnVectorsReader getVectorReader() {
        return null;
    }

    @Override
    public FieldInfos getFieldInfos() {
        return fields;
    }

    @Override
    public @Nullable Bits getLiveDocs() {
        return null;
    }

    @Override
    public int numDocs() {
        return count;
    }

    @Override
    public int maxDoc() {
        return count;
    }

    @Override
    public LeafMetaData getMetaData() {
        return new LeafMetaData(
                Version.LATEST.major, Version.LATEST, FlowBatch.NEWEST_FIRST, false);
    }

    /// It is read once, so that nobody keeps anything about it.
    @Override
    public @Nullable CacheHelper getCoreCacheHelper() {
        return null;
    }

    @Override
    public @Nullable CacheHelper getReaderCacheHelper() {
        return null;
    }
}
