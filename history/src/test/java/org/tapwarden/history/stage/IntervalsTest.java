package org.tapwarden.history.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {

    @ParameterizedTest
    @CsvSource({
        // An ordinary day: midnight is at 07:00 or 08:00 UTC.
        "America/Los_Angeles, PT24H, 2026-09-01T06:59:59.999Z, 2026-08-31T07:00:00Z",
        "America/Los_Angeles, PT24H, 2026-09-01T07:00:00Z, 2026-09-01T07:00:00Z",
        "America/Los_Angeles, PT5M, 2026-09-01T07:04:59.999Z, 2026-09-01T07:00:00Z",
        "America/Los_Angeles, PT6H, 2026-09-01T20:00:00Z, 2026-09-01T19:00:00Z",
        // Midnight where the offset is no whole hour.
        "Asia/Kolkata, PT1H, 2026-09-01T18:31:00Z, 2026-09-01T18:30:00Z",
        // 23 hours on 8 March, 25 on 1 November 2026: the clock on the wall shows 08:00.
        "America/Los_Angeles, PT8H, 2026-03-08T14:59:59Z, 2026-03-08T08:00:00Z",
        "America/Los_Angeles, PT8H, 2026-03-08T15:00:00Z, 2026-03-08T15:00:00Z",
        "America/Los_Angeles, PT8H, 2026-11-01T15:59:59Z, 2026-11-01T07:00:00Z",
        "America/Los_Angeles, PT24H, 2026-11-02T07:59:59Z, 2026-11-01T07:00:00Z",
        "America/Los_Angeles, PT24H, 2026-11-02T08:00:00Z, 2026-11-02T08:00:00Z",
        // Both hours that the clock shows as one o'clock.
        "America/Los_Angeles, PT1H, 2026-11-01T08:30:00Z, 2026-11-01T08:00:00Z",
        "America/Los_Angeles, PT1H, 2026-11-01T09:30:00Z, 2026-11-01T09:00:00Z",
        // No midnight: that day began at one o'clock.
        "America/Sao_Paulo, PT24H, 2018-11-04T03:10:00Z, 2018-11-04T03:00:00Z",
        "UTC, PT1S, 1969-12-31T23:59:59.500Z, 1969-12-31T23:59:59Z"
    })
    void begin_at_midnight(ZoneId zone, Duration length, Instant at, Instant begin) {
        var intervals = new Intervals(length, zone);
        assertThat(Instant.ofEpochMilli(intervals.begin(at.toEpochMilli()))).isEqualTo(begin);
    }

    @Test
    void each_moment_lies_in_one_and_the_next_begins_where_it_ends() {
        var random = new Random(20_260_906);
        String[] zones = {
            "America/Los_Angeles", "UTC", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"
        };
        int[] minutes = {1, 5, 60, 90, 120, 360, 480, 720, 1_440};
        for (int i = 0; i < 200; i++) {
            ZoneId zone = ZoneId.of(zones[random.nextInt(zones.length)]);
            Duration length = Duration.ofMinutes(minutes[random.nextInt(minutes.length)]);
            var intervals = new Intervals(length, zone);
            long at = random.nextLong(1_400_000_000_000L, 1_900_000_000_000L);
            for (int step = 0; step < 500; step++) {
                long begin = intervals.begin(at);
                long next = intervals.next(at);
                assertThat(begin).isLessThanOrEqualTo(at);
                assertThat(next).isGreaterThan(at);
                assertThat(intervals.begin(begin)).isEqualTo(begin);
                assertThat(intervals.begin(next - 1)).isEqualTo(begin);
                assertThat(intervals.begin(next)).isEqualTo(next);
                at = next + random.nextLong(length.toMillis());
            }
        }
    }

    @Test
    void counts_what_a_range_touches_and_not_much_beyond_the_most() {
        var hours = new Intervals(Duration.ofHours(1), ZoneId.of("UTC"));
        assertThat(hours.count(new Range(ZoneId.of("UTC"), 1, 3_600_000))).isEqualTo(1);
        assertThat(hours.count(new Range(ZoneId.of("UTC"), 1, 3_600_001))).isEqualTo(2);
        assertThat(hours.count(new Range(ZoneId.of("UTC"), 0, 1L << 50)))
                .isEqualTo(Intervals.MOST + 1);
    }
}
