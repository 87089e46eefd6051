package org.tapwarden.capture.spool;

import java.time.Duration;
import org.tapwarden.capture.Caps;

/// How big a spool grows and how long a record may wait for the disk.
///
/// @param segmentBytes size at which the next segment file begins
/// @param totalBytes size of all segments beyond which records are dropped
/// @param forceEvery at most this much is lost when the power fails
/// @param leaveBytes of the disk: with less free, no new segment is begun; 0 where nobody cares
public record SpoolLimits(
        long segmentBytes, long totalBytes, Duration forceEvery, long leaveBytes) {

    public static final SpoolLimits DEFAULT =
            new SpoolLimits(
                    Caps.of(64L << 20, 1L << 16),
                    Caps.of(4L << 30, 1L << 17), // two of the smallest segments
                    Duration.ofMillis(200),
                    Caps.of(128L << 20, 0));

    /// One that fills its disk.
    public SpoolLimits(long segmentBytes, long totalBytes, Duration forceEvery) {
        this(segmentBytes, totalBytes, forceEvery, 0);
    }

    public SpoolLimits {
        if (segmentBytes < SegmentFormat.HEADER + SegmentFormat.PREFIX) {
            throw new IllegalArgumentException(
                    "a segment of " + segmentBytes + " bytes holds nothing");
        }
        if (totalBytes < 2 * segmentBytes) {
            // The segment being written is never deleted: with less there would be no room to go
            // on.
            throw new IllegalArgumentException(
                    "total of " + totalBytes + " bytes must hold two segments of " + segmentBytes);
        }
        if (forceEvery.isNegative() || forceEvery.isZero()) {
            throw new IllegalArgumentException("force interval must be positive: " + forceEvery);
        }
        if (leaveBytes < 0) {
            throw new IllegalArgumentException("cannot leave " + leaveBytes + " bytes free");
        }
    }
}
