package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.lab.Host;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Running;
import org.tapwarden.appliance.lab.SnmpSwitch;

/// A real agent in front of a real bridge is asked where a client is plugged in.
class SwitchesLabTest {

    private static final String MAC = "3c:52:82:00:00:01";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /// An address of the lab where nothing is.
    private static final String DEAD = "10.20.0.77";

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(SnmpSwitch.unavailable()).as("why no lab").isEmpty();
    }

    private static String one(Path folder, String name, String address, String user, String privacy)
            throws IOException {
        return one(folder, name, address, user, SnmpSwitch.AUTHENTICATION, privacy);
    }

    private static String one(
            Path folder,
            String name,
            String address,
            String user,
            String authentication,
            String privacy)
            throws IOException {
        Path secrets = folder.resolve(name + ".secret");
        Files.writeString(
                secrets, "authentication=" + authentication + "\nprivacy=" + privacy + "\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        return "{name: %s, address: %s, user: %s, secrets: %s}"
                .formatted(name, address, user, secrets);
    }

    private static String settings(String... switches) {
        return "switches: {every: 30s, list: [" + String.join(", ", switches) + "]}\n";
    }

    private static Running locate(Lab lab, String switches) throws IOException {
        Path settings = lab.directory().resolve("locating.yaml");
        Files.writeString(settings, "state: s\ncapture: {interface: tap0}\n" + switches);
        List<String> command = Program.java(Locating.class.getName(), settings.toString());
        return lab.spawn(lab.switchNamespace(), command.toArray(String[]::new));
    }

    @Test
    void a_client_is_found_at_its_port_and_again_at_the_next_beside_a_dead_switch()
            throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH);
                SnmpSwitch _ = SnmpSwitch.start(lab, "")) {
            Host client = lab.client("client", MAC);
            String port = portOf(lab, MAC);
            lab.must(lab.switchNamespace(), "ip", "link", "set", port, "alias", "Room 12");
            Path folder = lab.directory();
            String user = SnmpSwitch.USER;
            Running locating =
                    locate(
                            lab,
                            settings(
                                    one(folder, "dead", DEAD, user, SnmpSwitch.PRIVACY),
                                    one(
                                            folder,
                                            "closet",
                                            SnmpSwitch.ADDRESS,
                                            user,
                                            SnmpSwitch.PRIVACY)));
            locating.awaits(
                    MAC + " is at switch=\"closet\" port=\"" + port + "\" label=\"Room 12\"\n",
                    PATIENCE);
            assertThat(locating.said()).doesNotContain("dead (): no answer");
            locating.awaits("closet (lab-switch): answered, 1 ports, 1 addresses", PATIENCE);

            String next = replug(lab, client);
            assertThat(next).isNotEqualTo(port);
            locating.awaits(MAC + " is at switch=\"closet\" port=\"" + next + "\"\n", PATIENCE);
            locating.awaits("dead (): no answer; never answered", PATIENCE);
            // The agent knows the name of a new interface only after a while.
            assertThat(locating.said().lines().filter(line -> line.startsWith(MAC)))
                    .as("only what changed")
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void what_a_switch_refuses_has_a_name() throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH);
                SnmpSwitch _ = SnmpSwitch.start(lab, "")) {
            lab.client("client", MAC);
            Path folder = lab.directory();
            String at = SnmpSwitch.ADDRESS;
            String user = SnmpSwitch.USER;
            String wrong = "the wrong password";
            Running locating =
                    locate(
                            lab,
                            settings(
                                    one(folder, "forged", at, user, wrong, SnmpSwitch.PRIVACY),
                                    one(folder, "stranger", at, "who", SnmpSwitch.PRIVACY),
                                    one(folder, "garbled", at, user, wrong),
                                    one(
                                            folder,
                                            "blind",
                                            at,
                                            SnmpSwitch.BLIND_USER,
                                            SnmpSwitch.PRIVACY)));
            locating.awaits("forged (): authentication failed; never answered", PATIENCE);
            locating.awaits("stranger (): authentication failed; never answered", PATIENCE);
            locating.awaits("blind (): refuses this user; never answered", PATIENCE);
            locating.awaits("garbled (): answers, but not to encrypted questions", PATIENCE);
            assertThat(locating.said()).doesNotContain("password\"").doesNotContain(wrong);
        }
    }

    @Test
    void the_appliance_tells_where_a_device_is_plugged_in() throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH);
                SnmpSwitch _ = SnmpSwitch.start(lab, "7 20")) {
            Host client = lab.client("client", MAC);
            String port = portOf(lab, MAC);
            Path folder = lab.directory();
            String switches =
                    settings(
                            one(
                                    folder,
                                    "closet",
                                    SnmpSwitch.ADDRESS,
                                    SnmpSwitch.USER,
                                    SnmpSwitch.PRIVACY));
            try (Program program = Program.start(lab, "access", "1h", switches)) {
                client.fetch4("http://www.example.edu/");
                String wanted = "closet, port " + port + ", VLAN 20 (snmp, since ";
                Supplier<String> shown =
                        () -> program.command("devices", List.of("show", MAC)).said();
                assertThat(Lab.await(() -> shown.get().contains(wanted), PATIENCE))
                        .as(shown)
                        .isTrue();
                String metrics =
                        lab.must(
                                lab.tapNamespace(),
                                "curl",
                                "-sSk",
                                "https://127.0.0.1:8443/metrics");
                assertThat(metrics)
                        .contains("tapwarden_sensor_switches_answering 1.0")
                        .contains("tapwarden_sensor_switches_failed_authentication 0.0");
                assertThat(program.said())
                        .doesNotContain(SnmpSwitch.PRIVACY)
                        .doesNotContain(SnmpSwitch.AUTHENTICATION);
            }
        }
    }

    /// The port at which the bridge itself has the MAC.
    private static String portOf(Lab lab, String mac) throws Exception {
        return lab.must(lab.switchNamespace(), "bridge", "fdb", "show", "br", "br0")
                .lines()
                .filter(line -> line.startsWith(mac + " dev ") && !line.contains("permanent"))
                .map(line -> line.split(" ", -1)[2])
                .findFirst()
                .orElseThrow();
    }

    /// Pulls the client's plug and puts it into another port of the switch.
    private static String replug(Lab lab, Host client) throws Exception {
        String sw = lab.switchNamespace();
        String inside = client.namespace();
        lab.must(inside, "ip", "link", "del", client.port());
        lab.must(sw, "ip", "link", "add", "q7", "type", "veth", "peer", "eth0", "netns", inside);
        lab.must(sw, "ip", "link", "set", "q7", "master", "br0", "up");
        lab.must(inside, "ip", "link", "set", "eth0", "address", client.mac(), "up");
        lab.must(inside, "ip", "addr", "add", client.ip4() + "/24", "dev", "eth0");
        assertThat(client.ping(Lab.GATEWAY_4).succeeded()).isTrue();
        return "q7";
    }
}
