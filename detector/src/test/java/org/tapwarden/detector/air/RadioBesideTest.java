package org.tapwarden.detector.air;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Mac;

class RadioBesideTest {

    @ParameterizedTest
    @CsvSource({
        "00:11:22:33:44:55, 00:11:22:33:44:55, true",
        "00:11:22:33:44:00, 00:11:22:33:43:f0, true", // sixteen apart, seven bits
        "00:11:22:33:44:00, 00:11:22:33:43:ef, false", // seventeen apart, ten bits
        "00:11:22:00:00:00, 00:11:22:1f:00:00, true", // five bits
        "00:11:22:00:00:00, 00:11:22:3f:00:00, false", // six bits
        "02:11:22:33:44:55, 00:11:22:33:44:56, true", // the local bit means nothing
        "06:11:22:33:44:55, 00:11:22:33:44:55, false" // another maker
    })
    void a_box_gives_its_parts_addresses_side_by_side(String radio, String wired, boolean beside) {
        assertThat(RadioBeside.isBeside(Mac.parse(radio).bits(), Mac.parse(wired).bits()))
                .isEqualTo(beside);
    }
}
