package org.tapwarden.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.jspecify.annotations.Nullable;

/// Which segments of an index are merged, always such as follow each other in time. Small ones, as
/// refreshes leave them, sixteen at a time. Those of a batch or more stay as they are until the
/// index is sealed and all of them become one, since each would be merged a second time then; only
/// where there are very many of them are they merged before.
final class SegmentMerges extends FilterMergePolicy {

    private static final int SMALL_AT_ONCE = 16;

    /// Slices; smaller ones count as of one size.
    private static final int SMALLEST = 1_000;

    /// Slices of a segment that stays: half of what a full batch brings.
    private static final int LARGE = 1 << 15;

    /// Large ones of about one size are not more. A day of ten million flows has some hundred and
    /// fifty.
    private static final int MOST_LARGE = 256;

    /// An index that is sealed never has as many.
    private static final int ALL = 4 * MOST_LARGE;

    private final LogDocMergePolicy large;
    private final LogDocMergePolicy small = atOnce(SMALL_AT_ONCE);
    private final int largeSlices;

    SegmentMerges() {
        this(LARGE, MOST_LARGE);
    }

    /// @param mostLarge as many are merged into one
    SegmentMerges(int largeSlices, int mostLarge) {
        this(largeSlices, atOnce(mostLarge));
    }

    private SegmentMerges(int largeSlices, LogDocMergePolicy large) {
        super(large);
        this.large = large;
        this.largeSlices = largeSlices;
    }

    private static LogDocMergePolicy atOnce(int segments) {
        var merges = new LogDocMergePolicy();
        merges.setMergeFactor(segments);
        merges.setMinMergeDocs(SMALLEST);
        return merges;
    }

    /// From now on a forced merge takes all segments at once, and not a few by a few.
    void allAtOnce() {
        large.setMergeFactor(ALL);
    }

    @Override
    public @Nullable MergeSpecification findMerges(
            @Nullable MergeTrigger trigger, SegmentInfos segments, MergeContext context)
            throws IOException {
        for (SegmentInfos between : betweenLargeOnes(segments)) {
            MergeSpecification found = small.findMerges(trigger, between, context);
            if (found != null) {
                return found;
            }
        }
        return super.findMerges(trigger, segments, context);
    }

    private List<SegmentInfos> betweenLargeOnes(SegmentInfos segments) {
        var all = new ArrayList<SegmentInfos>();
        SegmentInfos between = new SegmentInfos(segments.getIndexCreatedVersionMajor());
        for (SegmentCommitInfo segment : segments) {
            if (segment.info.maxDoc() < largeSlices) {
                between.add(segment);
            } else if (between.size() > 0) {
                all.add(between);
                between = new SegmentInfos(segments.getIndexCreatedVersionMajor());
            }
        }
        all.add(between);
        return all;
    }
}
