package org.tapwarden.enforcer.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.tapwarden.enforcer.snmp.SwitchLab.awaits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The driver, in namespaces, against a real agent in front of a real bridge.
class SnmpDriverLabTest {

    private static final String VICTIM = SwitchLab.mac(1);
    private static final int ROUNDS = 9;

    /// An address of the lab where nobody is, and one that no route leads to.
    private static final String NOBODY = "10.9.0.99";

    private static final String NOWHERE = "10.77.0.1";

    @TempDir Path folder;

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(SwitchLab.unavailable()).as("why no lab").isEmpty();
    }

    /// What a switch hears by LLDP it hears after a while, and its agent, which asks lldpd, once
    /// more after a busy while.
    private static void awaitsReach(SwitchLab lab, Driving driver, int host, String wanted)
            throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(45);
        for (String said = ""; !said.contains(wanted); ) {
            said = driver.ask("reach " + SwitchLab.mac(host)).how();
            assertThat(System.nanoTime())
                    .as("%s: %s; heard: %s", wanted, said, lab.heard())
                    .isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private static final class Pinging {
        private final Process process;
        private final Path log;

        Pinging(SwitchLab lab, int host, Path log) throws IOException {
            this.log = log;
            this.process =
                    lab.start(
                            SwitchLab.space(host),
                            log,
                            "ping",
                            "-D",
                            "-n",
                            "-i",
                            "0.005",
                            SwitchLab.ADDRESS);
        }

        private static final Pattern REPLY = Pattern.compile("^\\[(\\d+)\\.(\\d{6})] 64 bytes");

        /// Milliseconds since 1970 of the last answer.
        double lastAnswer() throws IOException {
            double last = 0;
            for (String line : Files.readAllLines(log)) {
                Matcher matcher = REPLY.matcher(line);
                if (matcher.find()) {
                    last =
                            Long.parseLong(matcher.group(1)) * 1_000.0
                                    + Long.parseLong(matcher.group(2)) / 1_000.0;
                }
            }
            return last;
        }

        /// What ping says at its end.
        String ends(SwitchLab lab) throws Exception {
            for (ProcessHandle one : List.of(process.toHandle())) {
                lab.inSwitch("kill", "-INT", Long.toString(one.pid()));
            }
            assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            return Files.readString(log);
        }
    }

    @Test
    void shuts_the_port_of_a_device_at_once_and_touches_no_other() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            lab.host(2);
            lab.agent();
            assertThat(lab.reaches(1) && lab.reaches(2)).isTrue();
            try (Driving driver = lab.drive(lab.closet("twrw"))) {
                driver.ask("prepare");
                assertThat(driver.ask("reach " + VICTIM).how())
                        .contains("possible=true", "at closet, port p1");
                var innocent = new Pinging(lab, 2, folder.resolve("innocent"));
                var stopped = new ArrayList<Double>();
                var took = new ArrayList<Double>();
                for (int round = 0; round < ROUNDS; round++) {
                    var victim = new Pinging(lab, 1, folder.resolve("victim" + round));
                    awaits(() -> victim.lastAnswer() > 0);
                    Driving.Answered held = driver.ask("hold order-1 60000 " + VICTIM);
                    assertThat(held.how()).isEqualTo("UNCONFIRMED PORT_SHUT shut: closet, port p1");
                    assertThat(lab.isUp("p1")).isFalse();
                    assertThat(lab.ping(1)).isFalse();
                    took.add(held.took().toNanos() / 1e6);
                    stopped.add(victim.lastAnswer() - held.began().toEpochMilli());
                    if (round == 0) {
                        looksAgain(lab, driver);
                    }
                    assertThat(driver.ask("release order-1 " + VICTIM).how())
                            .startsWith("UNCONFIRMED RELEASED");
                    assertThat(lab.recorded()).doesNotContain("p1");
                    assertThat(lab.reaches(1)).isTrue();
                    String _ = victim.ends(lab);
                }
                assertThat(driver.ask("held").how()).isEqualTo("[]");
                stopped.sort(null);
                took.sort(null);
                System.out.printf(
                        "snmp: case to the device's last answer, median %.0f ms, worst %.0f ms; to"
                                + " the outcome, median %.0f ms, worst %.0f ms (%d times)%n",
                        stopped.get(ROUNDS / 2),
                        stopped.getLast(),
                        took.get(ROUNDS / 2),
                        took.getLast(),
                        ROUNDS);
                assertThat(stopped.get(ROUNDS / 2)).isLessThanOrEqualTo(500);
                assertThat(innocent.ends(lab)).contains(" 0% packet loss");
            }
        }
    }

    private static void looksAgain(SwitchLab lab, Driving driver) throws IOException {
        assertThat(lab.recorded()).contains("\"port\":\"p1\"", "\"case\":\"case-order-1\"");
        assertThat(driver.ask("hold order-1 60000 " + VICTIM).how())
                .isEqualTo("UNCONFIRMED PORT_SHUT still down: closet, port p1");
        assertThat(driver.ask("held").how()).isEqualTo("[" + VICTIM + "=case-order-1]");
    }

    @Test
    void each_way_of_not_being_obeyed_has_a_name_and_changes_nothing() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            lab.agent();
            assertThat(lab.reaches(1)).isTrue();
            String wrong = "some other password";
            String right = SwitchLab.AUTHENTICATION;
            String secret = SwitchLab.PRIVACY;
            List<List<String>> cases =
                    List.of(
                            List.of(lab.closet("twro"), "SET_NO_ACCESS"),
                            List.of(lab.closet("twrw", wrong, secret, ""), "SWITCH_WRONG_PASSWORD"),
                            List.of(lab.closet("twblind"), "SET_AUTHORIZATION_ERROR"),
                            List.of(lab.closet("twnobody"), "SWITCH_UNKNOWN_USER"),
                            List.of(lab.closet("twplain"), "SWITCH_UNSUPPORTED_LEVEL"),
                            List.of(
                                    lab.named(
                                            "garbled", SwitchLab.ADDRESS, "twrw", right, wrong, ""),
                                    "SWITCH_WRONG_PRIVACY"),
                            List.of(
                                    lab.named("away", NOBODY, "twrw", right, secret, ""),
                                    "SWITCH_SILENT"),
                            List.of(
                                    lab.named("lost", NOWHERE, "twrw", right, secret, ""),
                                    "SWITCH_UNREACHABLE"));
            for (List<String> one : cases) {
                try (Driving driver = lab.drive(one.getFirst())) {
                    Driving.Answered answered = driver.ask("hold order-1 60000 " + VICTIM);
                    assertThat(answered.how()).startsWith("FAILED " + one.getLast() + " ");
                    assertThat(answered.how()).doesNotContain(wrong, right, secret);
                    assertThat(answered.took()).isLessThan(Duration.ofSeconds(5));
                    assertThat(lab.isUp("p1")).isTrue();
                    awaits(() -> !lab.recorded().contains("p1"));
                }
                String _ = Files.readString(folder.resolve("driver.err"));
            }
            assertThat(lab.reaches(1)).isTrue();
        }
    }

    @Test
    void a_switch_whose_restarts_are_used_up_is_told_apart() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            // RFC 3414, section 2.3: at the highest count every message is outside the window.
            lab.agentAsInstalled(
                    "engineID lab\noldEngineID 0x80001f88046c6162\nengineBoots 2147483646\n");
            assertThat(lab.reaches(1)).isTrue();
            try (Driving driver = lab.drive(lab.closet("twrw"))) {
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how())
                        .startsWith("FAILED SWITCH_NOT_IN_TIME_WINDOW ");
            }
        }
    }

    @Test
    void a_user_with_the_strongest_that_there_is_is_understood() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            lab.agent();
            assertThat(lab.reaches(1)).isTrue();
            String strong = ", authentication: sha-512, privacy: aes-256";
            String right = SwitchLab.AUTHENTICATION;
            try (Driving driver =
                    lab.drive(lab.closet("twlong", right, SwitchLab.PRIVACY, strong))) {
                assertThat(driver.ask("reach " + VICTIM).how()).contains("at closet, port p1");
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how())
                        .startsWith("FAILED SET_NO_ACCESS ");
            }
        }
    }

    @Test
    void refuses_where_others_are_and_says_whom_it_would_have_hit() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            for (int host = 1; host <= 7; host++) {
                lab.host(host);
            }
            lab.agent();
            lab.listensToLldp();
            lab.speaksLldp(3, "-M", "3", "-S", "SEP3");
            lab.speaksLldp(4);
            lab.speaksLldp(7);
            for (int host : List.of(3, 4, 7)) {
                awaits(() -> lab.tellsLldp(host, "lldp", "tx-interval", "1"));
            }
            assertThat(lab.tellsLldp(7, "system", "capabilities", "enabled", "wlan")).isTrue();
            assertThat(lab.tellsLldp(4, "system", "capabilities", "enabled", "bridge")).isTrue();
            for (int host = 1; host <= 7; host++) {
                assertThat(lab.reaches(host)).isTrue();
            }
            // A second device at port 2, as behind a small switch without a name.
            lab.behind(2, "ip", "link", "set", "eth0", "address", "02:00:00:00:0a:02");
            assertThat(lab.reaches(2)).isTrue();
            lab.inSwitch("ip", "link", "set", "p2", "alias", "Room 12");
            String never = ", never: [p5]";
            String right = SwitchLab.AUTHENTICATION;
            try (Driving driver = lab.drive(lab.closet("twrw", right, SwitchLab.PRIVACY, never))) {
                awaitsReach(lab, driver, 4, "PORT_OF_SWITCH");
                awaitsReach(lab, driver, 3, "PORT_OF_PHONE");
                assertThat(driver.ask("hold order-1 60000 02:00:00:00:0a:02").how())
                        .isEqualTo(
                                "REFUSED PORT_SHARED closet, port p2 (Room 12): it would hit as well "
                                        + SwitchLab.mac(2));
                assertThat(driver.ask("hold order-1 60000 " + SwitchLab.mac(3)).how())
                        .startsWith(
                                "REFUSED PORT_OF_PHONE closet, port p3: a telephone is there, ");
                assertThat(driver.ask("hold order-1 60000 " + SwitchLab.mac(7)).how())
                        .startsWith("REFUSED PORT_OF_ACCESS_POINT closet, port p7: ");
                assertThat(driver.ask("hold order-1 60000 " + SwitchLab.mac(4)).how())
                        .startsWith("REFUSED PORT_OF_SWITCH ")
                        .contains("closet, port p4, where a switch or router says that it is");
                assertThat(driver.ask("hold order-1 60000 " + SwitchLab.mac(5)).how())
                        .startsWith("REFUSED PORT_NEVER closet, port p5: ");
                assertThat(driver.ask("hold order-1 60000 02:00:00:00:0b:01").how())
                        .isEqualTo(
                                "REFUSED PORT_NOT_FOUND no switch has seen 02:00:00:00:0b:01 of late"
                                        + " at any port");
                // One MAC that cannot be placed, and the other's port stays as it is.
                assertThat(driver.ask("hold order-1 60000 " + VICTIM + " 02:00:00:00:0b:01").how())
                        .startsWith("REFUSED PORT_NOT_FOUND ");
                assertThat(
                                driver.ask("hold order-1 60000 " + SwitchLab.mac(6) + " " + VICTIM)
                                        .how())
                        .isEqualTo("UNCONFIRMED PORT_SHUT shut: closet, port p1; closet, port p6");
                for (String port : List.of("p2", "p3", "p4", "p5", "p7", "pm")) {
                    assertThat(lab.isUp(port)).as(port).isTrue();
                }
                assertThat(lab.isUp("p1") || lab.isUp("p6")).isFalse();
                assertThat(driver.ask("releaseAll").how()).startsWith("UNCONFIRMED RELEASED");
                assertThat(lab.isUp("p1") && lab.isUp("p6")).isTrue();
            }
        }
    }

    @Test
    void a_port_that_a_person_opened_is_looked_at_anew_before_it_is_shut_again() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            lab.agent();
            assertThat(lab.reaches(1)).isTrue();
            try (Driving driver = lab.drive(lab.closet("twrw"))) {
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how()).contains("PORT_SHUT");
                // Somebody opens the port for another device.
                lab.behind(1, "ip", "link", "set", "eth0", "address", "02:00:00:00:0a:01");
                lab.inSwitch("ip", "link", "set", "p1", "up");
                assertThat(lab.reaches(1)).isTrue();
                // The lab's agent keeps the table for half a second.
                TimeUnit.MILLISECONDS.sleep(700);
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how())
                        .startsWith("REFUSED PORT_NOT_FOUND ");
                assertThat(lab.isUp("p1")).isTrue();
                assertThat(driver.ask("held").how()).isEqualTo("[]");
            }
        }
    }

    @Test
    void a_port_that_somebody_else_has_shut_is_not_ours_to_open() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            lab.agent();
            assertThat(lab.reaches(1)).isTrue();
            lab.inSwitch("ip", "link", "set", "p1", "down");
            // As a switch does that forgets addresses only after a while.
            lab.inSwitch("bridge", "fdb", "replace", VICTIM, "dev", "p1", "master", "static");
            try (Driving driver = lab.drive(lab.closet("twrw"))) {
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how())
                        .startsWith("REFUSED PORT_DOWN_BEFORE closet, port p1: ");
                assertThat(driver.ask("releaseAll").how()).contains("0 ports");
                assertThat(lab.isUp("p1")).isFalse();
            }
        }
    }

    @Test
    void a_silent_switch_beside_it_stops_the_act_unless_the_sensor_knows_the_place()
            throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            lab.agent();
            assertThat(lab.reaches(1)).isTrue();
            String right = SwitchLab.AUTHENTICATION;
            String[] both = {
                lab.closet("twrw"), lab.named("away", NOBODY, "twrw", right, SwitchLab.PRIVACY, "")
            };
            try (Driving driver = lab.drive(both)) {
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how())
                        .startsWith("FAILED SWITCH_SILENT away: ");
                assertThat(lab.isUp("p1")).isTrue();
            }
            try (Driving driver = lab.driveKnowing("closet", both)) {
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how())
                        .isEqualTo("UNCONFIRMED PORT_SHUT shut: closet, port p1");
                assertThat(driver.ask("releaseAll").how()).startsWith("UNCONFIRMED RELEASED");
            }
        }
    }
}
