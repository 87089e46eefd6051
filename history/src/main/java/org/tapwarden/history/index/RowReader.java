package org.tapwarden.history.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.FlowParts;
import org.tapwarden.classifier.record.PackedReader;

/// Puts slices together again, one column after the other: to open a column takes longer than to
/// read a hundred values of it.
final class RowReader {

    private RowReader() {}

    /// @param slices numbers in the segment, ascending
    /// @throws UnreadableFlow when the index is of a later program
    static List<FlowRecord> read(LeafReader segment, int[] slices)
            throws IOException, UnreadableFlow {
        var rows = new FlowParts[slices.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new FlowParts();
        }
        for (Dictionary dictionary : Dictionary.values()) {
            words(segment, dictionary, slices, rows);
        }
        for (Counter counter : Counter.values()) {
            NumericDocValues column = DocValues.getNumeric(segment, counter.column());
            for (int i = 0; i < rows.length; i++) {
                if (column.advanceExact(slices[i])) {
                    counter.put(column.longValue(), rows[i]);
                }
            }
        }
        wholes(segment, slices, rows);
        List<FlowRecord> records = new ArrayList<>(rows.length);
        for (FlowParts row : rows) {
            records.add(row.record());
        }
        return records;
    }

    private static void words(
            LeafReader segment, Dictionary dictionary, int[] slices, FlowParts[] rows)
            throws IOException, UnreadableFlow {
        SortedDocValues column = DocValues.getSorted(segment, dictionary.column());
        for (int i = 0; i < rows.length; i++) {
            if (column.advanceExact(slices[i])) {
                dictionary.read(column.lookupOrd(column.ordValue()), rows[i]);
            }
        }
    }

    private static void wholes(LeafReader segment, int[] slices, FlowParts[] rows)
            throws IOException, UnreadableFlow {
        BinaryDocValues column = DocValues.getBinary(segment, FlowBatch.WHOLE);
        for (int i = 0; i < rows.length; i++) {
            if (column.advanceExact(slices[i])) {
                BytesRef value = column.binaryValue();
                var in = new PackedReader(value.bytes, value.offset, value.length);
                rows[i].whole(in.traffic(rows[i].start()));
            }
        }
    }
}
