package org.tapwarden.enforcer.reset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.reset.ResetSettings.Caps;
import org.tapwarden.enforcer.reset.ResetSettings.Unreachable;

class ResetSettingsTest {

    private static ResetSettings read(String yaml) throws IOException {
        var in = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
        return ResetSettings.of(Yaml.read(in, "test"), List.of("tap0", "tap1")).orElseThrow();
    }

    @Test
    void without_the_section_nobody_is_reset() {
        assertThat(ResetSettings.of(null, List.of("tap0"))).isEmpty();
    }

    @Test
    void an_interface_to_send_from_is_enough() throws IOException {
        assertThat(read("injection: lan0"))
                .isEqualTo(
                        new ResetSettings(
                                "tap0",
                                "lan0",
                                Unreachable.PORT,
                                new Caps(10_000, 50),
                                new Caps(40_000, 200)));
        assertThat(read("{tap: tap1, injection: lan0, unreachable: none}").tap()).isEqualTo("tap1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{tap: tap0} | enforcer.reset.injection: is missing",
                "{injection: tap0} | enforcer.reset.injection: 'tap0' must be another interface than"
                        + " the tap, where nothing is sent",
                "{injection: tap1} | enforcer.reset.injection: 'tap1' must be another interface than"
                        + " the tap, where nothing is sent",
                "{injection: a/b} | enforcer.reset.injection: 'a/b' must be the name of an"
                        + " interface",
                "{injection: lan0, resets: 0} | enforcer.reset.resets: '0' must be a number from 1 to"
                        + " 100000",
                "{injection: lan0, unreachable: maybe} | enforcer.reset.unreachable: 'maybe' must be"
                        + " one of [port, prohibited, none]",
                "{injection: lan0, mac: x} | enforcer.reset.mac: no such key; known are [injection,"
                        + " resets, tap, unreachable, unreachables]",
            })
    void what_is_wrong_is_told_in_one_line(String yaml, String told) {
        assertThatThrownBy(() -> read(yaml)).hasMessage(told);
    }
}
