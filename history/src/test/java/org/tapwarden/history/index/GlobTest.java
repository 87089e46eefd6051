package org.tapwarden.history.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "?, '', false",
        "a*, a, true",
        "*.com, x.com, true",
        "*.com, x.com.org, false",
        "a*b*c, aXbXbc, true",
        "a?c, a\ud83d\ude00c, true",
        "a\\*, a\\bc, true"
    })
    void matches_as_the_language_says(String pattern, String word, boolean matches) {
        assertThat(new Glob(pattern).matches(word)).isEqualTo(matches);
    }

    @Test
    void a_hostile_pattern_costs_no_more_than_its_length_times_the_text() {
        String pattern = "*a".repeat(1_000) + "*b";
        assertThat(new Glob(pattern).matches("a".repeat(2_000))).isFalse();
    }
}
