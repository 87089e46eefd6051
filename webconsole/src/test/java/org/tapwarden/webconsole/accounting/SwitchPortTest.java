package org.tapwarden.webconsole.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.identity.Identification;
import org.tapwarden.detector.identity.Identification.What;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.webconsole.MachineNetwork;

/// A port with 802.1X as a switch has it: hostapd on the one end of a wire, wpa_supplicant on the
/// other, a second hostapd that knows the password, and our listener for the accounting.
class SwitchPortTest {

    private static final String SECRET = "accounting secret";
    private static final String STATION = "00:21:70:aa:bb:01";

    @TempDir Path folder;

    private final String name = "twr" + ProcessHandle.current().pid() % 10_000;
    private final Deque<Process> running = new ArrayDeque<>();

    private void run(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
        running.remove(process);
    }

    private Process start(String... command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                        .start();
        running.push(process);
        return process;
    }

    private static void until(BooleanSupplier met) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!met.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
    }

    private String file(String called, String text) throws IOException {
        return Files.writeString(folder.resolve(called), text).toString();
    }

    @AfterEach
    void tidy() throws IOException, InterruptedException {
        for (Process process : running) {
            process.destroy();
            process.waitFor(5, TimeUnit.SECONDS);
        }
        try (var _ = MachineNetwork.hold()) {
            new ProcessBuilder("ip", "link", "del", name + "a").start().waitFor();
        }
        new ProcessBuilder("ip", "netns", "del", name).start().waitFor();
    }

    private void plug() throws IOException, InterruptedException {
        try (var _ = MachineNetwork.hold()) {
            plugIn();
        }
    }

    private void plugIn() throws IOException, InterruptedException {
        run("ip", "netns", "add", name);
        run(
                "ip",
                "link",
                "add",
                name + "a",
                "type",
                "veth",
                "peer",
                "name",
                name + "b",
                "netns",
                name);
        // An address of its own making would come a second later.
        run("ip", "link", "set", name + "a", "addrgenmode", "none");
        run("ip", "link", "set", name + "a", "up");
        run("ip", "-n", name, "link", "set", name + "b", "address", STATION);
        run("ip", "-n", name, "link", "set", name + "b", "up");
    }

    private String port(int accounting) throws IOException {
        return file(
                "port.conf",
                """
                interface=%sa
                driver=wired
                ieee8021x=1
                use_pae_group_addr=1
                own_ip_addr=127.0.0.1
                nas_identifier=sw-lab
                auth_server_addr=127.0.0.1
                auth_server_port=18120
                auth_server_shared_secret=testing123
                acct_server_addr=127.0.0.1
                acct_server_port=%d
                acct_server_shared_secret=%s
                ctrl_interface=%s
                """
                        .formatted(name, accounting, SECRET, folder.resolve("ctl")));
    }

    private String accounts() throws IOException {
        return file(
                "accounts.conf",
                """
                driver=none
                eap_server=1
                eap_user_file=%s
                radius_server_clients=%s
                radius_server_auth_port=18120
                """
                        .formatted(
                                file("users", "\"kim\" MD5 \"hunter2\"\n"),
                                file("clients", "127.0.0.1/32 testing123\n")));
    }

    private String station() throws IOException {
        return file(
                "station.conf",
                """
                ap_scan=0
                network={
                 key_mgmt=IEEE8021X
                 eap=MD5
                 identity="kim"
                 password="hunter2"
                 eapol_flags=0
                }
                """);
    }

    @Test
    void a_person_is_known_from_the_login_at_a_port_until_the_port_lets_go() throws Exception {
        assumeThat(System.getProperty("user.name")).as("who may make networks").isEqualTo("root");
        assumeThat(Path.of("/usr/sbin/hostapd")).exists();
        assumeThat(Path.of("/usr/sbin/wpa_supplicant")).exists();
        try (var store = new AccountingStore(folder.resolve("a.db"), System::currentTimeMillis);
                var server =
                        new AccountingServer(
                                new AccountingSettings(
                                        "127.0.0.1",
                                        0,
                                        List.of(
                                                new AccountingSettings.Client(
                                                        Prefix.parse("127.0.0.1/32"),
                                                        SECRET,
                                                        false)),
                                        100),
                                store,
                                System::currentTimeMillis)) {
            server.start();
            plug();
            start("hostapd", accounts());
            start("hostapd", port(server.address().getPort()));
            Thread.sleep(1_000); // hostapd opens its sockets, and the station asks once a while
            start(
                    "ip",
                    "netns",
                    "exec",
                    name,
                    "wpa_supplicant",
                    "-D",
                    "wired",
                    "-i",
                    name + "b",
                    "-c",
                    station());
            until(() -> !store.after(0, 10).isEmpty());
            assertThat(store.after(0, 10))
                    .as("%s", Files.readString(folder.resolve("log")))
                    .hasSize(1);
            Identification began = store.after(0, 10).getFirst().what();
            assertThat(began.person()).isEqualTo("kim");
            assertThat(new Mac(began.mac())).hasToString(STATION);
            assertThat(began.what()).isEqualTo(What.BEGAN);
            assertThat(began.place()).isNotNull();
            assertThat(began.place().device()).isEqualTo("sw-lab");
            run(
                    "hostapd_cli",
                    "-p",
                    folder.resolve("ctl").toString(),
                    "-i",
                    name + "a",
                    "deauthenticate",
                    STATION);
            until(() -> store.after(1, 10).size() == 1);
            assertThat(store.after(1, 10))
                    .extracting(n -> n.what().what() + " " + n.what().person())
                    .startsWith("ENDED kim");
        }
    }
}
