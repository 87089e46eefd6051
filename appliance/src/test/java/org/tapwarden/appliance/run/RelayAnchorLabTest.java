package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.lab.DhcpRelay;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Pings;
import org.tapwarden.appliance.lab.Ran;
import org.tapwarden.appliance.lab.Running;

/// A held device takes other MACs behind a switch of which nothing is known but what its DHCP relay
/// writes (option 82), and a device that looks just like it works on at another port.
class RelayAnchorLabTest {

    private static final String ALIKE_MAC = "3c:52:82:00:00:02";
    private static final int TRIES = 100;
    private static final int ROUNDS = Boolean.getBoolean("tapwarden.whole") ? 20 : 2;
    private static final Duration BEAT = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(DhcpRelay.unavailable()).as("why no lab").isEmpty();
    }

    private static String macsHeld(Lab lab) {
        try {
            return lab.exec(
                            lab.switchNamespace(),
                            "nft",
                            "list",
                            "set",
                            "bridge",
                            "tapwarden",
                            "quarantine")
                    .said();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String command(Program program, String name, String... arguments) {
        return program.command(name, List.of(arguments)).said();
    }

    @Test
    void to_a_new_mac_that_asks_for_a_lease_the_quarantine_follows_by_the_relays_port()
            throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH)) {
            Evader evader = Evader.plugIn(lab);
            String alike = Evader.leased(lab, "alike", ALIKE_MAC);
            DhcpRelay.start(lab, List.of("p1", "p3"));
            try (Program program = Program.start(lab, "access", "1h");
                    Pings innocent = lab.keepsPinging(alike, Evader.SERVER_4, BEAT)) {
                assertThat(evader.arrivesOf(8, "stay", "before")).isEqualTo(8);
                assertThat(evader.getsALease()).isTrue();
                assertThat(lab.exec(alike, Evader.dhcp(lab, 20)).succeeded()).isTrue();
                isHeld(lab, program);
                assertThat(evader.arrivesOf(TRIES / ROUNDS, "stay", "held")).isZero();
                var windows = new ArrayList<Long>();
                long leaked = 0;
                long arrived = 0;
                for (int round = 1; round <= ROUNDS; round++) {
                    String mac = "0a:00:00:00:13:%02x".formatted(round);
                    String label = "window" + round;
                    try (Running tries = evader.triesOn(mac, label)) {
                        assertThat(Lab.await(() -> evader.arrived(label) > 0, PATIENCE)).isTrue();
                        long first = System.nanoTime();
                        assertThat(evader.getsALease()).isTrue();
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
                        "evasion: behind a relay it got %d datagrams through in %d windows of %s"
                                + " ms, from a new MAC's first frame over its lease until the"
                                + " quarantine had followed; after that %d of %d%n",
                        leaked, ROUNDS, windows, arrived, TRIES);
                assertThat(arrived).isZero();
                assertThat(macsHeld(lab)).contains(Evader.MAC).doesNotContain(ALIKE_MAC);
                assertThat(program.mails()).doesNotContain("EVADED");

                withoutALease(lab, evader, program);
                isUntouched(innocent);
            }
        }
    }

    private static void isHeld(Lab lab, Program program) throws Exception {
        Ran added =
                program.command(
                        "quarantine", List.of("add", Evader.MAC, "--why", "the test of the lab"));
        assertThat(added.said()).startsWith("unconfirmed: ");
        assertThat(macsHeld(lab)).contains(Evader.MAC);
        assertThat(command(program, "devices", "show", Evader.MAC)).contains("port p1");
    }

    /// What a relay writes stands in requests alone: who sets an address by hand, here the one that
    /// it had, is not stopped. As soon as it claims it in ARP, a person is told that it may be the
    /// held device.
    private static void withoutALease(Lab lab, Evader evader, Program program) throws Exception {
        String mac = "0a:00:00:00:13:ff";
        assertThat(evader.arrivesOf(20, mac, "unasked")).isEqualTo(20);
        Thread.sleep(3_000);
        assertThat(evader.arrivesOf(20, mac, "unasked again")).isEqualTo(20);
        assertThat(macsHeld(lab)).doesNotContain(mac);
        // Its network stack asks for somebody, as each does that is not a program of an attacker's.
        var _ = lab.exec(evader.space(), "arping", "-c", "2", "-w", "3", Evader.SERVER_4);
        assertThat(Lab.await(() -> program.mails().contains("EVADED"), PATIENCE.multipliedBy(2)))
                .isTrue();
        assertThat(program.mails()).contains(mac, "with an address that nobody gave it");
        assertThat(command(program, "quarantine", "list")).contains("evaded");
        assertThat(macsHeld(lab)).contains(Evader.MAC).doesNotContain(mac);
    }

    private static void isUntouched(Pings innocent) throws Exception {
        assertThat(Lab.await(() -> innocent.answeredSoFar() > TRIES, PATIENCE)).isTrue();
        Pings.Count count = innocent.stop();
        assertThat(count.sent()).isGreaterThanOrEqualTo(TRIES);
        assertThat(count.lost()).as("the look-alike's").isEmpty();
    }
}
