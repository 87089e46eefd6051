package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.codecs.lucene90.Lucene90DocValuesFormat;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.IOUtils;

/// Our format, and Lucene's for several values a document: Lucene's tests mix them in one index.
public final class FlowAndSetsFormat extends DocValuesFormat {

    static final String NAME = "TapwardenFlowAndSets";

    private final DocValuesFormat ours = new FlowDocValuesFormat();
    private final DocValuesFormat lucenes = new Lucene90DocValuesFormat();

    public FlowAndSetsFormat() {
        super(NAME);
    }

    private static boolean several(FieldInfo field) {
        return field.getDocValuesType() == DocValuesType.SORTED_SET
                || field.getDocValuesType() == DocValuesType.SORTED_NUMERIC;
    }

    @Override
    public DocValuesConsumer fieldsConsumer(SegmentWriteState state) throws IOException {
        DocValuesConsumer first = ours.fieldsConsumer(state);
        DocValuesConsumer second;
        try {
            second = lucenes.fieldsConsumer(state);
        } catch (Throwable e) {
            IOUtils.closeWhileSuppressingExceptions(e, first);
            throw e;
        }
        return new Both(first, second);
    }

    @Override
    public DocValuesProducer fieldsProducer(SegmentReadState state) throws IOException {
        DocValuesProducer first = ours.fieldsProducer(state);
        DocValuesProducer second;
        try {
            second = lucenes.fieldsProducer(state);
        } catch (Throwable e) {
            IOUtils.closeWhileSuppressingExceptions(e, first);
            throw e;
        }
        return new BothRead(first, second);
    }

    private static final class Both extends DocValuesConsumer {

        private final DocValuesConsumer ours;
        private final DocValuesConsumer lucenes;

        Both(DocValuesConsumer ours, DocValuesConsumer lucenes) {
            this.ours = ours;
            this.lucenes = lucenes;
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
            lucenes.addSortedNumericField(field, values);
        }

        @Override
        public void addSortedSetField(FieldInfo field, DocValuesProducer values)
                throws IOException {
            lucenes.addSortedSetField(field, values);
        }

        @Override
        public void mergeNumericField(FieldInfo field, MergeState state) throws IOException {
            ours.mergeNumericField(field, state);
        }

        @Override
        public void mergeBinaryField(FieldInfo field, MergeState state) throws IOException {
            ours.mergeBinaryField(field, state);
        }

        @Override
        public void mergeSortedField(FieldInfo field, MergeState state) throws IOException {
            ours.mergeSortedField(field, state);
        }

        @Override
        public void close() throws IOException {
            IOUtils.close(ours, lucenes);
        }
    }

    private static final class BothRead extends DocValuesProducer {

        private final DocValuesProducer ours;
        private final DocValuesProducer lucenes;

        BothRead(DocValuesProducer ours, DocValuesProducer lucenes) {
            this.ours = ours;
            this.lucenes = lucenes;
        }

        @Override
        public NumericDocValues getNumeric(FieldInfo field) throws IOException {
            return ours.getNumeric(field);
        }

        @Override
        public BinaryDocValues getBinary(FieldInfo field) throws IOException {
            return ours.getBinary(field);
        }

        @Override
        public SortedDocValues getSorted(FieldInfo field) throws IOException {
            return ours.getSorted(field);
        }

        @Override
        public SortedNumericDocValues getSortedNumeric(FieldInfo field) throws IOException {
            return lucenes.getSortedNumeric(field);
        }

        @Override
        public SortedSetDocValues getSortedSet(FieldInfo field) throws IOException {
            return lucenes.getSortedSet(field);
        }

        @Override
        public DocValuesSkipper getSkipper(FieldInfo field) throws IOException {
            return (several(field) ? lucenes : ours).getSkipper(field);
        }

        @Override
        public void checkIntegrity() throws IOException {
            ours.checkIntegrity();
            lucenes.checkIntegrity();
        }

        @Override
        public void close() throws IOException {
            IOUtils.close(ours, lucenes);
        }
    }
}
