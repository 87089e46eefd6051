package org.tapwarden.enforcer.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.tapwarden.enforcer.snmp.SwitchLab.awaits;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.Stage;

/// What becomes of a port that is shut, whatever becomes of the process and the switch.
class ShutPortLabTest {

    private static final String VICTIM = SwitchLab.mac(1);
    private static final int KILLS = Boolean.getBoolean("tapwarden.whole") ? 20 : 6;

    @TempDir Path folder;

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(SwitchLab.unavailable()).as("why no lab").isEmpty();
    }

    @Test
    void whatever_kills_the_process_the_next_one_opens_what_nobody_holds() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            lab.agent();
            int found = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                assertThat(lab.reaches(1)).isTrue();
                Driving killed = lab.drive(lab.closet("twrw"));
                killed.ask("prepare");
                killed.tell("hold order-1 60000 " + VICTIM);
                if (kill % 2 == 0) {
                    TimeUnit.MILLISECONDS.sleep(kill * 10L); // before the act, or within it
                } else {
                    awaits(() -> !lab.isUp("p1")); // after it, and the outcome is said to nobody
                }
                killed.kill();
                found += lab.isUp("p1") ? 0 : 1;
                try (Driving next = lab.drive(lab.closet("twrw"))) {
                    boolean isRecorded = next.ask("held").how().contains(VICTIM);
                    assertThat(isRecorded || lab.isUp("p1")).as("shut, and forgotten").isTrue();
                    assertThat(next.ask("release orphan " + VICTIM).how())
                            .startsWith("UNCONFIRMED RELEASED");
                    assertThat(lab.isUp("p1")).isTrue();
                    assertThat(next.ask("held").how()).isEqualTo("[]");
                }
            }
            assertThat(found).as("killed with the port shut").isPositive();
            System.out.printf("snmp: %d kills, %d with the port shut%n", KILLS, found);
        }
    }

    @Test
    void a_port_that_nobody_renews_is_opened_also_after_a_kill() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            lab.agent();
            assertThat(lab.reaches(1)).isTrue();
            try (Driving driver = lab.drive(lab.closet("twrw"))) {
                Instant began = Instant.now();
                assertThat(driver.ask("hold order-1 2000 " + VICTIM).how()).contains("PORT_SHUT");
                awaits(() -> lab.isUp("p1"));
                Duration took = Duration.between(began, Instant.now());
                System.out.printf("snmp: a port for 2 s was open after %d ms%n", took.toMillis());
                assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            }
            assertThat(lab.reaches(1)).isTrue();
            Driving killed = lab.drive(lab.closet("twrw"));
            assertThat(killed.ask("hold order-1 2000 " + VICTIM).how()).contains("PORT_SHUT");
            killed.kill();
            assertThat(lab.isUp("p1")).isFalse();
            try (Driving next = lab.drive(lab.closet("twrw"))) {
                next.ask("prepare");
                awaits(() -> lab.isUp("p1"));
                awaits(() -> next.ask("held").how().equals("[]"));
            }
        }
    }

    @Test
    void a_switch_that_stops_to_answer_is_asked_until_it_does() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            Process agent = lab.agent();
            assertThat(lab.reaches(1)).isTrue();
            try (Driving driver = lab.drive(lab.closet("twrw"))) {
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how()).contains("PORT_SHUT");
                lab.signal(agent, "STOP");
                assertThat(driver.ask("hold order-1 60000 " + VICTIM).how())
                        .startsWith("FAILED SWITCH_SILENT ");
                assertThat(driver.ask("held").how()).as("it held before").contains(VICTIM);
                assertThat(driver.ask("release order-1 " + VICTIM).how())
                        .startsWith("FAILED SWITCH_SILENT ");
                Driving.Answered all = driver.ask("releaseAll");
                assertThat(all.how()).startsWith("FAILED SWITCH_");
                assertThat(all.took()).as("a kill switch").isLessThan(Stage.AT_ONCE);
                assertThat(lab.isUp("p1")).isFalse();
                lab.signal(agent, "CONT");
                awaits(() -> lab.isUp("p1"));
                awaits(() -> !lab.recorded().contains("p1"));
                assertThat(driver.ask("release order-1 " + VICTIM).how())
                        .startsWith("UNCONFIRMED RELEASED");
            }
        }
    }

    @Test
    void gives_way_at_once_to_who_lets_everybody_go() throws Exception {
        try (SwitchLab lab = new SwitchLab(folder)) {
            lab.host(1);
            Process agent = lab.agent();
            assertThat(lab.reaches(1)).isTrue();
            try (Driving driver = lab.drive(lab.closet("twrw"))) {
                driver.ask("prepare");
                lab.signal(agent, "STOP");
                driver.tell("hold order-1 60000 " + VICTIM);
                TimeUnit.MILLISECONDS.sleep(300);
                driver.tell("giveWay");
                Driving.Answered answered = driver.answer();
                assertThat(answered.how()).startsWith("FAILED SWITCH_GIVEN_UP ");
                assertThat(answered.took()).isLessThan(Stage.AT_ONCE);
                lab.signal(agent, "CONT");
            }
        }
    }
}
