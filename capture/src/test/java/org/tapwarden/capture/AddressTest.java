package org.tapwarden.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3",
        "FE80:0::1, fe80::1",
        "::, ::",
        "::ffff:10.1.2.3, 10.1.2.3",
        "0000:0000:0000:0000:0000:ffff:192.168.100.100, 192.168.100.100"
    })
    void reads_either_family(String text, String canonical) {
        assertThat(Address.parse(text)).hasToString(canonical);
    }

    /// Some of them look to the resolver like names.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.1.2",
                "1.2.3.4.",
                "256.1.1.1",
                "ip:80",
                "bad:80",
                "[::1]",
                "fe80::1%lo",
                "a.b.c.d",
                ":",
                "::::"
            })
    void refuses_what_is_none_and_asks_nobody(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an IP address: " + text);
    }
}
