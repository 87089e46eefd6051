package org.tapwarden.history.stage;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.LongStream;

/// Which interval of a timeline a moment lies in. Intervals begin at midnight, also where a day has
/// 23 or 25 hours: those of up to an hour follow each other by the clock that runs, longer ones by
/// the clock on the wall.
///
/// Remembers the day asked for last, since slices come in the order of time. Used by one thread.
public final class Intervals {

    /// Most of one timeline.
    public static final int MOST = 10_000;

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final ZoneId zone;
    private final long length;

    private long dayBegin;
    private long dayEnd;

    /// Of the remembered day, where they are longer than an hour.
    private long[] begins = {};

    /// @param interval that a day is a whole number of, at least a millisecond
    Intervals(Duration interval, ZoneId zone) {
        this(interval.toMillis(), zone);
    }

    private Intervals(long length, ZoneId zone) {
        this.zone = zone;
        this.length = length;
    }

    /// The same, for another thread.
    Intervals copy() {
        return new Intervals(length, zone);
    }

    /// When the interval began that a moment lies in; milliseconds since 1970.
    public long begin(long millis) {
        goTo(millis);
        if (length <= HOUR) {
            return dayBegin + (millis - dayBegin) / length * length;
        }
        int at = Arrays.binarySearch(begins, millis);
        return begins[at >= 0 ? at : -at - 2];
    }

    /// When the interval begins that follows the one of a moment.
    long next(long millis) {
        goTo(millis);
        if (length <= HOUR) {
            return Math.min(begin(millis) + length, dayEnd);
        }
        int at = Arrays.binarySearch(begins, millis);
        int next = at >= 0 ? at + 1 : -at - 1;
        return next < begins.length ? begins[next] : dayEnd;
    }

    /// How many there are in a range; not counted beyond one more than {@link #MOST}.
    int count(Range range) {
        int count = 0;
        long at = range.fromMillis();
        while (at < range.toMillis() && count <= MOST) {
            at = next(at);
            count++;
        }
        return count;
    }

    private void goTo(long millis) {
        if (millis >= dayBegin && millis < dayEnd) {
            return;
        }
        LocalDate day = Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
        dayBegin = day.atStartOfDay(zone).toInstant().toEpochMilli();
        dayEnd = day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
        if (length > HOUR) {
            begins =
                    LongStream.iterate(0, at -> at < DAY, at -> at + length)
                            .map(at -> wall(day, at))
                            .distinct()
                            .toArray();
        }
    }

    /// The moment at which a clock on the wall shows a time; where it is set over that time, the
    /// moment as far behind it.
    private long wall(LocalDate day, long millisOfDay) {
        return millisOfDay == 0
                ? dayBegin
                : day.atTime(LocalTime.ofNanoOfDay(millisOfDay * 1_000_000))
                        .atZone(zone)
                        .toInstant()
                        .toEpochMilli();
    }
}
