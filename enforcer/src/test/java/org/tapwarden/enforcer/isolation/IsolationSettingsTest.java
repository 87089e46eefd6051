package org.tapwarden.enforcer.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.yaml.Yaml;

class IsolationSettingsTest {

    private static final Path STATE = Path.of("/var/lib/tapwarden");

    private static IsolationSettings read(String yaml) throws IOException {
        var in = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
        return IsolationSettings.of(Yaml.read(in, "test"), List.of("tap0"), STATE).orElseThrow();
    }

    @Test
    void no_subnet_has_opted_in_unless_it_says_so() {
        assertThat(IsolationSettings.of(null, List.of("tap0"), STATE)).isEmpty();
    }

    @Test
    void reads_subnets_of_both_families() throws IOException {
        IsolationSettings settings =
                read(
                        """
                        subnets:
                          - {interface: lan0.30, prefix: 10.20.30.0/24, gateway: 10.20.30.1}
                          - interface: lan0.30
                            prefix: fd20::/64
                            gateway: ["fe80::250", "fd20::1"]
                            gateway-mac: 02-00-00-00-02-50
                        """);
        assertThat(settings.record()).isEqualTo(STATE.resolve("isolated"));
        assertThat(settings.subnets().getFirst().gatewayMac()).isEmpty();
        assertThat(settings.subnets().getLast().gateways())
                .containsExactlyInAnyOrder(Address.parse("fe80::250"), Address.parse("fd20::1"));
        assertThat(settings.subnets().getLast().gatewayMac())
                .hasValue(Mac.parse("02:00:00:00:02:50"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{prefix: 10.0.0.0/24, gateway: 10.0.0.1} | interface: is missing",
                "{interface: tap0, prefix: 10.0.0.0/24, gateway: 10.0.0.1} | interface: 'tap0' must be"
                        + " an interface in that subnet, and not the tap",
                "{interface: lan0, prefix: 10.0.0.1/24, gateway: 10.0.0.1} | prefix: '10.0.0.1/24' has"
                        + " bits beyond the prefix; did you mean 10.0.0.0/24?",
                "{interface: lan0, prefix: 10.0.0.0/24} | gateway: name 1 to 4 addresses of the"
                        + " gateway",
                "{interface: lan0, prefix: 10.0.0.0/24, gateway: 10.0.1.1} | gateway: '10.0.1.1' must"
                        + " lie in 10.0.0.0/24",
                "{interface: lan0, prefix: 10.0.0.0/24, gateway: 'fe80::1'} | gateway: 'fe80::1' must"
                        + " lie in 10.0.0.0/24",
                "{interface: lan0, prefix: 10.0.0.0/24, gateway: 10.0.0.1, gateway-mac:"
                        + " 'ff:ff:ff:ff:ff:ff'} | gateway-mac: not the MAC of a single device:"
                        + " ff:ff:ff:ff:ff:ff",
                "{interface: lan0, prefix: 10.0.0.0/24, gateway: 10.0.0.1, vlan: 3} | vlan: no such"
                        + " key; known are [gateway, gateway-mac, interface, prefix]",
            })
    void what_is_wrong_is_told_in_one_line(String subnet, String told) {
        assertThatThrownBy(() -> read("subnets: [" + subnet + "]"))
                .hasMessage("enforcer.isolation.subnets[0]." + told);
    }

    @Test
    void there_are_some_subnets_and_not_too_many_and_none_twice() {
        String one = "{interface: lan0, prefix: 10.0.0.0/24, gateway: 10.0.0.1}";
        assertThatThrownBy(() -> read("subnets: [" + one + ", " + one + "]"))
                .hasMessage(
                        "enforcer.isolation.subnets[1].prefix: '10.0.0.0/24' stands there twice");
        String many =
                IntStream.rangeClosed(0, IsolationSettings.MOST_SUBNETS)
                        .mapToObj(i -> one.replace("10.0.0.", "10.0." + i + "."))
                        .collect(Collectors.joining(", "));
        assertThatThrownBy(() -> read("subnets: [" + many + "]"))
                .hasMessageStartingWith("enforcer.isolation.subnets: list those that opted in");
    }
}
