package org.tapwarden.appliance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final String LEAST = "state: s\ncapture: {interface: tap0}\n";

    @TempDir Path folder;

    private Settings read(String yaml) throws IOException {
        Path file = folder.resolve("tapwarden.yaml");
        Files.writeString(file, yaml);
        return Settings.read(file);
    }

    @Test
    void as_little_as_possible_gives_cautious_defaults() throws IOException {
        Settings settings = read(LEAST);
        assertThat(settings.nftables()).isFalse();
        assertThat(settings.mail()).isEmpty();
        assertThat(settings.console().host()).isEqualTo("127.0.0.1");
        assertThat(settings.state()).isEqualTo(folder.resolve("s"));
        assertThat(settings.controlSocket()).isEqualTo(folder.resolve("s/control.sock"));
        assertThat(settings.enforcer().kernelHold()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.retention()).isEqualTo(new Settings.Retention(30, 30, 180, 180, 30));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "capture: {interface: tap0} | state: is missing",
                "state: s | capture.interface: is missing",
                "state: s\\ncapture: {interface: tap0, driver: dpdk} | 'dpdk' must be one of [af-packet, pcap4j]",
                "state: s\\ncapture: {interface: tap0, threads: 17} | capture.threads: '17' must be a number from 1 to 16",
                "state: s\\ncapture: {interface: tap0}\\ntime-zone: Mars | time-zone: 'Mars' must be a zone",
                "state: s\\ncapture: {interface: tap0}\\nmail: {host: h, from: a@b.c} | mail.to: is missing",
                "state: s\\ncapture: {interface: tap0}\\nmail: {host: h, from: nobody, to: x@y.z} | desk.",
                "state: s\\ncapture: {interface: tap0}\\nenforcer: {hold: 10s, renew: 60s} | must be shorter than hold",
                "state: s\\ncapture: {interface: tap0}\\nhistory: {keep-days: {student: 0}} | history.keep-days.student: '0' must be a number from 1 to 3650",
                "state: s\\ncapture: {interface: tap0}\\nconsole: {port: https} | console.port: 'https' must be a number",
                "state: s\\nstate: t\\ncapture: {interface: tap0} | Duplicate field 'state'",
                "sate: s\\ncapture: {interface: tap0} | sate: no such key; known are [capture, console"
            })
    void what_is_wrong_is_one_line_that_says_what_would_be_right(String yaml, String said) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("tapwarden.yaml")
                .message()
                .doesNotContain("\n");
    }

    /// The page of the settings names every key there is, and its example is one that starts.
    @Test
    void the_documented_example_is_read() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));
        Matcher example = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(page);
        assertThat(example.find()).isTrue();
        Settings settings = read(example.group(1));
        assertThat(settings.office()).isEqualTo("Lincoln High");
        assertThat(settings.mail()).isPresent();
        assertThat(settings.uplinks()).containsExactly("uplink0");
    }
}
