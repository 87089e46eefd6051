package org.tapwarden.history.index;

import java.util.HashMap;
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

/// The columns of a {@link FlowBatch} in the order of the index.
final class BatchColumns extends DocValuesProducer {

    private final FlowBatch batch;
    private final int[] order;
    private final Map<String, BatchWords> words = new HashMap<>();
    private final Map<String, Counter> counters = new HashMap<>();

    BatchColumns(FlowBatch batch) {
        this.batch = batch;
        this.order = batch.order();
        for (Dictionary dictionary : Dictionary.values()) {
            var sorted = new BatchWords(batch, dictionary, order);
            if (sorted.count() > 0) {
                words.put(dictionary.column(), sorted);
            }
        }
        for (Counter counter : Counter.values()) {
            if (has(counter)) {
                counters.put(counter.column(), counter);
            }
        }
    }

    private boolean has(Counter counter) {
        if (!counter.sparse()) {
            return true;
        }
        long[] numbers = batch.numbers(counter);
        for (int i = 0; i < order.length; i++) {
            if (numbers[i] != counter.usual()) {
                return true;
            }
        }
        return false;
    }

    /// Whether any slice has a value.
    boolean has(String column) {
        return words.containsKey(column)
                || counters.containsKey(column)
                || (column.equals(FlowBatch.WHOLE) && batch.wholeEnd(order.length - 1) > 0);
    }

    @Nullable BatchWords words(String column) {
        return words.get(column);
    }

    @Override
    public NumericDocValues getNumeric(FieldInfo field) {
        Counter counter = counters.get(field.name);
        if (counter == null) {
            return DocValues.emptyNumeric();
        }
        long[] numbers = batch.numbers(counter);
        var ordered = new long[order.length];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = numbers[order[i]];
        }
        return new Numbers(ordered, counter);
    }

    @Override
    public SortedDocValues getSorted(FieldInfo field) {
        BatchWords sorted = words.get(field.name);
        return sorted == null ? DocValues.emptySorted() : new Ordinals(sorted);
    }

    @Override
    public BinaryDocValues getBinary(FieldInfo field) {
        return new Wholes();
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

        Numbers(long[] numbers, Counter counter) {
            this.numbers = numbers;
            this.sparse = counter.sparse();
            this.usual = counter.usual();
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

    private final class Wholes extends BinaryDocValues {

        private final BytesRef value = new BytesRef();
        private int slice = -1;

        @Override
        public BytesRef binaryValue() {
            value.bytes = batch.wholes();
            value.offset = batch.wholeBegin(order[slice]);
            value.length = batch.wholeEnd(order[slice]) - value.offset;
            return value;
        }

        private boolean isThere(int at) {
            return batch.wholeEnd(order[at]) > batch.wholeBegin(order[at]);
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
