package org.tapwarden.history.codec;

import java.io.IOException;
import java.util.Iterator;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FilterCodecReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.FilterNumericDocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;

/// A segment of another make: numbers that each document has come by the run only, and lists of
/// documents that a merge needs not read cannot be read.
final class OnlyRuns extends FilterCodecReader {

    OnlyRuns(CodecReader in) {
        super(in);
    }

    @Override
    public CacheHelper getCoreCacheHelper() {
        return null;
    }

    @Override
    public CacheHelper getReaderCacheHelper() {
        return null;
    }

    @Override
    public DocValuesProducer getDocValuesReader() {
        return new Columns(in.getDocValuesReader());
    }

    @Override
    public FieldsProducer getPostingsReader() {
        return new Lists(in.getPostingsReader());
    }

    private static final class Columns extends DocValuesProducer {

        private final DocValuesProducer in;

        Columns(DocValuesProducer in) {
            this.in = in;
        }

        @Override
        public NumericDocValues getNumeric(FieldInfo field) throws IOException {
            NumericDocValues first = in.getNumeric(field);
            boolean all = first.nextDoc() == 0 && first.docIDRunEnd() == first.cost();
            all &= !field.name.equals(ColumnRows.AT); // by which Lucene finds the order
            return all ? new Numbers(in.getNumeric(field)) : in.getNumeric(field);
        }

        @Override
        public BinaryDocValues getBinary(FieldInfo field) throws IOException {
            return in.getBinary(field);
        }

        @Override
        public SortedDocValues getSorted(FieldInfo field) throws IOException {
            return in.getSorted(field);
        }

        @Override
        public SortedNumericDocValues getSortedNumeric(FieldInfo field) throws IOException {
            return in.getSortedNumeric(field);
        }

        @Override
        public SortedSetDocValues getSortedSet(FieldInfo field) throws IOException {
            return in.getSortedSet(field);
        }

        @Override
        public DocValuesSkipper getSkipper(FieldInfo field) throws IOException {
            return in.getSkipper(field);
        }

        @Override
        public void checkIntegrity() throws IOException {
            in.checkIntegrity();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static final class Numbers extends FilterNumericDocValues implements Runs {

        Numbers(NumericDocValues in) {
            super(in);
        }

        @Override
        public void read(int from, long[] into, int count, long missing) throws IOException {
            Runs.of(in).read(from, into, count, missing);
        }

        @Override
        public int docIDRunEnd() throws IOException {
            return in.docIDRunEnd();
        }

        @Override
        public long longValue() {
            throw new AssertionError("one by one");
        }
    }

    private static final class Lists extends FieldsProducer {

        private final FieldsProducer in;

        Lists(FieldsProducer in) {
            this.in = in;
        }

        @Override
        public Iterator<String> iterator() {
            return in.iterator();
        }

        @Override
        public Terms terms(String field) throws IOException {
            Terms terms = in.terms(field);
            return terms == null ? null : new Unread(terms);
        }

        @Override
        public int size() {
            return in.size();
        }

        @Override
        public void checkIntegrity() throws IOException {
            in.checkIntegrity();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static final class Unread extends FilterLeafReader.FilterTerms {

        Unread(Terms terms) {
            super(terms);
        }

        @Override
        public TermsEnum iterator() {
            throw new AssertionError("a list is read");
        }
    }
}
