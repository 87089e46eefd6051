package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.packed.DirectMonotonicWriter;
import org.jspecify.annotations.Nullable;

/// Writes a column of numbers in one pass: which documents have one, the blocks, where the blocks
/// are and, where asked for, the skip index. {@link Column} reads it.
final class ColumnWriter {

    /// A column that begins beyond this is written relative to its first number, since each block
    /// would repeat the upper half otherwise.
    private static final long FAR = 1L << 32;

    private final IndexOutput meta;
    private final IndexOutput data;
    private final int documents;
    private final BlockWriter blocks = new BlockWriter();
    private final long[] numbers = new long[BLOCK];

    /// The documents that have the numbers.
    private final int[] owners = new int[BLOCK];

    private final long[] codes = new long[BLOCK];
    private long[] starts = new long[64];

    ColumnWriter(IndexOutput meta, IndexOutput data, int documents) {
        this.meta = meta;
        this.data = data;
        this.documents = documents;
    }

    /// @param ranking null when the numbers are written as they are
    void write(Blocks values, @Nullable Ranking ranking, boolean skipIndex) throws IOException {
        var presence = new Presence.Writer(documents);
        SkipIndex.@Nullable Writer skip = skipIndex ? new SkipIndex.Writer() : null;
        long begin = data.getFilePointer();
        long origin = 0;
        int written = 0;
        for (int count = values.next(owners, numbers);
                count > 0;
                count = values.next(owners, numbers)) {
            if (written == 0 && (numbers[0] < -FAR || numbers[0] > FAR)) {
                origin = numbers[0];
            }
            presence.add(owners, count);
            if (skip != null) {
                skip.add(owners, numbers, count);
            }
            writeBlock(written++, count, begin, origin, ranking);
        }
        presence.finish(meta, data);
        if (written > 0) {
            meta.writeVLong(begin);
            meta.writeZLong(origin);
            writeStarts(written);
            writeTable(ranking);
        }
        if (skip != null) {
            skip.finish(meta, data);
        }
    }

    private void writeBlock(
            int index, int count, long begin, long origin, @Nullable Ranking ranking)
            throws IOException {
        starts = ArrayUtil.grow(starts, index + 1);
        starts[index] = data.getFilePointer() - begin;
        if (ranking != null && coded(count, ranking)) {
            blocks.write(codes, count, origin, BlockWriter.RANKED, data);
        } else {
            blocks.write(numbers, count, origin, 0, data);
        }
    }

    private boolean coded(int count, Ranking ranking) {
        for (int i = 0; i < count; i++) {
            codes[i] = ranking.code(numbers[i]);
            if (codes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private void writeStarts(int count) throws IOException {
        long begin = data.getFilePointer();
        var writer = DirectMonotonicWriter.getInstance(meta, data, count, Column.STARTS_SHIFT);
        for (int i = 0; i < count; i++) {
            writer.add(starts[i]);
        }
        writer.finish();
        meta.writeVLong(begin);
        meta.writeVLong(data.getFilePointer() - begin);
    }

    private void writeTable(@Nullable Ranking ranking) throws IOException {
        long[] table = ranking == null ? new long[0] : ranking.table();
        meta.writeVInt(table.length);
        meta.writeVLong(data.getFilePointer());
        for (int at = 0; at < table.length; at += BLOCK) {
            int count = Math.min(BLOCK, table.length - at);
            blocks.write(Arrays.copyOfRange(table, at, at + BLOCK), count, 0, 0, data);
        }
    }
}
