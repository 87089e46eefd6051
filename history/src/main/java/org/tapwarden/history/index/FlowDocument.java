package org.tapwarden.history.index;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.InvertableType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.PackedWriter;

/// Slices as documents of the index, one after the other: it is filled anew for each, since making
/// it takes longer than filling it. For one thread.
///
/// Nothing is stored but columns, out of which {@link RowReader} puts the slice together again.
public final class FlowDocument {

    /// The order in the index is the order of answers.
    public static final Sort NEWEST_FIRST =
            new Sort(new SortField(Counter.END.column(), SortField.Type.LONG, true));

    /// The totals of the whole flow, where they are not those of the slice.
    static final String WHOLE = "whole";

    private static final Counter[] COUNTERS = Counter.values();
    private static final Dictionary[] DICTIONARIES = Dictionary.values();

    private final Field[] counters = new Field[COUNTERS.length];
    private final Word[] words = new Word[DICTIONARIES.length];
    private final PackedWriter[] written = new PackedWriter[DICTIONARIES.length];
    private final PackedWriter wholeBytes = new PackedWriter();
    private final BytesRef wholeValue = new BytesRef();
    private final Field whole = new BinaryDocValuesField(WHOLE, wholeValue);
    private final List<IndexableField> document = new ArrayList<>(32);

    public FlowDocument() {
        for (Counter counter : COUNTERS) {
            counters[counter.ordinal()] =
                    counter.skipped()
                            ? NumericDocValuesField.indexedField(counter.column(), 0)
                            : new NumericDocValuesField(counter.column(), 0);
        }
        for (Dictionary dictionary : DICTIONARIES) {
            words[dictionary.ordinal()] = new Word(dictionary);
            written[dictionary.ordinal()] = new PackedWriter();
        }
    }

    /// The slice as a document, until this is called again.
    public Iterable<IndexableField> of(FlowRecord flow) {
        document.clear();
        for (Counter counter : COUNTERS) {
            long value = counter.of(flow);
            if (!counter.sparse() || value != counter.usual()) {
                Field field = counters[counter.ordinal()];
                field.setLongValue(value);
                document.add(field);
            }
        }
        for (Dictionary dictionary : DICTIONARIES) {
            PackedWriter out = written[dictionary.ordinal()].clear();
            if (dictionary.write(flow, out)) {
                Word word = words[dictionary.ordinal()];
                word.set(out);
                document.add(word);
            }
        }
        if (!flow.whole().equals(flow.slice())) {
            wholeBytes.clear().traffic(kept(flow.whole()), kept(flow.slice().startNanos()));
            set(wholeValue, wholeBytes);
            document.add(whole);
        }
        return document;
    }

    /// Times are kept to the millisecond, as IPFIX's `flowEndMilliseconds` (RFC 5102, section 5.9).
    private static FlowRecord.Traffic kept(FlowRecord.Traffic traffic) {
        return new FlowRecord.Traffic(
                kept(traffic.startNanos()),
                kept(traffic.endNanos()),
                traffic.sourcePackets(),
                traffic.sourceBytes(),
                traffic.destinationPackets(),
                traffic.destinationBytes(),
                traffic.sourceFlags(),
                traffic.destinationFlags());
    }

    private static long kept(long nanos) {
        return Counter.millis(nanos) * Row.NANOS_PER_MILLI;
    }

    private static void set(BytesRef value, PackedWriter written) {
        value.bytes = written.bytes();
        value.offset = 0;
        value.length = written.length();
    }

    /// A word of a dictionary: its ordinal is stored for each slice and, where it is inverted, the
    /// slices for each word.
    static final class Word extends Field {

        private final BytesRef value;

        Word(Dictionary dictionary) {
            this(dictionary, new BytesRef());
        }

        private Word(Dictionary dictionary, BytesRef value) {
            super(dictionary.column(), value, type(dictionary));
            this.value = value;
        }

        private static FieldType type(Dictionary dictionary) {
            var type = new FieldType();
            type.setTokenized(false);
            type.setOmitNorms(true);
            type.setDocValuesType(DocValuesType.SORTED);
            type.setIndexOptions(dictionary.inverted() ? IndexOptions.DOCS : IndexOptions.NONE);
            type.freeze();
            return type;
        }

        void set(PackedWriter written) {
            FlowDocument.set(value, written);
        }

        @Override
        public InvertableType invertableType() {
            return InvertableType.BINARY;
        }
    }
}
