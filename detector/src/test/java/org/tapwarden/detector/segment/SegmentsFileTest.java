package org.tapwarden.detector.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting.NetworkOffered.Security;

class SegmentsFileTest {

    @TempDir Path folder;

    private Segments read(String yaml) throws IOException {
        Path file = folder.resolve("segments.yaml");
        Files.writeString(file, yaml);
        return SegmentsFile.read(file);
    }

    @Test
    void an_address_belongs_to_the_segment_of_its_vlan_or_its_prefix() throws IOException {
        Segments segments =
                read(
                        """
                        segments:
                          - {name: students, vlans: [20], prefixes: [10.20.20.0/24, fd20::/64], population: student, tap: access}
                          - {name: staff, vlans: [10], prefixes: [10.20.10.0/24], population: staff, tap: routed}
                          - {name: other-district, prefixes: [10.20.0.0/16], space: 1}
                        """);
        assertThat(name(segments, 20, "10.20.20.7")).isEqualTo("students");
        assertThat(name(segments, -1, "fd20::7")).isEqualTo("students");
        assertThat(name(segments, 20, "10.20.10.7")).isEqualTo("staff");
        assertThat(name(segments, -1, "10.20.99.1")).isEqualTo("other-district");
        assertThat(segments.of(20, Address.parse("8.8.8.8"))).isNull();
        assertThat(segments.ofWire(10)).isSameAs(segments.byName("staff"));
        assertThat(segments.ofWire(30)).isNull();
        assertThat(segments.all().getFirst().population()).isEqualTo(Population.STUDENT);
    }

    @Test
    void an_interface_that_is_not_watched_is_said_and_what_may_be_on_several_is_read()
            throws IOException {
        String yaml =
                """
                segments:
                  - {name: a, prefixes: [10.0.0.0/8, "fe80::/10"], interfaces: [tap0, tap1]}
                  - {name: b, prefixes: [10.1.0.0/16, "fe80::/10"], interfaces: tap1}
                """;
        assertThat(read(yaml).interfaces()).containsExactly("tap0", "tap1");
        Path file = folder.resolve("segments.yaml");
        assertThat(SegmentsFile.read(file, List.of("tap1", "tap0")).all()).hasSize(2);
        assertThatThrownBy(() -> SegmentsFile.read(file, List.of("tap0", "tap7")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("segments.yaml: segments: 'a' is on the interface 'tap1'")
                .hasMessageContaining("watched are [tap0, tap7]");
    }

    private static String name(Segments segments, int vlan, String address) {
        Segment segment = segments.of(vlan, Address.parse(address));
        return segment == null ? "" : segment.name();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "segments: [{name: a, prefixes: [10.0.0.1/8]}] | did you mean 10.0.0.0/8",
                "segments: [{name: a, prefixes: [10.0.0.0/40]}] | '10.0.0.0/40' is no prefix",
                "segments: [{name: a}] | segments[0].prefixes: say which addresses",
                "segments: [{prefixes: [10.0.0.0/8]}] | segments[0].name: is missing",
                "segments: [{name: a, prefixes: [10.0.0.0/8], tap: acces}] | 'acces' must be one of [access, routed, outside-nat, undeclared]",
                "segments: [{name: a, prefixes: [10.0.0.0/8], vlan: 3}] | segments[0].vlan: no such key",
                "segments: [{name: a, prefixes: [10.0.0.0/8], vlans: [4095]}] | '4095' must be a number from 1 to 4094",
                "segments: [{name: a, prefixes: [10.0.0.0/8]}, {name: a, prefixes: [10.0.0.0/8]}] | two are called 'a'",
                "segments: [{name: a, vlans: [2], prefixes: [10.0.0.0/8]}, {name: b, vlans: [2], prefixes: [10.0.0.0/8]}] | VLAN 2 is in both 'a' and 'b'",
                "{segments: [{name: a, prefixes: [10.0.0.0/8]}], wifi: {ssid: []}} | wifi.ssid: no such key; known are [base-macs, bssids, segment, ssids]",
                "{segments: [{name: a, prefixes: [10.0.0.0/8]}], wifi: {ssids: {name: x}}} | wifi.ssids: must be a list of {name: ..., security: ...}",
                "{segments: [{name: a, prefixes: [10.0.0.0/8]}], wifi: {ssids: [{name: x}]}} | wifi.ssids[0].security: is missing",
                "{segments: [{name: a, prefixes: [10.0.0.0/8]}], wifi: {ssids: [{name: x, security: wpa4}]}} | 'wpa4' must be one of [open, wep, wpa, wpa2, wpa2-enterprise, owe, wpa3, wpa3-enterprise]",
                "{segments: [{name: a, prefixes: [10.0.0.0/8]}], wifi: {ssids: [{name: x, security: wpa2}, {name: x, security: wpa3}]}} | wifi.ssids: two are called 'x'",
                "{segments: [{name: a, prefixes: [10.0.0.0/8]}], wifi: {bssids: [00:11:22:33:44]}} | wifi.bssids: '00:11:22:33:44' must be a MAC address",
                "{segments: [{name: a, prefixes: [10.0.0.0/8]}], wifi: {base-macs: [x]}} | wifi.base-macs: 'x' must be a MAC address",
                "{segments: [{name: a, prefixes: [10.0.0.0/8]}], wifi: {segment: b}} | wifi.segment: there is no segment 'b'",
                "segments: [{name: a, prefixes: [10.0.0.0/8], interfaces: [tap0]}, {name: b, prefixes: [10.0.0.0/8], interfaces: [tap1]}] | 'a' and 'b' hold 10.0.0.0/8 on different interfaces; give one of them another 'space'",
                "segments: [} | no YAML",
                "segments: [] | there is none"
            })
    void what_is_wrong_is_one_line(String yaml, String said) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("segments.yaml")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void the_offices_wireless_networks_are_declared_beside_the_segments() throws IOException {
        Wifi wifi =
                read("""
                segments: [{name: a, prefixes: [10.0.0.0/8]}, {name: b, prefixes: [10.1.0.0/16]}]
                wifi:
                  segment: b
                  ssids:
                    - {name: COE Staff, security: wpa2-enterprise}
                    - {name: COE, security: wpa3}
                  bssids: ["00:00:5e:00:53:f7"]
                  base-macs: ["00:00:5e:00:53:10"]
                """)
                        .wifi();
        assertThat(wifi.ssids())
                .containsOnly(
                        Map.entry("COE Staff", Security.WPA2_ENTERPRISE),
                        Map.entry("COE", Security.WPA3));
        assertThat(wifi.segment()).isEqualTo("b");
        assertThat(wifi.isOffices(bits("00:00:5e:00:53:f7"))).isTrue();
        assertThat(wifi.isOffices(bits("00:00:5e:00:53:f6"))).as("one radio only").isFalse();
        assertThat(wifi.isOffices(bits("00:00:5e:00:53:1f"))).isTrue();
        assertThat(wifi.isOffices(bits("02:00:5e:00:53:11"))).isTrue();
        assertThat(wifi.isOffices(bits("00:00:5e:00:53:20"))).isFalse();
        assertThat(read("segments: [{name: a, prefixes: [10.0.0.0/8]}]").wifi())
                .isEqualTo(Wifi.UNDECLARED);
        assertThat(Wifi.UNDECLARED.declaresRadios()).isFalse();
    }

    private static long bits(String mac) {
        return Mac.parse(mac).bits();
    }

    @Test
    void a_missing_file_and_a_directory_are_said() {
        assertThatThrownBy(() -> SegmentsFile.read(folder.resolve("none.yaml")))
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> SegmentsFile.read(folder)).hasMessageContaining("is a directory");
    }
}
