package org.tapwarden.history.codec;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefIterator;
import org.apache.lucene.util.LongValues;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.packed.DirectMonotonicReader;
import org.apache.lucene.util.packed.DirectMonotonicWriter;
import org.jspecify.annotations.Nullable;

/// The dictionary of a column: its terms in order, each 16 of them a block that begins with a whole
/// term and goes on with how each differs from the one before.
///
/// Lucene packs blocks of 64 with LZ4; of a day's flows the dictionaries are a hundredth, so here a
/// look-up is cheap instead.
///
/// @param longest the length of the longest term, in bytes
record Terms(
        IndexInput data,
        int count,
        int longest,
        long begin,
        long startsBegin,
        long startsLength,
        DirectMonotonicReader.@Nullable Meta starts) {

    static final int SHIFT = 4;
    private static final int BLOCK = 1 << SHIFT;
    private static final int STARTS_SHIFT = 12;

    /// In the byte before a difference: the length is this or more, and what is more follows.
    private static final int MANY = 15;

    private static final int MOST_VINT = 5;

    /// @param terms all terms of the column, in order
    static void write(BytesRefIterator terms, IndexOutput meta, IndexOutput data)
            throws IOException {
        long begin = data.getFilePointer();
        var starts = new long[64];
        var before = new byte[64];
        int lengthBefore = 0;
        int longest = 0;
        int count = 0;
        for (BytesRef term = terms.next(); term != null; term = terms.next()) {
            if ((count & (BLOCK - 1)) == 0) {
                starts = ArrayUtil.grow(starts, (count >>> SHIFT) + 1);
                starts[count >>> SHIFT] = data.getFilePointer() - begin;
                data.writeVInt(term.length);
                data.writeBytes(term.bytes, term.offset, term.length);
            } else {
                int same =
                        StringHelper.bytesDifference(new BytesRef(before, 0, lengthBefore), term);
                int different = term.length - same;
                data.writeByte((byte) (Math.min(same, MANY) | Math.min(different, MANY) << 4));
                if (same >= MANY) {
                    data.writeVInt(same - MANY);
                }
                if (different >= MANY) {
                    data.writeVInt(different - MANY);
                }
                data.writeBytes(term.bytes, term.offset + same, different);
            }
            before = ArrayUtil.growNoCopy(before, term.length);
            System.arraycopy(term.bytes, term.offset, before, 0, term.length);
            lengthBefore = term.length;
            longest = Math.max(longest, term.length);
            count++;
        }
        meta.writeVInt(count);
        if (count == 0) {
            return;
        }
        meta.writeVInt(longest);
        meta.writeVLong(begin);
        long startsBegin = data.getFilePointer();
        int blocks = (count + BLOCK - 1) >>> SHIFT;
        var writer = DirectMonotonicWriter.getInstance(meta, data, blocks, STARTS_SHIFT);
        for (int i = 0; i < blocks; i++) {
            writer.add(starts[i]);
        }
        writer.finish();
        meta.writeVLong(startsBegin);
        meta.writeVLong(data.getFilePointer() - startsBegin);
    }

    static Terms read(IndexInput meta, IndexInput data) throws IOException {
        int count = meta.readVInt();
        if (count == 0) {
            return new Terms(data, 0, 0, 0, 0, 0, null);
        }
        int longest = meta.readVInt();
        long begin = meta.readVLong();
        var starts =
                DirectMonotonicReader.loadMeta(meta, (count + BLOCK - 1) >>> SHIFT, STARTS_SHIFT);
        return new Terms(data, count, longest, begin, meta.readVLong(), meta.readVLong(), starts);
    }

    Walk walk() throws IOException {
        return new Walk();
    }

    /// Goes over the terms. Steps forward within a block cost least. Not for several threads.
    final class Walk extends BaseTermsEnum {

        private final IndexInput in = data.clone();
        private final LongValues blockStarts;
        private final BytesRef term;
        private int ordinal = -1;
        private int shared;

        /// The block that is walked through, where steps lead from one to the next.
        private final ByteArrayDataInput steps = new ByteArrayDataInput();

        private byte[] block = {};
        private DataInput from = in;

        private Walk() throws IOException {
            blockStarts =
                    starts == null
                            ? LongValues.ZEROES
                            : DirectMonotonicReader.getInstance(
                                    starts, data.randomAccessSlice(startsBegin, startsLength));
            term = new BytesRef(longest);
        }

        @Override
        public @Nullable BytesRef next() throws IOException {
            if (ordinal + 1 >= count) {
                ordinal = count;
                return null;
            }
            if (((ordinal + 1) & (BLOCK - 1)) == 0) {
                nextBlock((ordinal + 1) >>> SHIFT);
            } else {
                step();
            }
            return term;
        }

        /// How many bytes the term has in common with the one before, if {@link #next} led here.
        int shared() {
            return shared;
        }

        /// Reads a whole block at once: single bytes of a file cost more than those of an array.
        private void nextBlock(int index) throws IOException {
            byte[] before = Arrays.copyOf(term.bytes, ordinal < 0 ? 0 : term.length);
            long start = start(index);
            long end = index < (count - 1) >>> SHIFT ? start(index + 1) : startsBegin;
            long most = (long) BLOCK * (longest + 2 * MOST_VINT + 1);
            ordinal = -1;
            if (end <= start || end - start > most || end > in.length()) {
                throw new CorruptIndexException(
                        "a block of terms from " + start + " to " + end, in);
            }
            int length = (int) (end - start);
            block = ArrayUtil.growNoCopy(block, length);
            in.seek(start);
            in.readBytes(block, 0, length);
            steps.reset(block, 0, length);
            from = steps;
            readBytes(0, from.readVInt());
            ordinal = index << SHIFT;
            int mismatch = Arrays.mismatch(before, 0, before.length, term.bytes, 0, term.length);
            shared = mismatch < 0 ? before.length : mismatch;
        }

        private long start(int block) throws IOException {
            long start = begin + blockStarts.get(block);
            if (start < begin || start >= in.length()) {
                throw new CorruptIndexException("a block of terms at " + start, in);
            }
            return start;
        }

        private void startBlock(int block) throws IOException {
            ordinal = -1; // if this fails, what is there is no term
            in.seek(start(block));
            from = in;
            readBytes(0, from.readVInt());
            ordinal = block << SHIFT;
        }

        private void step() throws IOException {
            int lengths = from.readByte() & 0xff;
            int same = lengths & MANY;
            int different = lengths >>> 4;
            if (same == MANY) {
                same += from.readVInt();
            }
            if (different == MANY) {
                different += from.readVInt();
            }
            if (same < 0 || same > term.length) {
                throw new CorruptIndexException("a term shares " + same + " bytes", in);
            }
            readBytes(same, different);
            shared = same;
            ordinal++;
        }

        private void readBytes(int same, int different) throws IOException {
            if (different < 0 || different > longest - same) {
                throw new CorruptIndexException("a term of " + same + " + " + different, in);
            }
            from.readBytes(term.bytes, same, different);
            term.length = same + different;
        }

        @Override
        public void seekExact(long ord) throws IOException {
            if (ord < 0 || ord >= count) {
                throw new IndexOutOfBoundsException("ordinal " + ord + " of " + count);
            }
            int target = (int) ord;
            boolean placed = ordinal >= 0 && ordinal < count && target >= ordinal;
            if (!placed || (target >>> SHIFT) - (ordinal >>> SHIFT) > 1) {
                startBlock(target >>> SHIFT);
            } else if (target >>> SHIFT != ordinal >>> SHIFT) {
                nextBlock(target >>> SHIFT); // who asks in order asks for most of them
            }
            while (ordinal < target) {
                step();
            }
        }

        @Override
        public SeekStatus seekCeil(BytesRef text) throws IOException {
            int low = 0;
            int high = (count - 1) >> SHIFT; // -1 when there is no term
            while (low <= high) {
                int middle = (low + high) >>> 1;
                startBlock(middle);
                int order = term.compareTo(text);
                if (order == 0) {
                    return SeekStatus.FOUND;
                } else if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            // The term is in block `high`, or the next block begins with what follows it.
            if (high >= 0) {
                seekExact((long) high << SHIFT);
                int last = Math.min(count - 1, ordinal | (BLOCK - 1));
                while (ordinal < last) {
                    step();
                    int order = term.compareTo(text);
                    if (order >= 0) {
                        return order == 0 ? SeekStatus.FOUND : SeekStatus.NOT_FOUND;
                    }
                }
            }
            if (low << SHIFT >= count) {
                ordinal = count;
                return SeekStatus.END;
            }
            startBlock(low);
            return SeekStatus.NOT_FOUND;
        }

        @Override
        public BytesRef term() {
            return term;
        }

        @Override
        public long ord() {
            return ordinal;
        }

        @Override
        public int docFreq() {
            throw notPostings();
        }

        @Override
        public long totalTermFreq() {
            return -1;
        }

        @Override
        public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) {
            throw notPostings();
        }

        @Override
        public ImpactsEnum impacts(int flags) {
            throw notPostings();
        }

        private static UnsupportedOperationException notPostings() {
            return new UnsupportedOperationException("a column's dictionary has no postings");
        }
    }
}
