package org.tapwarden.history;

import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;

/// A flow slice as a document of the index.
final class FlowDocument {

    /// `event.end` in nanoseconds; stands for the column of that name, which would only repeat it.
    static final String AT = "at";

    /// The record itself, as it came out of the spool.
    static final String ROW = "row";

    /// Names of the word fields that the flow has.
    static final String HAS = "has";

    /// The order in the index is the order of answers.
    static final Sort NEWEST_FIRST = new Sort(new SortField(AT, SortField.Type.LONG, true));

    private FlowDocument() {}

    static Document of(FlowRecord flow, byte[] bytes) {
        var document = new Document();
        document.add(NumericDocValuesField.indexedField(AT, flow.slice().endNanos()));
        document.add(new StoredField(ROW, bytes));
        for (Column column : Columns.ALL) {
            if (!column.name().equals(Columns.EVENT_END)) {
                add(document, column, flow);
            }
        }
        return document;
    }

    private static void add(Document document, Column column, FlowRecord flow) {
        switch (column) {
            case Column.Words words -> {
                String value = words.value().apply(flow);
                if (value != null) {
                    document.add(term(words.name(), folded(value)));
                    document.add(term(HAS, new BytesRef(words.name())));
                }
            }
            case Column.Addresses addresses ->
                    document.add(term(addresses.name(), term(addresses.value().apply(flow))));
            case Column.Numbers numbers ->
                    numbers.value()
                            .apply(flow)
                            .ifPresent(value -> {
                                document.add(
                                        NumericDocValuesField.indexedField(numbers.name(), value));
                                if (numbers.sought()) {
                                    document.add(new LongPoint(numbers.name(), value));
                                }
                            });
        }
    }

    private static Field term(String name, BytesRef value) {
        return new StringField(name, value, Field.Store.NO);
    }

    /// One character after the other: so a part of a text and a pattern for it change alike.
    private static BytesRef folded(String value) {
        var lower = new StringBuilder(value.length());
        value.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return new BytesRef(lower);
    }

    /// All 16 bytes in network order, so that the order of terms is the order of addresses.
    static BytesRef term(Address address) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (address.high() >>> (56 - 8 * i));
            bytes[i + 8] = (byte) (address.low() >>> (56 - 8 * i));
        }
        return new BytesRef(bytes);
    }
}
