package org.tapwarden.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTimeTest {

    private static final ZoneId SITE = ZoneId.of("America/Los_Angeles");

    @ParameterizedTest
    @CsvSource({
        "2026-10-04 10:12, 2026-10-04T17:12:00Z",
        "2026-10-04T10:12:30, 2026-10-04T17:12:30Z",
        "2026-10-04, 2026-10-04T07:00:00Z",
        "2026-10-04T10:12-07:00, 2026-10-04T17:12:00Z",
        "2026-10-04T17:12:00Z, 2026-10-04T17:12:00Z",
        "2026-11-01 00:59, 2026-11-01T07:59:00Z",
        "2026-11-01 02:00, 2026-11-01T10:00:00Z"
    })
    void is_the_sites_clock(String text, Instant moment) {
        assertThat(AskedTime.moments(text, SITE)).containsExactly(moment);
    }

    @Test
    void an_hour_that_comes_twice_means_both() {
        assertThat(AskedTime.moments("2026-11-01 01:30", SITE))
                .containsExactly(
                        Instant.parse("2026-11-01T08:30:00Z"),
                        Instant.parse("2026-11-01T09:30:00Z"));
        assertThat(AskedTime.bound("2026-11-01 01:30", SITE))
                .isEqualTo(Instant.parse("2026-11-01T08:30:00Z"));
        assertThat(AskedTime.moments("2026-11-01T01:30-08:00", SITE))
                .as("whoever says the offset means one")
                .containsExactly(Instant.parse("2026-11-01T09:30:00Z"));
    }

    @Test
    void an_hour_that_does_not_come_is_refused_with_what_the_clocks_did() {
        assertThatThrownBy(() -> AskedTime.moments("2026-03-08 02:30", SITE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no 2026-03-08 02:30 in America/Los_Angeles")
                .hasMessageContaining("from 2026-03-08 02:00 to 2026-03-08 03:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-13-01", "10:12", "2026-10-04 25:00", "x\ny"})
    void what_is_no_time_is_refused_in_one_line(String text) {
        assertThatThrownBy(() -> AskedTime.moments(text, SITE))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("is no time", "2026-10-04 10:12")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1969-01-01", "2999-01-01", "+999999999-12-31T23:59", "1950-01-01T00:00Z"})
    void a_time_that_no_file_can_hold_is_refused(String text) {
        assertThatThrownBy(() -> AskedTime.moments(text, SITE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1970 to 2199");
    }
}
