package org.tapwarden.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapsTest {

    @Test
    void caps_are_whole_unless_a_test_says_otherwise() {
        assertThat(Caps.divisor(null)).isEqualTo(1);
        assertThat(Caps.divisor("1024")).isEqualTo(1_024);
        assertThat(Caps.of(1_000, 16)).isEqualTo(1_000);
        assertThat(Caps.of(8, 16)).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "3", "-4", "131072", "99999999999", "many"})
    void a_divisor_that_is_no_power_of_two_stops_the_start(String text) {
        assertThatThrownBy(() -> Caps.divisor(text)).hasMessageContaining(Caps.PROPERTY);
    }
}
