package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.io.IOException;

/// A column of several segments as one, in the order of a merge.
final class MergedBlocks implements Blocks {

    private final MergeOrder order;
    private final MergePart[] parts;
    private final boolean all;

    /// By segment: its next document.
    private final int[] positions;

    private final long[] some = new long[BLOCK];

    /// The next document of the merge.
    private int next;

    /// Where segments follow each other: the one that is read.
    private int current;

    /// @param parts one a segment, read by nobody else
    MergedBlocks(MergeOrder order, MergePart[] parts) {
        this.order = order;
        this.parts = parts;
        this.positions = new int[parts.length];
        boolean allOfAll = true;
        for (MergePart part : parts) {
            allOfAll &= part.all();
        }
        this.all = allOfAll;
    }

    @Override
    public int next(int[] documents, long[] numbers) throws IOException {
        if (!all) {
            return some(documents, numbers);
        }
        int count = Math.min(BLOCK, order.total() - next);
        if (count > 0) {
            byte[] segments = order.segments();
            if (segments == null) {
                follow(numbers, count);
            } else if (order.together(next, count)) {
                int segment = segments[next] & 0xff;
                parts[segment].read(positions[segment], numbers, count);
                positions[segment] += count;
            } else {
                gather(segments, numbers, count);
            }
            for (int i = 0; i < count; i++) {
                documents[i] = next + i;
            }
            next += count;
        }
        return count;
    }

    private void follow(long[] numbers, int count) throws IOException {
        for (int filled = 0; filled < count; ) {
            skipRead();
            int left = order.size(current) - positions[current];
            int several = Math.min(count - filled, left);
            if (filled == 0) {
                parts[current].read(positions[current], numbers, several);
            } else {
                parts[current].read(positions[current], some, several);
                System.arraycopy(some, 0, numbers, filled, several);
            }
            positions[current] += several;
            filled += several;
        }
    }

    private void gather(byte[] segments, long[] numbers, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int segment = segments[next + i] & 0xff;
            int position = positions[segment]++;
            MergePart part = parts[segment];
            part.load(position);
            numbers[i] = part.take(position & (BLOCK - 1));
        }
    }

    private int some(int[] documents, long[] numbers) throws IOException {
        int count = 0;
        byte[] segments = order.segments();
        for (; count < BLOCK && next < order.total(); next++) {
            int segment;
            if (segments == null) {
                skipRead();
                segment = current;
            } else {
                segment = segments[next] & 0xff;
            }
            int position = positions[segment]++;
            MergePart part = parts[segment];
            part.load(position);
            int index = position & (BLOCK - 1);
            if (part.has(index)) {
                documents[count] = next;
                numbers[count++] = part.take(index);
            }
        }
        return count;
    }

    private void skipRead() {
        while (positions[current] == order.size(current)) {
            current++;
        }
    }
}
