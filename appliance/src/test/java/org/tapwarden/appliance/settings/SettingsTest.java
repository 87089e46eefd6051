package org.tapwarden.appliance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.detector.place.Switches;
import org.tapwarden.enforcer.radius.RadiusSettings;
import org.tapwarden.history.Retention;

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
        assertThat(settings.nftables()).isEmpty();
        assertThat(settings.radius()).isEmpty();
        assertThat(settings.mail()).isEmpty();
        assertThat(settings.switches()).isEqualTo(Switches.NONE);
        assertThat(settings.console().host()).isEqualTo("127.0.0.1");
        assertThat(settings.state()).isEqualTo(folder.resolve("s"));
        assertThat(settings.controlSocket()).isEqualTo(folder.resolve("s/control.sock"));
        assertThat(settings.enforcer().kernelHold()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.schedule().retention()).isEqualTo(Retention.DEFAULT);
        assertThat(settings.schedule().assumed()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "capture: {interface: tap0} | state: is missing",
                "state: s | capture.interface: is missing",
                "state: s\\ncapture: {interface: tap0, driver: dpdk} | 'dpdk' must be one of [af-packet, pcap4j]",
                "state: s\\ncapture: {interface: tap0, threads: 17} | capture.threads: '17' must be a number from 1 to 16",
                "state: s\\ncapture: {interface: tap0, driver: pcap4j, threads: 2} | capture.threads: '2' must be 1 with pcap4j",
                "state: s\\ncapture: {interface: [a, b, c], threads: 6} | capture.threads: '6' for each of 3 interfaces are more than 16",
                "state: s\\ncapture: {interface: tap0, keep: {megabytes: 15}} | capture.keep.megabytes: '15' must be",
                "state: s\\ncapture: {interface: tap0, keep: {age: 0s}} | capture.keep.age: must be longer than nothing",
                "state: s\\ncapture: {interface: tap0, keep: {gigabytes: 1}} | capture.keep.gigabytes",
                "state: s\\ncapture: {interface: tap0, keep: {alerts: {megabytes: 1}}} | capture.keep.alerts.megabytes: '1' must be a number from 2",
                "state: s\\ncapture: {interface: tap0, keep: {alerts: {item-kilobytes: 63}}} | capture.keep.alerts.item-kilobytes: '63' must be a number from 64 to 65536",
                "state: s\\ncapture: {interface: tap0, keep: {alerts: {item-packets: 1}}} | capture.keep.alerts.item-packets: '1' must be a number from 2",
                "state: s\\ncapture: {interface: tap0, keep: {alerts: {after: 11m}}} | capture.keep.alerts.after: must be from 0s to 10m",
                "state: s\\ncapture: {interface: tap0, keep: {alerts: {bytes: 1}}} | capture.keep.alerts.bytes",
                "state: s\\ncapture: {interface: tap0, keep: {payload: {accounts: [ortega]}}} | capture.keep.payload.accounts: an order needs two persons",
                "state: s\\ncapture: {interface: tap0, keep: {payload: {accounts: [ortega, ortega]}}} | capture.keep.payload.accounts: an order needs two persons",
                "state: s\\ncapture: {interface: tap0, keep: {payload: {accounts: [a, b], order-megabytes: 1025}}} | capture.keep.payload.order-megabytes: '1025' must be a number from 1 to 1024",
                "state: s\\ncapture: {interface: tap0, silence: 0s} | capture.silence: must be longer than nothing",
                "state: s\\ncapture: {interface: tap0, silence: soon} | capture.silence: 'soon' must be a time",
                "state: s\\ncapture: {interface: tap0}\\ntime-zone: Mars | time-zone: 'Mars' must be a zone",
                "state: s\\ncapture: {interface: tap0}\\nmail: {host: h, from: a@b.c} | mail.to: is missing",
                "state: s\\ncapture: {interface: tap0}\\nmail: {host: h, from: nobody, to: x@y.z} | desk.",
                "state: s\\ncapture: {interface: tap0}\\nenforcer: {hold: 10s, renew: 60s} | must be shorter than hold",
                "state: s\\ncapture: {interface: tap0}\\nenforcer: {exams: [{name: state testing, from: 2027-04-20, to: 2027-04-01}]} | enforcer.exams[0].to: '2027-04-01' must not be before",
                "state: s\\ncapture: {interface: tap0}\\nenforcer: {exams: [{name: state testing, from: soon, to: 2027-04-01}]} | enforcer.exams[0].from: 'soon' must be a date",
                "state: s\\ncapture: {interface: tap0}\\nenforcer: {second-person: 0s} | second-person PT0S must not be",
                "state: s\\ncapture: {interface: tap0}\\nhistory: {keep-days: {student: 0}} | history.keep-days.student: '0' must be a number from 1 to 3650",
                "state: s\\ncapture: {interface: tap0}\\nconsole: {port: https} | console.port: 'https' must be a number",
                "state: s\\ncapture: {interface: tap0}\\nswitches: {every: 10s, list: []} | switches.every: '10s' must be from 30s to 1d",
                "state: s\\nstate: t\\ncapture: {interface: tap0} | Duplicate field 'state'",
                "state: s\\ncapture: {interface: tap0}\\naccounting: {port: 1813} | accounting.clients: is missing",
                "state: s\\ncapture: {interface: tap0}\\naccounting: {clients: [{from: x, secret-file: f}]} | accounting.clients.from: 'x' must be an address or a prefix",
                "state: s\\ncapture: {interface: tap0}\\naccounting: {clients: [{from: 10.0.0.1}]} | accounting.clients.secret-file: is missing",
                "state: s\\ncapture: {interface: tap0}\\nidentity: {host-name-pattern: '[a-z]+'} | identity.host-name-pattern: '[a-z]+' must have a group (?<person>...)",
                "state: s\\ncapture: {interface: tap0}\\nidentity: {host-name-pattern: '(?<person>.*.*.*.*.*.*.*)x'} | takes too long for some names",
                "state: s\\ncapture: {interface: tap0}\\nenforcer: {radius: {servers: []}} | enforcer.radius.deny-list: is missing",
                "state: s\\ncapture: {interface: tap0}\\nenforcer: {radius: {deny-list: d, servers: [{name: sw1, address: 10.0.0.1, secret-file: f}]}} | enforcer.radius.servers: where 'sw1' has let a device in is known by its accounting records; add the section 'accounting'",
                "sate: s\\ncapture: {interface: tap0} | sate: no such key; known are [accounting, capture"
            })
    void what_is_wrong_is_one_line_that_says_what_would_be_right(String yaml, String said) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("tapwarden.yaml")
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 1", "3, 1, 1", "4, 1, 2", "8, 1, 4", "8, 2, 2", "8, 9, 1"})
    void half_the_cores_capture(int cores, int interfaces, int threads) {
        assertThat(Settings.Capture.usualThreads(cores, interfaces)).isEqualTo(threads);
    }

    @Test
    void there_are_never_more_than_sixteen_capture_threads() throws IOException {
        assertThat(Settings.Capture.usualThreads(256, 1)).isEqualTo(16);
        Settings.Capture most = read(withThreads("tap0", 16)).capture();
        assertThat(most.sources()).as("and one for what sharing splits").isEqualTo(15);
        assertThat(read(withThreads("[a, b]", 8)).capture().sources()).isEqualTo(7);
        assertThat(read(withThreads("tap0", 15)).capture().sources()).isEqualTo(15);
        assertThat(read(LEAST).capture().keep()).isEmpty();
        assertThat(read(LEAST).capture().silence()).isEqualTo(Duration.ofMinutes(1));
    }

    private static String withThreads(String interfaces, int threads) {
        return "state: s\ncapture: {interface: " + interfaces + ", threads: " + threads + "}\n";
    }

    /// The page of the settings names every key there is, and its example is one that starts.
    @Test
    void the_documented_example_is_read() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));
        Matcher example = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(page);
        assertThat(example.find()).isTrue();
        Path secrets = folder.resolve("closet-2.secret");
        Files.writeString(secrets, "authentication=a long password\nprivacy=another password\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r-----"));
        Settings settings = read(example.group(1));
        assertThat(settings.office()).isEqualTo("Lincoln High");
        assertThat(settings.mail()).isPresent();
        assertThat(settings.uplinks()).containsExactly("uplink0");
        assertThat(settings.switches().all())
                .extracting(one -> one.name() + " " + one.host() + ":" + one.port())
                .containsExactly("closet-2 10.0.0.12:161");
    }

    @Test
    void the_documented_switch_that_is_asked_is_read() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));
        Matcher example =
                Pattern.compile("(?s)```yaml\n(enforcer:\n  radius:.*?)```").matcher(page);
        assertThat(example.find()).isTrue();
        String accounting = "accounting: {clients: [{from: 10.0.0.12, secret-file: f}]}\n";
        RadiusSettings radius = read(LEAST + accounting + example.group(1)).radius().orElseThrow();
        assertThat(radius.servers())
                .singleElement()
                .satisfies(server -> assertThat(server.vlan()).hasValue(666));
        assertThatThrownBy(radius::open)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("closet-2.radius cannot be read");
    }

    @Test
    void the_documented_resets_and_isolation_are_read() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));
        Matcher resets = Pattern.compile("(?s)```yaml\n(enforcer:\n  reset:.*?)```").matcher(page);
        assertThat(resets.find()).isTrue();
        assertThat(read(LEAST + resets.group(1)).reset())
                .hasValueSatisfying(reset -> {
                    assertThat(reset.tap()).isEqualTo("tap0");
                    assertThat(reset.injection()).isEqualTo("lan0");
                });
        Matcher subnets =
                Pattern.compile("(?s)```yaml\n(enforcer:\n  isolation:.*?)```").matcher(page);
        assertThat(subnets.find()).isTrue();
        assertThat(read(LEAST + subnets.group(1)).isolation())
                .hasValueSatisfying(isolation -> assertThat(isolation.subnets()).hasSize(2));
        assertThat(read(LEAST).reset()).isEmpty();
        assertThat(read(LEAST).isolation()).isEmpty();
    }

    @Test
    void the_documented_accounting_is_read_and_its_secret_is_for_few() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));
        Matcher example = Pattern.compile("(?s)```yaml\n(accounting:.*?)```").matcher(page);
        assertThat(example.find()).isTrue();
        Settings settings = read(LEAST + example.group(1));
        assertThat(settings.hostNames().orElseThrow().person("kim-laptop")).contains("kim");
        Accounting accounting = settings.accounting().orElseThrow();
        assertThat(accounting.clients().getFirst().required()).isTrue();
        assertThatThrownBy(accounting::withSecrets)
                .hasMessageContaining("radius.secret cannot be read");
        Path secret = Files.writeString(folder.resolve("radius.secret"), "correct horse\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(accounting::withSecrets)
                .hasMessageContaining("can be read by everybody");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(accounting.withSecrets().clients().getFirst().secret())
                .isEqualTo("correct horse");
        assertThat(accounting.withSecrets().toString()).doesNotContain("horse");
        Files.writeString(secret, "short\n");
        assertThatThrownBy(accounting::withSecrets).hasMessageContaining("shorter than 8");
    }
}
