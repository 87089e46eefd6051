package org.tapwarden.detector.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamePatternTest {

    private static final HostNamePattern OFFICE =
            HostNamePattern.of("(?<person>[a-z]+)-(laptop|ipad)");

    @ParameterizedTest
    @CsvSource({"kim-laptop, kim", "KIM-iPad, KIM", "kim-laptop-2,", "printer,", "-ipad,", "'',"})
    void a_name_that_fits_as_a_whole_is_a_persons(String hostName, String person) {
        assertThat(OFFICE.person(hostName).orElse(null)).isEqualTo(person);
    }

    @Test
    void only_what_a_label_can_hold_is_looked_at() {
        assertThat(OFFICE.person("k".repeat(10_000) + "-laptop")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?<person>(a+)+)\\2x",
                "(?<person>.*.*.*.*.*.*.*)x",
                "(?<person>(a*)*b\\2)c",
                "(?<person>.*a.*a.*a.*a)x"
            })
    void a_pattern_that_a_made_up_name_could_keep_busy_is_refused(String text) {
        assertThatThrownBy(() -> HostNamePattern.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes too long for some names");
    }

    /// What the names made to provoke do not find is stopped when it happens.
    @Test
    void a_match_that_takes_too_long_is_given_up_and_counted() {
        HostNamePattern pattern = HostNamePattern.of("(?<person>(z+)+)\\2y");
        assertThat(pattern.givenUp()).isZero();
        long began = System.nanoTime();
        assertThat(pattern.person("z".repeat(63))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(pattern.givenUp()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[a-z | is no regular expression",
                "[a-z]+ | must have a group (?<person>...)",
                "(?<name>x) | must have a group (?<person>...)"
            })
    void what_is_wrong_is_said(String text, String said) {
        assertThatThrownBy(() -> HostNamePattern.of(text)).hasMessageContaining(said);
        assertThatThrownBy(() -> HostNamePattern.of("x".repeat(201)))
                .hasMessageContaining("longer than 200");
    }
}
