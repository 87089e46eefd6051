package org.tapwarden.history.index;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.codec.Runs;

/// The columns of a {@link Batch} in the order of the index.
final class BatchColumns extends DocValuesProducer {

    private final int[] order;
    private final Map<String, BatchWords> words = new HashMap<>();
    private final Map<String, Batch.Numbers> numbers = new LinkedHashMap<>();
    private final Batch.@Nullable Wholes wholes;

    BatchColumns(Batch batch) {
        this.order = batch.order();
        this.wholes = batch.wholes();
        for (Batch.Words each : batch.words()) {
            var sorted = new BatchWords(each, order);
            if (sorted.count() > 0) {
                words.put(each.column(), sorted);
            }
        }
        for (Batch.Numbers each : batch.numbers()) {
            if (hasAny(each)) {
                numbers.put(each.column(), each);
            }
        }
    }

    private boolean hasAny(Batch.Numbers column) {
        if (!column.sparse()) {
            return true;
        }
        for (int i = 0; i < order.length; i++) {
            if (column.values()[i] != column.usual()) {
                return true;
            }
        }
        return false;
    }

    /// Those of which any row has a value.
    Collection<Batch.Numbers> numbers() {
        return numbers.values();
    }

    /// Null when no row has one.
    @Nullable BatchWords words(String column) {
        return words.get(column);
    }

    @Override
    public NumericDocValues getNumeric(FieldInfo field) {
        Batch.Numbers column = numbers.get(field.name);
        if (column == null) {
            return DocValues.emptyNumeric();
        }
        var ordered = new long[order.length];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = column.values()[order[i]];
        }
        return new Numbers(ordered, column);
    }

    @Override
    public SortedDocValues getSorted(FieldInfo field) {
        BatchWords sorted = words.get(field.name);
        return sorted == null ? DocValues.emptySorted() : new Ordinals(sorted);
    }

    @Override
    public BinaryDocValues getBinary(FieldInfo field) {
        return wholes == null ? DocValues.emptyBinary() : new Wholes(wholes, order);
    }

    @Override
    public SortedNumericDocValues getSortedNumeric(FieldInfo field) {
        throw new UnsupportedOperationException(field.name);
    }

    @Override
    public SortedSetDocValues getSortedSet(FieldInfo field) {
        throw new UnsupportedOperationException(field.name);
    }

    /// The writer of a segment makes one by itself.
    @Override
    public @Nullable DocValuesSkipper getSkipper(FieldInfo field) {
        return null;
    }

    @Override
    public void checkIntegrity() {
        // In memory.
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private static final class Numbers extends NumericDocValues implements Runs {

        private final long[] numbers;
        private final boolean sparse;
        private final long usual;
        private int slice = -1;

        Numbers(long[] numbers, Batch.Numbers column) {
            this.numbers = numbers;
            this.sparse = column.sparse();
            this.usual = column.usual();
        }

        @Override
        public void read(int from, long[] into, int count, long missing) {
            for (int i = 0; i < count; i++) {
                into[i] = isThere(from + i) ? numbers[from + i] : missing;
            }
            slice = from + count - 1;
        }

        private boolean isThere(int at) {
            return !sparse || numbers[at] != usual;
        }

        @Override
        public long longValue() {
            return numbers[slice];
        }

        @Override
        public boolean advanceExact(int target) {
            slice = target;
            return isThere(target);
        }

        @Override
        public int docID() {
            return slice;
        }

        @Override
        public int nextDoc() {
            return advance(slice + 1);
        }

        @Override
        public int advance(int target) {
            int at = target;
            while (at < numbers.length && !isThere(at)) {
                at++;
            }
            slice = at < numbers.length ? at : NO_MORE_DOCS;
            return slice;
        }

        /// A merge takes a column that has no gap in one go.
        @Override
        public int docIDRunEnd() {
            return sparse ? slice + 1 : numbers.length;
        }

        @Override
        public long cost() {
            return numbers.length;
        }
    }

    private static final class Ordinals extends SortedDocValues implements Runs {

        private final BatchWords words;
        private final int[] ordinals;
        private final BytesRef word = new BytesRef();
        private int slice = -1;

        Ordinals(BatchWords words) {
            this.words = words;
            this.ordinals = words.ordinals();
        }

        @Override
        public void read(int from, long[] into, int count, long missing) {
            for (int i = 0; i < count; i++) {
                int ordinal = ordinals[from + i];
                into[i] = ordinal < 0 ? missing : ordinal;
            }
            slice = from + count - 1;
        }

        @Override
        public int ordValue() {
            return ordinals[slice];
        }

        @Override
        public BytesRef lookupOrd(int ordinal) {
            words.word(ordinal, word);
            return word;
        }

        @Override
        public int getValueCount() {
            return words.count();
        }

        @Override
        public boolean advanceExact(int target) {
            slice = target;
            return ordinals[target] >= 0;
        }

        @Override
        public int docID() {
            return slice;
        }

        @Override
        public int nextDoc() {
            return advance(slice + 1);
        }

        @Override
        public int advance(int target) {
            int at = target;
            while (at < ordinals.length && ordinals[at] < 0) {
                at++;
            }
            slice = at < ordinals.length ? at : NO_MORE_DOCS;
            return slice;
        }

        @Override
        public int docIDRunEnd() {
            return words.all() ? ordinals.length : slice + 1;
        }

        @Override
        public long cost() {
            return ordinals.length;
        }
    }

    private static final class Wholes extends BinaryDocValues {

        private final Batch.Wholes wholes;
        private final int[] order;
        private final BytesRef value = new BytesRef();
        private int slice = -1;

        Wholes(Batch.Wholes wholes, int[] order) {
            this.wholes = wholes;
            this.order = order;
        }

        @Override
        public BytesRef binaryValue() {
            value.bytes = wholes.bytes();
            value.offset = wholes.begin(order[slice]);
            value.length = wholes.end(order[slice]) - value.offset;
            return value;
        }

        private boolean isThere(int at) {
            return wholes.end(order[at]) > wholes.begin(order[at]);
        }

        @Override
        public boolean advanceExact(int target) {
            slice = target;
            return isThere(target);
        }

        @Override
        public int docID() {
            return slice;
        }

        @Override
        public int nextDoc() {
            return advance(slice + 1);
        }

        @Override
        public int advance(int target) {
            int at = target;
            while (at < order.length && !isThere(at)) {
                at++;
            }
            slice = at < order.length ? at : NO_MORE_DOCS;
            return slice;
        }

        @Override
        public long cost() {
            return order.length;
        }
    }
}
