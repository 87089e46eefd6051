package org.tapwarden.history.codec;

import static org.tapwarden.history.codec.Packing.BLOCK;

import java.util.Arrays;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/// From which segment each document of a merge comes. It is the same for all columns, so it is
/// found out once, and each column then goes through its segments from the first document to the
/// last.
///
/// Takes a byte for each document where segments overlap in time, and nothing where they follow
/// each other.
final class MergeOrder {

    /// What a byte tells apart. Lucene merges more only when it is told to make one of hundreds.
    static final int MOST_SEGMENTS = 256;

    private final int[] sizes;
    private final int total;
    private final byte @Nullable [] segments;

    private MergeOrder(int[] sizes, int total, byte @Nullable [] segments) {
        this.sizes = sizes;
        this.total = total;
        this.segments = segments;
    }

    /// @return null where documents were deleted, or for too many segments: Lucene merges those
    static @Nullable MergeOrder of(MergeState merge) {
        int[] sizes = merge.maxDocs;
        for (Bits live : merge.liveDocs) {
            if (live != null) {
                return null;
            }
        }
        if (sizes.length > MOST_SEGMENTS) {
            return null;
        }
        int total = Math.toIntExact(Arrays.stream(sizes).asLongStream().sum());
        if (!merge.needsIndexSort) {
            return new MergeOrder(sizes, total, null);
        }
        var segments = new byte[total];
        for (int segment = 0; segment < sizes.length; segment++) {
            mark(merge.docMaps[segment], sizes[segment], (byte) segment, segments);
        }
        return new MergeOrder(sizes, total, segments);
    }

    /// Where a block of documents stays together its first and its last say so.
    private static void mark(MergeState.DocMap map, int size, byte segment, byte[] segments) {
        for (int from = 0; from < size; from += BLOCK) {
            int count = Math.min(BLOCK, size - from);
            int first = map.get(from);
            if (map.get(from + count - 1) == first + count - 1) {
                Arrays.fill(segments, first, first + count, segment);
            } else {
                for (int i = 0; i < count; i++) {
                    segments[map.get(from + i)] = segment;
                }
            }
        }
    }

    /// How many documents there are in all.
    int total() {
        return total;
    }

    /// How many segments are merged.
    int count() {
        return sizes.length;
    }

    /// How many documents a segment has.
    int size(int segment) {
        return sizes[segment];
    }

    /// By document, as unsigned bytes; null when the segments follow each other.
    byte @Nullable [] segments() {
        return segments;
    }

    /// Whether so many documents from one on are of the same segment.
    boolean together(int from, int count) {
        return segments != null
                && Arrays.mismatch(
                                segments, from, from + count - 1, segments, from + 1, from + count)
                        < 0;
    }
}
