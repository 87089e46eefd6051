package org.tapwarden.history.bench;

import java.time.Duration;

/// When a day's flows end: hardly any at night, most of them between the first lesson and the last,
/// 10.4 % in the hour from ten on. The site's zone is UTC, so that one school day is one UTC day.
final class SchoolHours {

    static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    /// Per mille of the day's flows in each hour.
    private static final int[] SHARES = {
        7, 6, 5, 5, 6, 8, 16, 44, 88, 100, 104, 97, 80, 96, 90, 62, 43, 31, 25, 23, 21, 18, 14, 11
    };

    private static final int STEPS = 1 << 14;

    /// Nanoseconds of the day by which a share of `i / STEPS` has ended.
    private final long[] after = new long[STEPS + 1];

    SchoolHours() {
        double[] rates = new double[24 * 60];
        double total = 0;
        for (int minute = 0; minute < rates.length; minute++) {
            int hour = minute / 60;
            // The rate goes from the middle of an hour to the middle of the next in a line.
            double from = minute % 60 - 29.5;
            int neighbour = Math.floorMod(hour + (from < 0 ? -1 : 1), 24);
            double weight = Math.abs(from) / 60;
            rates[minute] = SHARES[hour] * (1 - weight) + SHARES[neighbour] * weight;
            total += rates[minute];
        }
        double reached = 0;
        int step = 0;
        for (int minute = 0; minute < rates.length; minute++) {
            double next = reached + rates[minute] / total;
            while (step < STEPS && step < next * STEPS) {
                double within = ((double) step / STEPS - reached) / (next - reached);
                after[step++] = (long) ((minute + within) * DAY_NANOS / rates.length);
            }
            reached = next;
        }
        while (step <= STEPS) {
            after[step++] = DAY_NANOS;
        }
    }

    /// The time of day at which a share of the day's flows has ended; never falls.
    long nanos(double share) {
        double at = share * STEPS;
        int step = Math.min((int) at, STEPS - 1);
        return after[step] + (long) ((at - step) * (after[step + 1] - after[step]));
    }
}
