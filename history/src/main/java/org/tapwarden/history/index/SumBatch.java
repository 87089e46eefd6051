package org.tapwarden.history.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Sums on their way into the index of a {@link RollUp} or of {@link TopNames}, as {@link
/// FlowBatch} is of slices.
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
    private final List<Dictionary> dictionaries;
    private final int[][] words;
    private final List<WordTable> tables = new ArrayList<>();
    private int count;

    /// @param dictionaries the words that the slices of a sum have in common
    SumBatch(Dictionary... dictionaries) {
        this.dictionaries = List.of(dictionaries);
        this.words = new int[dictionaries.length][FIRST];
        for (Dictionary _ : dictionaries) {
            tables.add(new WordTable());
        }
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == FlowBatch.MOST;
    }

    /// Adds the sums of an hour.
    ///
    /// @param sum a number for each of {@link #ADDED}
    /// @param common a word of each dictionary, or null for none
    void add(
            long endMillis,
            long flowsBegun,
            long slicesAdded,
            long[] sum,
            @Nullable BytesRef... common) {
        if (count == ends.length) {
            grow();
        }
        ends[count] = endMillis;
        flows[count] = flowsBegun;
        slices[count] = slicesAdded;
        for (int i = 0; i < sums.length; i++) {
            sums[i][count] = sum[i];
        }
        for (int i = 0; i < words.length; i++) {
            BytesRef word = common[i];
            words[i][count] =
                    word == null
                            ? WordTable.NONE
                            : tables.get(i).number(word.bytes, word.offset, word.length);
        }
        count++;
    }

    private void grow() {
        int room = ArrayUtil.oversize(count + 1, Long.BYTES);
        ends = Arrays.copyOf(ends, room);
        flows = Arrays.copyOf(flows, room);
        slices = Arrays.copyOf(slices, room);
        Arrays.setAll(sums, i -> Arrays.copyOf(sums[i], room));
        Arrays.setAll(words, i -> Arrays.copyOf(words[i], room));
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
        List<Batch.Words> common = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            common.add(FlowBatch.column(dictionaries.get(i), tables.get(i), words[i]));
        }
        int[] order = FlowBatch.newestFirst(ends, count);
        return new BatchReader(new Batch(order, numbers, common, null));
    }

    void clear() {
        count = 0;
        tables.forEach(WordTable::clear);
    }
}
