package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Pings;
import org.tapwarden.appliance.lab.Ran;
import org.tapwarden.appliance.lab.Running;

/// A held device at a switch port takes other MACs and addresses, IPv6 and VLAN tags of its own
/// making, and a device that looks just like it works on at another port.
class EvasionLabTest {

    private static final String ALIKE_MAC = "3c:52:82:00:00:02";
    private static final String SECRET = "correct horse";
    private static final int TRIES = 100;
    private static final int ROUNDS = Boolean.getBoolean("tapwarden.whole") ? 20 : 4;
    private static final Duration BEAT = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private int sessions;

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
        assumeThat(Path.of("/usr/bin/radclient")).exists();
    }

    private static Program start(Lab lab, String enforcer) throws IOException {
        Path folder = Files.createDirectories(lab.directory().resolve("appliance"));
        Path secret = Files.writeString(folder.resolve("radius.secret"), SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return Program.start(
                lab,
                "access",
                "1h",
                """
                accounting:
                  host: 127.0.0.1
                  port: 1813
                  clients: [{from: 127.0.0.1, secret-file: radius.secret}]
                """,
                enforcer);
    }

    /// The switch says by accounting who is at the port of the evader.
    private void switchTells(Lab lab, String mac) throws Exception {
        Path request =
                Files.writeString(
                        lab.directory().resolve("request"),
                        """
                        Acct-Status-Type = Start
                        Acct-Session-Id = "%d"
                        User-Name = "%s"
                        Calling-Station-Id = "%s"
                        NAS-Identifier = "closet"
                        NAS-Port-Id = "p1"
                        """
                                .formatted(++sessions, mac.replace(":", ""), mac));
        String said =
                lab.must(
                        lab.switchNamespace(),
                        "radclient",
                        "-x",
                        "-f",
                        request.toString(),
                        "127.0.0.1:1813",
                        "acct",
                        SECRET);
        assertThat(said).contains("Received Accounting-Response");
    }

    private static String said(Lab lab, String... command) {
        try {
            return lab.exec(lab.switchNamespace(), command).said();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String macsHeld(Lab lab) {
        return said(lab, "nft", "list", "set", "bridge", "tapwarden", "quarantine");
    }

    private static String portsHeld(Lab lab) {
        return said(lab, "nft", "list", "set", "bridge", "tapwarden_ports", "ports");
    }

    private void isHeld(Lab lab, Program program) throws Exception {
        switchTells(lab, Evader.MAC);
        assertThat(Lab.await(() -> shows(program).contains("closet, port p1"), PATIENCE))
                .as(() -> shows(program))
                .isTrue();
        Ran added =
                program.command(
                        "quarantine", List.of("add", Evader.MAC, "--why", "the test of the lab"));
        assertThat(added.said()).startsWith("unconfirmed: ");
        assertThat(macsHeld(lab)).contains(Evader.MAC);
    }

    private static String shows(Program program) {
        return command(program, "devices", "show", Evader.MAC);
    }

    private static String command(Program program, String name, String... arguments) {
        return program.command(name, List.of(arguments)).said();
    }

    @Test
    void at_a_held_port_nothing_gets_through_from_the_first_frame_on() throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH)) {
            Evader evader = Evader.plugIn(lab);
            String alike = Evader.leased(lab, "alike", ALIKE_MAC);
            try (Program program = start(lab, ", edge-ports: [p1, p3]");
                    Pings innocent = lab.keepsPinging(alike, Evader.SERVER_4, BEAT)) {
                assertThat(evader.arrivesOf(20, "stay", "before")).isEqualTo(20);
                isHeld(lab, program);
                assertThat(portsHeld(lab)).contains("\"p1\"").doesNotContain("\"p3\"");

                long arrived = evader.arrivesOf(TRIES, "rotate", "held");
                System.out.printf(
                        "evasion: with its port held, %d of %d tries under new MACs arrived, from"
                                + " the first frame on%n",
                        arrived, TRIES);
                assertThat(arrived).isZero();
                assertThat(evader.getsALease()).isFalse();
                assertThat(portsHeld(lab)).contains("\"p1\"").doesNotContain("\"p3\"");
                assertThat(program.mails()).doesNotContain("EVADED");

                assertThat(command(program, "quarantine", "release-all")).contains("1 released");
                assertThat(portsHeld(lab)).doesNotContain("p1");
                assertThat(evader.arrivesOf(20, "rotate", "after")).isEqualTo(20);
                isUntouched(innocent);
            }
        }
    }

    @Test
    void to_a_new_mac_the_lease_follows_by_what_the_switch_says_and_then_nothing_gets_through()
            throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH)) {
            Evader evader = Evader.plugIn(lab);
            String alike = Evader.leased(lab, "alike", ALIKE_MAC);
            try (Program program = start(lab, "");
                    Pings innocent = lab.keepsPinging(alike, Evader.SERVER_4, BEAT)) {
                assertThat(evader.arrivesOf(20, "stay", "before")).isEqualTo(20);
                isHeld(lab, program);
                assertThat(evader.arrivesOf(TRIES / ROUNDS, "stay", "held")).isZero();
                var windows = new ArrayList<Long>();
                long leaked = 0;
                long arrived = 0;
                for (int round = 1; round <= ROUNDS; round++) {
                    String mac = "0a:00:00:00:12:%02x".formatted(round);
                    String label = "window" + round;
                    try (Running tries = evader.triesOn(mac, label)) {
                        assertThat(Lab.await(() -> evader.arrived(label) > 0, PATIENCE))
                                .as("the window is there: it was let through at first")
                                .isTrue();
                        long first = System.nanoTime();
                        switchTells(lab, mac);
                        assertThat(Lab.await(() -> macsHeld(lab).contains(mac), PATIENCE))
                                .as(() -> command(program, "quarantine", "list") + program.said())
                                .isTrue();
                        windows.add((System.nanoTime() - first) / 1_000_000);
                        tries.stop();
                    }
                    leaked += evader.arrived(label);
                    arrived += evader.arrivesOf(TRIES / ROUNDS, mac, "followed" + round);
                }
                System.out.printf(
                        "evasion: by its MAC alone it got %d datagrams through in %d windows of %s"
                                + " ms, from a new MAC's first frame until the lease had followed;"
                                + " after that %d of %d%n",
                        leaked, ROUNDS, windows, arrived, TRIES);
                assertThat(arrived).isZero();
                assertThat(macsHeld(lab)).contains(Evader.MAC).doesNotContain(ALIKE_MAC);
                assertThat(command(program, "quarantine", "list")).contains(Evader.MAC);
                isUntouched(innocent);
            }
        }
    }

    private static void isUntouched(Pings innocent) throws Exception {
        assertThat(Lab.await(() -> innocent.answeredSoFar() > TRIES, PATIENCE)).isTrue();
        Pings.Count count = innocent.stop();
        assertThat(count.sent()).isGreaterThanOrEqualTo(TRIES);
        assertThat(count.lost()).as("the look-alike's").isEmpty();
    }
}
