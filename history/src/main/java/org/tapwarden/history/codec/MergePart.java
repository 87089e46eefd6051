package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// The numbers of a column in one of the segments of a merge, by blocks of 128 documents.
///
/// Of a segment that is not in our format documents are asked for their numbers one by one, if they
/// do not come by the run.
final class MergePart {

    private final int size;

    /// Null when the segment has no such column.
    private final @Nullable NumericDocValues values;

    /// Not null when each document has a number, and many are read at once.
    private final @Nullable Runs runs;

    /// Not null when the column is in our format, so that many are read at once.
    private final @Nullable ColumnValues ours;

    /// New ordinals by old ones; null when numbers stay what they are.
    private final int @Nullable [] renamed;

    /// Of each document of the block or, where some have none, of those that have.
    private final long[] numbers = new long[BLOCK];

    private final FixedBitSet there = new FixedBitSet(BLOCK);

    /// Where some documents have no number: how many numbers the block has, and how many were
    /// taken.
    private int filled;

    private int taken;
    private int document;
    private int loaded = -1;

    private MergePart(
            int size,
            @Nullable NumericDocValues values,
            @Nullable Runs runs,
            @Nullable ColumnValues ours,
            int @Nullable [] renamed)
            throws IOException {
        this.size = size;
        this.values = values;
        this.ours = ours;
        this.renamed = renamed;
        this.document = values == null ? DocIdSetIterator.NO_MORE_DOCS : values.nextDoc();
        boolean all = values != null && document == 0 && values.docIDRunEnd() >= size;
        this.runs = all ? runs : null;
    }

    /// @param size how many documents the segment has
    /// @param values not yet on a document; null when the segment has no such column
    static MergePart of(int size, @Nullable NumericDocValues values) throws IOException {
        return new MergePart(
                size,
                values,
                values instanceof Runs runs ? runs : null,
                values instanceof FlowNumbers ours ? ours.values() : null,
                null);
    }

    /// @param renamed the ordinals of the merge by those of the segment
    static MergePart of(int size, @Nullable SortedDocValues values, int[] renamed)
            throws IOException {
        return new MergePart(
                size,
                values == null ? null : new Ordinals(values),
                values instanceof Runs runs ? runs : null,
                values instanceof FlowOrdinals ours ? ours.values() : null,
                renamed);
    }

    /// Whether each document has a number, and {@link #read} may be asked.
    boolean all() {
        return runs != null;
    }

    /// The numbers of documents from one on, of a part that has all.
    void read(int from, long[] into, int count) throws IOException {
        Objects.requireNonNull(runs).read(from, into, count, 0);
        rename(into, count);
    }

    private void rename(long[] some, int count) {
        if (renamed != null) {
            for (int i = 0; i < count; i++) {
                some[i] = renamed[(int) some[i]];
            }
        }
    }

    /// Makes the block with a document the one that {@link #has} and {@link #take} speak of. Blocks
    /// come in their order.
    void load(int wanted) throws IOException {
        int from = wanted & -BLOCK;
        if (from != loaded) {
            loaded = from;
            int to = Math.min(from + BLOCK, size);
            if (runs != null) {
                read(from, numbers, to - from);
            } else {
                loadSome(from, to);
            }
        }
    }

    private void loadSome(int from, int to) throws IOException {
        there.clear();
        taken = 0;
        filled = 0;
        if (ours != null) {
            filled = ours.read(from, to, there, numbers);
        } else if (values != null) {
            for (; document < to; document = values.nextDoc()) {
                there.set(document - from);
                numbers[filled++] = values.longValue();
            }
        }
        rename(numbers, filled);
    }

    /// Whether a document of the block has a number.
    boolean has(int index) {
        return runs != null || there.get(index);
    }

    /// The number of a document of the block that has one. Each is taken once, in their order.
    long take(int index) {
        return runs != null ? numbers[index] : numbers[taken++];
    }

    /// Counts the ordinals of all documents.
    void count(int[] counts) throws IOException {
        for (int from = 0; from < size; from += BLOCK) {
            load(from);
            int some = runs != null ? Math.min(BLOCK, size - from) : filled;
            for (int i = 0; i < some; i++) {
                counts[(int) numbers[i]]++;
            }
        }
    }
}
