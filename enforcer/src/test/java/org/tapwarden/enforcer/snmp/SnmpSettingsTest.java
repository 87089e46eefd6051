package org.tapwarden.enforcer.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.detector.yaml.Yaml;

class SnmpSettingsTest {

    @TempDir Path folder;

    private Optional<SnmpSettings> read(String yaml) throws IOException {
        return SnmpSettings.of(
                Yaml.read(
                                new ByteArrayInputStream(
                                        ("snmp: " + yaml).getBytes(StandardCharsets.UTF_8)),
                                "x")
                        .get("snmp"),
                folder,
                folder.resolve("state"));
    }

    private static String one(String name, String address, String more) {
        return "{name: %s, address: '%s', user: tw, secrets: s%s}".formatted(name, address, more);
    }

    @Test
    void reads_what_is_usual_and_what_is_said() throws IOException {
        SnmpSettings usual =
                read("{switches: [" + one("closet", "10.0.0.2", "") + "]}").orElseThrow();
        assertThat(usual.record()).isEqualTo(folder.resolve("state/shut-ports"));
        assertThat(usual.mostMacs()).isEqualTo(8);
        SnmpSettings.Named named = usual.switches().getFirst();
        assertThat(named.address().getPort()).isEqualTo(161);
        assertThat(named.authentication()).isEqualTo(SnmpSettings.Authentication.SHA_256);
        assertThat(named.privacy()).isEqualTo(SnmpSettings.Privacy.AES_128);
        SnmpSettings.Named strong =
                read("{record: r, switches: ["
                                + one(
                                        "closet",
                                        "[fd00::2]:1161",
                                        ", authentication: sha-512, privacy: aes-256, never: [a, b]")
                                + "]}")
                        .orElseThrow()
                        .switches()
                        .getFirst();
        assertThat(strong.address().getPort()).isEqualTo(1161);
        assertThat(strong.never()).containsExactlyInAnyOrder("a", "b");
        assertThat(strong.privacy()).isEqualTo(SnmpSettings.Privacy.AES_256);
        assertThat(SnmpSettings.of(null, folder, folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | enforcer.snmp.switches: is missing",
                "{switches: []} | enforcer.snmp.switches: is missing",
                "{community: public} | enforcer.snmp.community: no such key",
                "{most-macs: 0} | enforcer.snmp.most-macs: '0' must be a number from 1 to 1000",
                "{switches: [{name: '-'}]} | enforcer.snmp.switches[0].name: '-' must be up to 63",
                "{switches: [{name: a}]} | enforcer.snmp.switches[0].user: is missing",
                "{switches: [{name: a, user: u}]} | enforcer.snmp.switches[0].address: is missing",
                "{switches: [{name: a, user: u, address: sw2}]} | 'sw2' must be an address such as 10.0.0.2",
                "{switches: [{name: a, user: u, address: 10.0.0.2, authentication: sha-1}]} | 'sha-1' must be one of [sha-256",
                "{switches: [{name: a, user: u, address: 10.0.0.2, privacy: none}]} | 'none' must be one of [aes-128",
                "{switches: [{name: a, user: u, address: 10.0.0.2}]} | switches[0].secrets: is missing",
            })
    void a_wrong_entry_is_one_clear_line(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_switch_stands_there_once_and_there_are_as_many_as_may_be() throws IOException {
        assertThatThrownBy(() ->
                        read(
                                "{switches: ["
                                        + one("a", "10.0.0.2", "")
                                        + ", "
                                        + one("b", "10.0.0.2", "")
                                        + "]}"))
                .hasMessageContaining("'b' stands there twice");
        assertThat(read(many(SnmpSettings.MOST_SWITCHES)).orElseThrow().switches())
                .hasSize(SnmpSettings.MOST_SWITCHES);
        assertThatThrownBy(() -> read(many(SnmpSettings.MOST_SWITCHES + 1)))
                .hasMessageContaining("257 are more than 256");
    }

    private static String many(int number) {
        var text = new StringBuilder("{switches: [");
        for (int i = 0; i < number; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(one("a" + i, "10.0." + i / 250 + "." + (1 + i % 250), ""));
        }
        return text.append("]}").toString();
    }

    @Test
    void passwords_are_read_from_a_file_that_others_cannot() throws IOException {
        SnmpSettings settings =
                read("{switches: [" + one("a", "10.0.0.2", "") + "]}").orElseThrow();
        assertThatThrownBy(settings::open)
                .hasMessageStartingWith("enforcer.snmp.switches (a).secrets: ")
                .hasMessageContaining("does not exist");
        Path secrets =
                Files.writeString(
                        folder.resolve("s"), "authentication=a secret word\nprivacy=another one\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(settings::open).hasMessageContaining("chmod 640");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(settings.open().switches().getFirst().toString()).isEqualTo("a");
        assertThat(settings.open().toString()).doesNotContain("secret word", "another one");
    }
}
