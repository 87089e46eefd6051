package org.tapwarden.history.codec;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.RandomAccessInput;

/// Least and greatest value of each 4,096 documents, of each 65,536 and of all, so that a search
/// for a range steps over what cannot be in it.
///
/// @param count how many documents have a value
/// @param begin where the rows are: first those of level 0, then those of level 1
record SkipIndex(long least, long greatest, int count, int documents, long begin) {

    private static final int[] SHIFTS = {12, 16};
    private static final int ROW = 3 * Integer.BYTES + 2 * Long.BYTES;

    static SkipIndex read(IndexInput meta, int documents) throws IOException {
        var index =
                new SkipIndex(
                        meta.readLong(),
                        meta.readLong(),
                        meta.readVInt(),
                        meta.readVInt(),
                        meta.readVLong());
        if (index.count > index.documents || index.documents > documents) {
            throw new CorruptIndexException(
                    "a skip index of %d values in %d documents"
                            .formatted(index.count, index.documents),
                    meta);
        }
        return index;
    }

    DocValuesSkipper open(IndexInput data) throws IOException {
        int rows = rows(0) + rows(1);
        return new Skipper(data.randomAccessSlice(begin, (long) rows * ROW));
    }

    private int rows(int level) {
        return rows(documents, level);
    }

    private static int rows(int documents, int level) {
        return (int) (((long) documents + (1 << SHIFTS[level]) - 1) >>> SHIFTS[level]);
    }

    /// Learns the values in the order of their documents.
    static final class Writer {

        private Row[] rows = new Row[16];
        private int used;
        private int last = -1;
        private int count;

        /// @param count at least 1
        void add(int[] added, long[] values, int count) {
            int row = added[0] >>> SHIFTS[0];
            if (row != added[count - 1] >>> SHIFTS[0]) {
                for (int i = 0; i < count; i++) {
                    add(added[i], values[i]);
                }
                return;
            }
            long least = values[0];
            long greatest = values[0];
            for (int i = 1; i < count; i++) {
                least = Math.min(least, values[i]);
                greatest = Math.max(greatest, values[i]);
            }
            row(row).add(added[0], added[count - 1], least, greatest, count);
            last = added[count - 1];
            this.count += count;
        }

        private void add(int document, long value) {
            row(document >>> SHIFTS[0]).add(document, document, value, value, 1);
            last = document;
            count++;
        }

        private Row row(int row) {
            if (used <= row) {
                if (rows.length <= row) {
                    rows = Arrays.copyOf(rows, Math.max(row + 1, rows.length * 2));
                }
                for (; used <= row; used++) {
                    rows[used] = new Row();
                }
            }
            return rows[row];
        }

        void finish(IndexOutput meta, IndexOutput data) throws IOException {
            int perGroup = 1 << (SHIFTS[1] - SHIFTS[0]);
            var groups = new Row[rows(last + 1, 1)];
            Arrays.setAll(groups, i -> new Row());
            var all = new Row();
            for (int i = 0; i < used; i++) {
                groups[i / perGroup].add(rows[i]);
                all.add(rows[i]);
            }
            meta.writeLong(all.least);
            meta.writeLong(all.greatest);
            meta.writeVInt(count);
            meta.writeVInt(last + 1);
            meta.writeVLong(data.getFilePointer());
            for (int i = 0; i < used; i++) {
                rows[i].write(data);
            }
            for (Row group : groups) {
                group.write(data);
            }
        }
    }

    private static final class Row {

        private int first = Integer.MAX_VALUE;
        private int last = -1;
        private long least = Long.MAX_VALUE;
        private long greatest = Long.MIN_VALUE;
        private int count;

        void add(Row row) {
            if (row.count > 0) {
                add(row.first, row.last, row.least, row.greatest, row.count);
            }
        }

        void add(int from, int to, long low, long high, int documents) {
            first = Math.min(first, from);
            last = Math.max(last, to);
            least = Math.min(least, low);
            greatest = Math.max(greatest, high);
            count += documents;
        }

        void write(IndexOutput out) throws IOException {
            out.writeInt(first);
            out.writeInt(last);
            out.writeInt(count);
            out.writeLong(least);
            out.writeLong(greatest);
        }
    }

    private final class Skipper extends DocValuesSkipper {

        private final RandomAccessInput in;
        private final int[] first = {-1, -1};
        private final int[] last = {-1, -1};
        private final int[] counts = {0, 0};
        private final long[] lows = {0, 0};
        private final long[] highs = {0, 0};
        private int group = -1;

        private Skipper(RandomAccessInput in) {
            this.in = in;
        }

        @Override
        public void advance(int target) throws IOException {
            for (int row = target >>> SHIFTS[0]; target < documents && row < rows(0); row++) {
                read(0, row, row);
                // A row without a document has no values either.
                if (counts[0] > 0 && last[0] >= target) {
                    int nextGroup = row >>> (SHIFTS[1] - SHIFTS[0]);
                    if (nextGroup != group) {
                        group = nextGroup;
                        read(1, rows(0) + group, group);
                    }
                    return;
                }
            }
            Arrays.fill(first, DocIdSetIterator.NO_MORE_DOCS);
            Arrays.fill(last, DocIdSetIterator.NO_MORE_DOCS);
        }

        private void read(int level, int row, int number) throws IOException {
            long at = (long) row * ROW;
            first[level] = in.readInt(at);
            last[level] = in.readInt(at + 4);
            counts[level] = in.readInt(at + 8);
            lows[level] = in.readLong(at + 12);
            highs[level] = in.readLong(at + 20);
            // Else a damaged row could send the caller back, again and again.
            if (counts[level] > 0
                    && (first[level] >>> SHIFTS[level] != number
                            || last[level] >>> SHIFTS[level] != number
                            || first[level] > last[level])) {
                throw new CorruptIndexException("row " + row + " of a skip index", in.toString());
            }
        }

        @Override
        public int numLevels() {
            return counts[1] > counts[0] ? 2 : 1; // else the second one says nothing new
        }

        @Override
        public int minDocID(int level) {
            return first[level];
        }

        @Override
        public int maxDocID(int level) {
            return last[level];
        }

        @Override
        public long minValue(int level) {
            return lows[level];
        }

        @Override
        public long maxValue(int level) {
            return highs[level];
        }

        @Override
        public int docCount(int level) {
            return counts[level];
        }

        @Override
        public long minValue() {
            return least;
        }

        @Override
        public long maxValue() {
            return greatest;
        }

        @Override
        public int docCount() {
            return count;
        }

        @Override
        public int maxValueCount() {
            return count == 0 ? 0 : 1;
        }
    }
}
