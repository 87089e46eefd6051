package org.tapwarden.detector.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.detector.yaml.Yaml;

class SwitchesTest {

    private static final String HIDDEN = "correct horse=battery ";

    @TempDir Path folder;

    @BeforeEach
    void secrets() throws IOException {
        write("secret", "# of the reader\nauthentication=" + HIDDEN + "\nprivacy=12345678\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    private Switches read(String yaml) throws IOException {
        var in = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
        return Switches.of(Yaml.read(in, "settings").get("switches"), folder);
    }

    @Test
    void as_little_as_possible_is_enough() throws IOException {
        Switches switches =
                read("switches: {list: [{name: a, address: 10.0.0.2, user: u, secrets: secret}]}");
        assertThat(switches.every()).isEqualTo(Duration.ofMinutes(5));
        assertThat(switches.mostMacs()).isEqualTo(8);
        assertThat(switches.all())
                .containsExactly(
                        new Switches.Switch(
                                "a",
                                "10.0.0.2",
                                161,
                                "u",
                                Switches.Authentication.SHA_256,
                                new Secrets(HIDDEN, "12345678")));
        assertThat(switches.toString()).doesNotContain("horse").doesNotContain("12345678");
        assertThat(read("other: 1")).isEqualTo(Switches.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.2:1161, 10.0.0.2, 1161",
        "sw2.example.org, sw2.example.org, 161",
        "'[fd00::2]:1161', fd00::2, 1161",
        "'[fd00::2]', fd00::2, 161",
        "fd00::2, fd00::2, 161",
        "fe80::1%eth0, fe80::1%eth0, 161"
    })
    void an_address_may_have_a_port(String address, String host, int port) throws IOException {
        Switches.Switch one =
                read("switches: {list: [{name: a, address: '%s', user: u, secrets: secret}]}"
                                .formatted(address))
                        .all()
                        .getFirst();
        assertThat(one.host()).isEqualTo(host);
        assertThat(one.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | switches.list: must name switches",
                "{list: []} | switches.list: must name switches",
                "{every: 29s, list: [A]} | switches.every: '29s' must be from 30s to 1d",
                "{most-macs: 0, list: [A]} | switches.most-macs: '0' must be a number from 1 to 1000",
                "{community: public, list: [A]} | switches.community: no such key",
                "{list: [A, A]} | switches.list: 'a' stands there twice",
                "{list: [{name: a, user: u, secrets: secret}]} | switches.list[0].address: is missing",
                "{list: [A, {name: b, address: 'x:0', user: u, secrets: secret}]} | switches.list[1].address: 'x:0' must be such as",
                "{list: [{name: b, address: 'x:99999', user: u, secrets: secret}]} | .address: 'x:99999' must be such as",
                "{list: [{name: b, address: 'a b', user: u, secrets: secret}]} | .address: 'a b' must be such as",
                "{list: [{name: 'a$b', address: x, user: u, secrets: secret}]} | .name: 'a$b' must be up to 63",
                "{list: [{name: b, address: x, secrets: secret}]} | .user: is missing",
                "{list: [{name: b, address: x, user: u}]} | .secrets: is missing",
                "{list: [{name: b, address: x, user: u, secrets: secret, authentication: md5}]} | 'md5' must be one of [sha-256, sha-1]",
                "{list: [{name: b, address: x, user: u, secrets: nowhere}]} | switches.list[0].secrets:",
                "{list: [{name: b, address: x, user: u, secrets: nowhere}]} | nowhere does not exist"
            })
    void what_is_wrong_is_one_line_that_says_what_would_be_right(String yaml, String said) {
        String whole =
                "switches: " + yaml.replace("A", "{name: a, address: x, user: u, secrets: secret}");
        assertThatThrownBy(() -> read(whole))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .message()
                .doesNotContain("\n")
                .doesNotContain("horse");
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--", "rw----r--", "rw-----w-", "rw-rw----"})
    void a_file_that_others_may_read_or_write_is_refused(String permissions) throws IOException {
        Files.setPosixFilePermissions(
                folder.resolve("secret"), PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() ->
                        read("switches: {list: [{name: a, address: x, user: u, secrets: secret}]}"))
                .hasMessageContaining("may be read or written by others: chmod 640 it")
                .hasMessageContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authentication=longenough | the privacy password must have at least 8 characters",
                "authentication=short\\nprivacy=longenough | the authentication password must have at least 8",
                "authentication=longenough\\nauthentication=longenough | must have one line authentication=",
                "longenough | must have one line authentication=",
                "password=longenough | must have one line authentication="
            })
    void what_is_wrong_with_the_passwords_is_said_without_them(String text, String said)
            throws IOException {
        write("secret", text.replace("\\n", "\n"));
        assertThatThrownBy(() ->
                        read("switches: {list: [{name: a, address: x, user: u, secrets: secret}]}"))
                .hasMessageContaining(said)
                .message()
                .doesNotContain("longenough")
                .doesNotContain("short");
    }

    @Test
    void more_switches_than_the_cap_are_refused() {
        var yaml = new StringBuilder("switches: {list: [");
        for (int i = 0; i <= Switches.MOST; i++) {
            yaml.append("{name: s%d, address: x, user: u, secrets: secret},".formatted(i));
        }
        assertThatThrownBy(() -> read(yaml.append("]}").toString()))
                .hasMessageContaining("257 switches are more than 256");
    }
}
