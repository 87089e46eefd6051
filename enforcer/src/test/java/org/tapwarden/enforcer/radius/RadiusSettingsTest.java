package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.detector.yaml.Yaml;

class RadiusSettingsTest {

    private static final Path FOLDER = Path.of("/etc/tapwarden");

    private static RadiusSettings read(String yaml) throws IOException {
        var in = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
        return RadiusSettings.of(Yaml.read(in, "test"), FOLDER).orElseThrow();
    }

    @Test
    void without_the_section_nobody_is_asked() {
        assertThat(RadiusSettings.of(null, FOLDER)).isEmpty();
    }

    @Test
    void reads_servers_of_both_kinds() throws IOException {
        RadiusSettings settings =
                read(
                        """
                        deny-list: denied
                        window: 60s
                        servers:
                          - {name: closet-2, address: 10.0.0.12, secret-file: closet-2.secret}
                          - name: core
                            address: "[fd00::2]:2084"
                            transport: radsec
                            ca-file: ca.pem
                            certificate-file: own.pem
                            key-file: own.key
                            certificate-name: core.example
                            accounting: none
                            vlan: 666
                        """);
        assertThat(settings.denyList()).isEqualTo(Path.of("/etc/tapwarden/denied"));
        assertThat(settings.window()).isEqualTo(Duration.ofMinutes(1));
        RadiusSettings.Server udp = settings.servers().getFirst();
        assertThat(udp.address().toString()).isEqualTo("/10.0.0.12:3799");
        assertThat(udp.secretFile()).hasValue(FOLDER.resolve("closet-2.secret"));
        assertThat(udp.tellsSessions()).isTrue();
        assertThat(udp.vlan()).isEmpty();
        RadiusSettings.Server tls = settings.servers().getLast();
        assertThat(tls.address().getPort()).isEqualTo(2084);
        assertThat(tls.certificates().orElseThrow().name()).isEqualTo("core.example");
        assertThat(tls.tellsSessions()).isFalse();
        assertThat(tls.vlan()).hasValue(666);
        assertThatThrownBy(settings::mustNotNeedAccounting)
                .hasMessageContaining("where 'closet-2' has let a device in is known by its");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "servers: [] | enforcer.radius.deny-list: is missing",
                "deny-list: d | enforcer.radius.servers: is missing; list whom to ask",
                "deny-list: d\\nservers: [] | enforcer.radius.servers: is missing",
                "deny-list: d\\nnases: [] | enforcer.radius.nases: no such key; known are [deny-list, servers, window]",
                "deny-list: d\\nwindow: 2h\\nservers: [] | enforcer.radius.window: '7200s' must be from 1s to 1h",
                "deny-list: d\\nservers: [{address: 10.0.0.1}] | enforcer.radius.servers[0].name: is missing",
                "deny-list: d\\nservers: [{name: '!', address: 10.0.0.1}] | enforcer.radius.servers[0].name: '!' must be up to 63",
                "deny-list: d\\nservers: [{name: a, secret-file: s}] | enforcer.radius.servers[0].address: is missing",
                "deny-list: d\\nservers: [{name: a, address: closet, secret-file: s}] | enforcer.radius.servers[0].address: 'closet' must be an address such as",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1:0, secret-file: s}] | address: '10.0.0.1:0' must be",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1:65536, secret-file: s}] | address: '10.0.0.1:65536' must be",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.300, secret-file: s}] | address: '10.0.0.300' must be",
                "deny-list: d\\nservers: [{name: a, address: 224.0.0.1, secret-file: s}] | address: '224.0.0.1' must be",
                "deny-list: d\\nservers: [{name: a, address: 0.0.0.0, secret-file: s}] | address: '0.0.0.0' must be",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1}] | enforcer.radius.servers[0].secret-file: is missing",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, secret-file: s, transport: tcp}] | transport: 'tcp' must be one of [udp, radsec]",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, secret-file: s, ca-file: c}] | ca-file: means nothing with transport udp",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, secret-file: s, transport: radsec}] | secret-file: means nothing with transport radsec",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, transport: radsec}] | enforcer.radius.servers[0].ca-file: is missing",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, secret-file: s, vlan: 0}] | vlan: '0' must be a number from 1 to 4094",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, secret-file: s, vlan: 4095}] | vlan: '4095' must be",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, secret-file: s, accounting: maybe}] | accounting: 'maybe' must be one of [sent, none]",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, secret-file: s}, {name: a, address: 10.0.0.2, secret-file: s}] | enforcer.radius.servers[1]: 'a' stands there twice",
                "deny-list: d\\nservers: [{name: a, address: 10.0.0.1, secret-file: s}, {name: b, address: 10.0.0.1, secret-file: s}] | enforcer.radius.servers[1]: 'b' stands there twice"
            })
    void what_is_wrong_is_one_line_that_says_what_would_be_right(String yaml, String said) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void more_servers_than_the_cap_are_refused() throws IOException {
        assertThat(read(servers(RadiusSettings.MOST_SERVERS)).servers())
                .hasSize(RadiusSettings.MOST_SERVERS);
        assertThatThrownBy(() -> read(servers(RadiusSettings.MOST_SERVERS + 1)))
                .hasMessageContaining("1001 are more than 1000");
    }

    private static String servers(int number) {
        return IntStream.range(0, number)
                .mapToObj(i ->
                        "\n  - {name: s%d, address: 10.0.%d.%d, secret-file: s}"
                                .formatted(i, i / 250, i % 250))
                .collect(Collectors.joining("", "deny-list: d\nservers:", "\n"));
    }
}
