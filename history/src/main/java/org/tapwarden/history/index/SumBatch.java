package org.tapwarden.history.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.PackedWriter;

/// Sums on their way into the index of a {@link RollUp}, as {@link FlowBatch} is of slices.
final class SumBatch {

    /// What is added up of the slices of a group.
    static final List<Counter> ADDED =
            List.of(
                    Counter.SOURCE_BYTES,
                    Counter.DESTINATION_BYTES,
                    Counter.SOURCE_PACKETS,
                    Counter.DESTINATION_PACKETS);

    private static final int FIRST = 1 << 10;

    private long[] ends = new long[FIRST];
    private long[] flows = new long[FIRST];
    private long[] slices = new long[FIRST];
    private final long[][] sums = new long[ADDED.size()][FIRST];
    private int[] source = new int[FIRST];
    private int[] label = new int[FIRST];
    private final WordTable sources = new WordTable();
    private final WordTable labels = new WordTable();

    /// The label that says a category and nothing else; empty until it is needed.
    private final byte[][] written = new byte[Category.values().length][0];

    private int count;

    int count() {
        return count;
    }

    boolean isFull() {
        return count == FlowBatch.MOST;
    }

    /// Adds what a sender did in an hour in a category.
    ///
    /// @param sum a number for each of {@link #ADDED}
    void add(
            long endMillis,
            BytesRef sender,
            Category category,
            long flowsBegun,
            long slicesAdded,
            long[] sum) {
        if (count == ends.length) {
            grow();
        }
        ends[count] = endMillis;
        flows[count] = flowsBegun;
        slices[count] = slicesAdded;
        for (int i = 0; i < sums.length; i++) {
            sums[i][count] = sum[i];
        }
        source[count] = sources.number(sender.bytes, sender.offset, sender.length);
        byte[] word = label(category);
        label[count] = labels.number(word, 0, word.length);
        count++;
    }

    private byte[] label(Category category) {
        byte[] known = written[category.ordinal()];
        if (known.length > 0) {
            return known;
        }
        var out = new PackedWriter();
        out.runnerUp(null);
        out.label(new Label(Protocol.UNKNOWN, null, category, Basis.NONE, List.of()));
        written[category.ordinal()] = out.copy();
        return written[category.ordinal()];
    }

    private void grow() {
        int room = ArrayUtil.oversize(count + 1, Long.BYTES);
        ends = Arrays.copyOf(ends, room);
        flows = Arrays.copyOf(flows, room);
        slices = Arrays.copyOf(slices, room);
        Arrays.setAll(sums, i -> Arrays.copyOf(sums[i], room));
        source = Arrays.copyOf(source, room);
        label = Arrays.copyOf(label, room);
    }

    /// Lent until the next change here.
    CodecReader reader() {
        List<Batch.Numbers> numbers = new ArrayList<>();
        numbers.add(FlowBatch.column(Counter.END, ends));
        for (int i = 0; i < sums.length; i++) {
            numbers.add(FlowBatch.column(ADDED.get(i), sums[i]));
        }
        numbers.add(new Batch.Numbers(RollUp.FLOWS, flows, 0, false, false));
        numbers.add(new Batch.Numbers(RollUp.SLICES, slices, 0, false, false));
        List<Batch.Words> words =
                List.of(
                        FlowBatch.column(Dictionary.SOURCE, sources, source),
                        FlowBatch.column(Dictionary.LABEL, labels, label));
        int[] order = FlowBatch.newestFirst(ends, count);
        return new BatchReader(new Batch(order, numbers, words, null));
    }

    void clear() {
        count = 0;
        sources.clear();
        labels.clear();
    }
}
