package org.tapwarden.detector.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.5",
                "203.0.113.5:443",
                "203.0.113.0/24",
                "203.0.113.0/24:65535",
                "2001:db8::1",
                "2001:db8::/32",
                "[2001:db8::1]:443",
                "[2001:db8::/32]:1"
            })
    void what_is_read_is_shown_as_it_was_written(String text) {
        assertThat(Destination.parse(text)).hasToString(text);
        assertThat(Destination.parse(Destination.parse(text).toString()))
                .isEqualTo(Destination.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, is everything",
        "::/0, is everything",
        "0.0.0.0/0:443, is everything",
        "203.0.113.5/24, has bits beyond the prefix",
        "203.0.113.0/33, is no prefix",
        "203.0.113.5:0, there is no port 0",
        "203.0.113.5:65536, there is no port 65536",
        "203.0.113.5:, is no destination",
        "www.example.edu, is no destination",
        "[2001:db8::/32:443, is no prefix",
        "'', is no destination"
    })
    void what_is_wrong_is_one_line(String text, String said) {
        assertThatThrownBy(() -> Destination.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .message()
                .doesNotContain("\n");
    }
}
