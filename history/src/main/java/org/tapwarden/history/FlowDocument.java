package org.tapwarden.history;

import java.util.OptionalLong;
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
import org.tapwarden.classifier.language.FieldValues;

/// A flow slice as a document of the index.
final class FlowDocument {

    /// `event.end` in nanoseconds; stands for the column of that name, which would only repeat it.
    static final String AT = "at";

    /// The record itself, as it came out of the spool.
    static final String ROW = "row";

    /// Names of the word and address fields that the flow has.
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
                String value = FieldValues.text(words.field(), flow);
                if (value != null) {
                    document.add(term(words.name(), new BytesRef(value)));
                    document.add(term(HAS, new BytesRef(words.name())));
                }
            }
            case Column.Addresses addresses -> {
                Address value = FieldValues.address(addresses.field(), flow);
                if (value != null) {
                    document.add(term(addresses.name(), term(value)));
                    document.add(term(HAS, new BytesRef(addresses.name())));
                }
            }
            case Column.Numbers numbers -> {
                OptionalLong value = FieldValues.number(numbers.field(), flow);
                if (value.isPresent()) {
                    add(document, numbers, value.getAsLong());
                }
            }
        }
    }

    private static void add(Document document, Column.Numbers column, long value) {
        document.add(NumericDocValuesField.indexedField(column.name(), value));
        if (column.sought()) {
            document.add(new LongPoint(column.name(), value));
        }
    }

    private static Field term(String name, BytesRef value) {
        return new StringField(name, value, Field.Store.NO);
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
