package org.tapwarden.classifier.confidential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;

class ReverseNameTest {

    @ParameterizedTest
    @CsvSource({
        "77.100.51.198.in-addr.arpa, 198.51.100.77",
        "77.100.51.198.IN-ADDR.ARPA., 198.51.100.77",
        "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa,"
                + " 2001:db8:1:2:3:4:567:89ab"
    })
    void spells_an_address_backwards(String name, String address) {
        assertThat(ReverseName.address(name)).isEqualTo(Address.parse(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "in-addr.arpa",
                ".in-addr.arpa",
                "100.51.198.in-addr.arpa",
                "1.77.100.51.198.in-addr.arpa",
                "777.100.51.198.in-addr.arpa",
                "x.100.51.198.in-addr.arpa",
                "99999999999.100.51.198.in-addr.arpa",
                "77.100.51.198.in-addr.arpa.example",
                "8.b.d.0.1.0.0.2.ip6.arpa",
                "g.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
                "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0x2.ip6.arpa",
                "www.example.org"
            })
    void every_other_name_spells_none(String name) {
        assertThat(ReverseName.address(name)).isNull();
    }
}
