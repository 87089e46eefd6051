package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.detector.yaml.Yaml;

class NftSettingsTest {

    private static JsonNode yaml(String text) throws IOException {
        byte[] file = ("nftables: " + text).getBytes(StandardCharsets.UTF_8);
        return Yaml.read(new ByteArrayInputStream(file), "settings").path("nftables");
    }

    @Test
    void true_is_bridge_and_inet_by_the_library_and_nothing_is_nothing() throws Exception {
        assertThat(NftSettings.of(null)).isEmpty();
        assertThat(NftSettings.of(yaml("false"))).isEmpty();
        assertThat(NftSettings.of(yaml("true"))).hasValue(NftSettings.USUAL);
        assertThat(NftSettings.of(yaml("{}"))).hasValue(NftSettings.USUAL);
        assertThat(NftSettings.USUAL.families())
                .containsExactlyInAnyOrder(Family.BRIDGE, Family.INET);
        assertThat(
                        NftSettings.of(
                                yaml(
                                        "{families: [netdev], devices: [p1, eth0.7], library: false}")))
                .isEqualTo(
                        Optional.of(
                                new NftSettings(
                                        Set.of(Family.NETDEV), Set.of("p1", "eth0.7"), false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maybe | enforcer.nftables: must be true, false, or a list of 'key: value'",
                "{families: [arp]} | enforcer.nftables.families: 'arp' must be one of [bridge, inet, netdev]",
                "{families: []} | enforcer.nftables.families: at least one of bridge, inet, netdev",
                "{families: [netdev]} | enforcer.nftables.devices: name the devices that family netdev looks at, and only with it",
                "{devices: [p1]} | enforcer.nftables.devices: name the devices that family netdev looks at, and only with it",
                "{families: [netdev], devices: ['p1\" }']} | enforcer.nftables.devices: 'p1\" }' is no name of a network device",
                "{families: [netdev], devices: [abcdefghijklmnop]} | enforcer.nftables.devices: 'abcdefghijklmnop' is no name of a network device",
                "{library: 7} | enforcer.nftables.library: must be true or false",
                "{table: x} | enforcer.nftables.table: no such key; known are [devices, families, library]"
            })
    void what_is_wrong_is_said_in_one_line(String text, String message) {
        assertThatThrownBy(() -> NftSettings.of(yaml(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void more_devices_than_a_machine_has_are_refused() throws Exception {
        String most = devices(NftSettings.MOST_DEVICES);
        assertThat(NftSettings.of(yaml(most)).orElseThrow().devices())
                .hasSize(NftSettings.MOST_DEVICES);
        assertThatThrownBy(() -> NftSettings.of(yaml(devices(NftSettings.MOST_DEVICES + 1))))
                .hasMessage("enforcer.nftables.devices: more than 64");
    }

    private static String devices(int many) {
        return "{families: [netdev], devices: ["
                + IntStream.range(0, many).mapToObj(i -> "p" + i).collect(Collectors.joining(", "))
                + "]}";
    }
}
