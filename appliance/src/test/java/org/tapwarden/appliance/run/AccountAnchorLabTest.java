package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.tapwarden.appliance.lab.PortControl;
import org.tapwarden.appliance.lab.Ran;
import org.tapwarden.appliance.lab.Running;

/// A quarantined machine comes back under other MACs, at its own port and at another switch, and
/// proves its account by 802.1X each time; a machine that looks just like it works on.
class AccountAnchorLabTest {

    private static final String ACCOUNT = "host/room-12.lab.example";
    private static final String ALIKE = "host/room-13.lab.example";
    private static final String ALIKE_MAC = "3c:52:82:00:00:02";
    private static final String CLOSET = Lab.GATEWAY_4;
    private static final String LOBBY = "10.20.0.2";
    private static final int TRIES = 100;
    private static final boolean WHOLE = Boolean.getBoolean("tapwarden.whole");
    private static final int ROUNDS = WHOLE ? 20 : 2;
    private static final int WINDOWS = WHOLE ? 10 : 1;
    private static final Duration BEAT = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(PortControl.unavailable()).as("why no lab").isEmpty();
    }

    private static Path denied(Lab lab) throws IOException {
        return Files.createDirectories(lab.directory().resolve("denied")).resolve("list");
    }

    private static Program start(Lab lab) throws IOException {
        Path folder = Files.createDirectories(lab.directory().resolve("appliance"));
        Path secret = Files.writeString(folder.resolve("radius.secret"), PortControl.SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return Program.start(
                lab,
                "access",
                "1h",
                """
                accounting:
                  host: 10.20.0.1
                  port: 1813
                  clients: [{from: 10.20.0.0/24, secret-file: radius.secret}]
                """,
                """
                radius: {deny-list: %s, servers: [
                  {name: closet, address: %s, secret-file: radius.secret, message-authenticator: required},
                  {name: lobby, address: '%s:3800', secret-file: radius.secret, message-authenticator: required}]}\
                """
                        .formatted(denied(lab), CLOSET, LOBBY),
                "");
    }

    private static String command(Program program, String name, String... arguments) {
        return program.command(name, List.of(arguments)).said();
    }

    private static String list(Lab lab) {
        try {
            return Files.readString(denied(lab));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A machine takes the MAC and asks to be let in by its account.
    private static Running comesBack(PortControl ports, Evader evader, String mac)
            throws Exception {
        evader.lab().must(evader.space(), "ip", "link", "set", "eth0", "address", mac);
        return ports.asks(evader.space(), ACCOUNT);
    }

    @Test
    void under_no_mac_and_at_no_switch_a_quarantined_machine_gets_through_by_its_account()
            throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH)) {
            Evader evader = Evader.plugIn(lab);
            String alike = Evader.leased(lab, "alike", ALIKE_MAC);
            Evader elsewhere = evader.alsoAt(lab.plugIn("lobby", "0a:00:00:00:14:00"));
            lab.must(lab.switchNamespace(), "ip", "addr", "add", LOBBY + "/32", "dev", "br0");
            PortControl ports = PortControl.start(lab, denied(lab));
            try (Program program = start(lab)) {
                ports.guard("p1", CLOSET, "closet", 3_799);
                ports.guard("p3", CLOSET, "closet", 0);
                ports.guard("p4", LOBBY, "lobby", 3_800);
                assertThat(evader.arrivesOf(4, "stay", "closed")).as("closed at first").isZero();
                Running first = ports.asks(evader.space(), ACCOUNT);
                ports.asks(alike, ALIKE);
                assertThat(evader.arrivesOf(8, "stay", "before")).isEqualTo(8);
                try (Pings innocent = lab.keepsPinging(alike, Evader.SERVER_4, BEAT)) {
                    isHeld(lab, program);
                    first.stop();

                    long arrived = evader.arrivesOf(20, "stay", "held");
                    for (int round = 1; round <= ROUNDS; round++) {
                        Evader where = round % 2 == 0 ? elsewhere : evader;
                        String mac = "0a:00:00:00:15:%02x".formatted(round);
                        try (Running _ = comesBack(ports, where, mac)) {
                            assertThat(ports.letIn(mac)).isFalse();
                            arrived += where.arrivesOf((TRIES - 20) / ROUNDS, "stay", "as" + round);
                        }
                    }
                    System.out.printf(
                            "evasion: with its account denied, %d of %d tries arrived, under %d new"
                                    + " MACs at two switches%n",
                            arrived, TRIES, ROUNDS);
                    assertThat(arrived).isZero();
                    ports.asksAgain(alike);
                    assertThat(ports.letInAs(ALIKE)).isEqualTo(2);

                    ports.asksAboutAccounts(false);
                    follows(lab, program, ports, elsewhere);

                    ports.asksAboutAccounts(true);
                    assertThat(command(program, "quarantine", "release-all"))
                            .contains("1 released");
                    try (Running _ = comesBack(ports, evader, Evader.MAC)) {
                        assertThat(evader.arrivesOf(8, "stay", "after")).isEqualTo(8);
                    }
                    isUntouched(innocent);
                }
            }
        }
    }

    private static void isHeld(Lab lab, Program program) throws Exception {
        Ran added =
                program.command(
                        "quarantine", List.of("add", Evader.MAC, "--why", "the test of the lab"));
        assertThat(added.said()).startsWith("unconfirmed: closet: Disconnect-ACK");
        assertThat(list(lab)).contains("3c5282000001 ", " " + ACCOUNT + "\n");
    }

    /// Where the server is told MACs alone, the account leads to the new one.
    private static void follows(Lab lab, Program program, PortControl ports, Evader evader)
            throws Exception {
        var windows = new ArrayList<Long>();
        long leaked = 0;
        long arrived = 0;
        for (int round = 1; round <= WINDOWS; round++) {
            String mac = "0a:00:00:00:17:%02x".formatted(round);
            String label = "window" + round;
            long first = System.nanoTime();
            try (Running _ = comesBack(ports, evader, mac)) {
                assertThat(ports.letIn(mac)).as("the window is there").isTrue();
                // It may be over before a try leaves.
                try (Running tries = evader.triesOn("stay", label)) {
                    assertThat(Lab.await(() -> list(lab).contains(mac.replace(":", "")), PATIENCE))
                            .as(() ->
                                    command(program, "quarantine", "list")
                                            + list(lab)
                                            + program.mails()
                                            + program.said())
                            .isTrue();
                    windows.add((System.nanoTime() - first) / 1_000_000);
                    tries.stop();
                }
                leaked += evader.arrived(label);
                ports.asksAgain(evader.space());
                assertThat(ports.letIn(mac)).isFalse();
                arrived += evader.arrivesOf(TRIES / WINDOWS, "stay", "followed" + round);
            }
        }
        System.out.printf(
                "evasion: with its MACs alone denied it got %d datagrams through in %d windows of"
                        + " %s ms, from its asking until the lease had followed its account; after"
                        + " that %d of %d%n",
                leaked, WINDOWS, windows, arrived, TRIES);
        assertThat(arrived).isZero();
        assertThat(list(lab)).contains("3c5282000001 ", "0a0000001701 ");
        assertThat(program.mails()).doesNotContain("EVADED");
    }

    private static void isUntouched(Pings innocent) throws Exception {
        assertThat(Lab.await(() -> innocent.answeredSoFar() > TRIES, PATIENCE)).isTrue();
        Pings.Count count = innocent.stop();
        assertThat(count.sent()).isGreaterThanOrEqualTo(TRIES);
        assertThat(count.lost()).as("the look-alike's").isEmpty();
    }
}
