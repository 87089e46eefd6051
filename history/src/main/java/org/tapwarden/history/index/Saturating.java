package org.tapwarden.history.index;

import java.time.Instant;

/// Arithmetic that stops at the ends of `long`: a time of the year 3000 in nanoseconds is simply
/// the latest there is.
public final class Saturating {

    private static final long SECOND = 1_000_000_000;

    private Saturating() {}

    public static long times(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        boolean fits = (high == 0 && low >= 0) || (high == -1 && low < 0);
        if (fits) {
            return low;
        }
        return high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    public static long plus(long a, long b) {
        long sum = a + b;
        boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
        if (!overflow) {
            return sum;
        }
        return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    public static long nanos(Instant instant) {
        return plus(times(instant.getEpochSecond(), SECOND), instant.getNano());
    }

    public static long millis(Instant instant) {
        return Math.floorDiv(nanos(instant), 1_000_000);
    }
}
