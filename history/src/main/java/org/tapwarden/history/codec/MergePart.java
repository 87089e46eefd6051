package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.jspecify.annotations.Nullable;

/// The numbers of a column in one of the segments of a merge, by blocks of 128 documents.
///
/// Of a segment that is not in our format, or of a column that not every document has, documents
/// are asked for their numbers one by one; blocks must then come in their order.
final class MergePart {

    /// Of a segment without the column.
    private static final int NONE = DocIdSetIterator.NO_MORE_DOCS;

    private final int size;
    private final @Nullable NumericDocValues values;

    /// Not null when each document has a number, and many are read at once.
    private final @Nullable Runs runs;

    /// New ordinals by old ones; null when numbers stay what they are.
    private final int @Nullable [] renamed;

    private final long[] numbers = new long[BLOCK];

    /// A bit for each document of the block that has a number.
    private final long[] there = new long[BLOCK / Long.SIZE];

    private int document;
    private int loaded = -1;

    private MergePart(
            int size,
            @Nullable NumericDocValues values,
            @Nullable Runs runs,
            int @Nullable [] renamed)
            throws IOException {
        this.size = size;
        this.values = values;
        this.renamed = renamed;
        this.document = values == null ? NONE : values.nextDoc();
        boolean all = values != null && document == 0 && values.docIDRunEnd() >= size;
        this.runs = all ? runs : null;
    }

    /// @param size how many documents the segment has
    /// @param values not yet on a document; null when the segment has no such column
    static MergePart of(int size, @Nullable NumericDocValues values) throws IOException {
        return new MergePart(size, values, values instanceof Runs runs ? runs : null, null);
    }

    /// @param renamed the ordinals of the merge by those of the segment; null when they are the
    ///   same
    static MergePart of(int size, @Nullable SortedDocValues values, int @Nullable [] renamed)
            throws IOException {
        return new MergePart(
                size,
                values == null ? null : new Ordinals(values),
                values instanceof Runs runs ? runs : null,
                renamed);
    }

    /// Whether each document has a number, and {@link #read} may be asked.
    boolean all() {
        return runs != null;
    }

    /// The numbers of documents from one on, of a part that has all.
    void read(int from, long[] into, int count) throws IOException {
        assert runs != null;
        runs.read(from, into, count, 0);
        if (renamed != null) {
            for (int i = 0; i < count; i++) {
                into[i] = renamed[(int) into[i]];
            }
        }
    }

    /// Makes the block with a document the one that {@link #has} and {@link #number} speak of.
    void load(int wanted) throws IOException {
        int from = wanted & -BLOCK;
        if (from == loaded) {
            return;
        }
        loaded = from;
        if (runs != null) {
            read(from, numbers, Math.min(BLOCK, size - from));
            return;
        }
        Arrays.fill(there, 0);
        if (values != null) {
            int end = Math.min(from + BLOCK, size);
            for (; document < end; document = values.nextDoc()) {
                int index = document - from;
                long number = values.longValue();
                numbers[index] = renamed == null ? number : renamed[(int) number];
                there[index >>> 6] |= 1L << index;
            }
        }
    }

    /// Whether a document of the block has a number.
    boolean has(int index) {
        return runs != null || (there[index >>> 6] >>> index & 1) != 0;
    }

    /// The number of a document of the block.
    long number(int index) {
        return numbers[index];
    }

    /// Counts the ordinals of all documents.
    void count(int[] counts) throws IOException {
        for (int from = 0; from < size; from += BLOCK) {
            load(from);
            int some = Math.min(BLOCK, size - from);
            if (runs != null) {
                for (int i = 0; i < some; i++) {
                    counts[(int) numbers[i]]++;
                }
            } else {
                for (int i = 0; i < some; i++) {
                    if (has(i)) {
                        counts[(int) numbers[i]]++;
                    }
                }
            }
        }
    }
}
