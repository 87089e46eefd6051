package org.tapwarden.capture.keep;

import java.time.Duration;

/// How much is kept, and for how long.
///
/// @param bytes of all files together, at least {@link #FEWEST_BYTES}
/// @param age after which a file is deleted, counted from its last frame
public record KeepLimits(long bytes, Duration age) {

    /// Files that the bytes are divided among: the oldest goes as a whole.
    static final int FILES = 16;

    /// Each file has room for some frames of the longest.
    public static final long FEWEST_BYTES = FILES * (1L << 20);

    public KeepLimits {
        if (bytes < FEWEST_BYTES) {
            throw new IllegalArgumentException(
                    "bytes must be at least " + FEWEST_BYTES + ", not " + bytes);
        }
        if (!age.isPositive()) {
            throw new IllegalArgumentException("age must be longer than nothing, not " + age);
        }
    }

    long bytesOfFile() {
        return bytes / FILES;
    }

    /// A file is finished early, so that what is too old can go while the rest stays.
    long nanosOfFile() {
        return Math.max(1, age.toNanos() / FILES);
    }
}
