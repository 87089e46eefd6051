package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;
import static org.tapwarden.history.codec.Packing.SHIFT;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.LongValues;
import org.apache.lucene.util.packed.DirectMonotonicReader;
import org.jspecify.annotations.Nullable;

/// Where a column of numbers is written, and its table of frequent values, which its readers share.
final class Column {

    static final int STARTS_SHIFT = 12;

    private final Presence presence;
    private final long begin;
    private final long origin;
    private final DirectMonotonicReader.@Nullable Meta starts;
    private final long startsBegin;
    private final long startsLength;
    private final int tableSize;
    private final long tableBegin;

    /// Read when first needed. Several threads may read it; each finds the same.
    private volatile long @Nullable [] table;

    private Column(IndexInput meta, Presence presence) throws IOException {
        this.presence = presence;
        if (presence.count() == 0) {
            begin = 0;
            origin = 0;
            starts = null;
            startsBegin = 0;
            startsLength = 0;
            tableSize = 0;
            tableBegin = 0;
            return;
        }
        begin = meta.readVLong();
        origin = meta.readZLong();
        starts =
                DirectMonotonicReader.loadMeta(
                        meta, (presence.count() + BLOCK - 1) >>> SHIFT, STARTS_SHIFT);
        startsBegin = meta.readVLong();
        startsLength = meta.readVLong();
        tableSize = meta.readVInt();
        tableBegin = meta.readVLong();
        if (tableSize < 0 || tableSize > Ranking.MOST) {
            throw new CorruptIndexException("a table of " + tableSize + " values", meta);
        }
    }

    static Column read(IndexInput meta, int documents) throws IOException {
        return new Column(meta, Presence.read(meta, documents));
    }

    Presence presence() {
        return presence;
    }

    Reader open(IndexInput data) throws IOException {
        return new Reader(data.clone());
    }

    private long[] table(IndexInput data) throws IOException {
        long[] known = table;
        if (known != null) {
            return known;
        }
        var read = new long[(tableSize + BLOCK - 1) & -BLOCK];
        if (read.length > 0) {
            var blocks = new BlockReader();
            data.seek(tableBegin);
            for (int at = 0; at < read.length; at += BLOCK) {
                var _ = blocks.read(data, 0, read, at);
            }
        }
        known = Arrays.copyOf(read, tableSize + 1);
        known[tableSize] = 0;
        synchronized (this) {
            if (table == null) {
                table = known;
                TableHeap.add(known);
            }
        }
        return known;
    }

    /// Its index is closed.
    synchronized void close() {
        long[] known = table;
        if (known != null) {
            table = null;
            TableHeap.remove(known);
        }
    }

    /// Reads numbers by their index. Keeps the last block, so a number near the one before costs
    /// next to nothing. Not for several threads.
    final class Reader {

        private final IndexInput data;
        private final LongValues blockStarts;
        private final long[] frequent;
        private final BlockReader blocks = new BlockReader();
        private final long[] block = new long[BLOCK];
        private final byte[] bytes = new byte[BlockReader.LONGEST];
        private final ByteArrayDataInput input = new ByteArrayDataInput();
        private final int lastBlock = (presence.count() - 1) >>> SHIFT;
        private int current = -1;
        private int touched = -1;
        private boolean ranked;

        private Reader(IndexInput data) throws IOException {
            this.data = data;
            frequent = table(data);
            blockStarts =
                    starts == null
                            ? LongValues.ZEROES
                            : DirectMonotonicReader.getInstance(
                                    starts, data.randomAccessSlice(startsBegin, startsLength));
        }

        /// @param index 0 to the count of the column, not looked at
        long get(int index) throws IOException {
            int wanted = index >>> SHIFT;
            if (wanted != current) {
                // Who reads on comes by the first number of a block, or again; who jumps wants one.
                if (wanted != touched && (index & (BLOCK - 1)) != 0) {
                    touched = wanted;
                    seek(wanted);
                    if (blocks.find(data, origin, index & (BLOCK - 1))) {
                        return blocks.foundRanked() ? value(blocks.found()) : blocks.found();
                    }
                }
                load(wanted);
            }
            long number = block[index & (BLOCK - 1)];
            return ranked ? value(number) : number;
        }

        /// Copies the numbers from an index on.
        void get(int index, long[] into, int at, int count) throws IOException {
            int next = index;
            int to = at;
            for (int left = count; left > 0; ) {
                int inBlock = next & (BLOCK - 1);
                int some = Math.min(left, BLOCK - inBlock);
                if (some == BLOCK && next >>> SHIFT != current) {
                    if (decode(next >>> SHIFT, into, to)) {
                        translate(into, to, some);
                    }
                } else {
                    if (next >>> SHIFT != current) {
                        load(next >>> SHIFT);
                    }
                    System.arraycopy(block, inBlock, into, to, some);
                    if (ranked) {
                        translate(into, to, some);
                    }
                }
                next += some;
                to += some;
                left -= some;
            }
        }

        private void translate(long[] into, int at, int count) {
            for (int i = at; i < at + count; i++) {
                into[i] = value(into[i]);
            }
        }

        /// The last entry stands for all codes beyond the table, and is 0: so no branch is needed,
        /// which nobody could foretell.
        private long value(long code) {
            long beyond = Math.max(0, code - tableSize);
            return frequent[(int) Math.min(code & Long.MAX_VALUE, tableSize)] + beyond;
        }

        private void load(int index) throws IOException {
            current = -1; // if this fails, what is there is no block
            ranked = decode(index, block, 0);
            current = index;
        }

        /// The block is read at once: a byte of a file takes several times as long as one of an
        /// array.
        private boolean decode(int index, long[] into, int at) throws IOException {
            seek(index);
            long rest = data.length() - data.getFilePointer();
            if (index < lastBlock) {
                rest = Math.min(rest, begin + blockStarts.get(index + 1) - data.getFilePointer());
            }
            int length = Math.clamp(rest, 0, bytes.length);
            data.readBytes(bytes, 0, length);
            input.reset(bytes, 0, length);
            try {
                return (blocks.read(input, origin, into, at) & BlockWriter.RANKED) != 0;
            } catch (ArrayIndexOutOfBoundsException e) {
                throw new CorruptIndexException("a block is longer than it may be", data, e);
            }
        }

        private void seek(int index) throws IOException {
            long start = begin + blockStarts.get(index);
            if (start < begin || start >= data.length()) {
                throw new CorruptIndexException("a block at " + start, data);
            }
            data.seek(start);
        }
    }
}
