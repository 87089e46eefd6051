package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.lab.Crowd;
import org.tapwarden.enforcer.lab.MirrorLab;
import org.tapwarden.enforcer.lab.ThreeWays;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;

/// The machine goes down with three devices held, and comes up with another boot id, an empty
/// kernel, a switch that has learnt nobody and no process of before.
class RebootLabTest {

    private static final Duration LENGTH = Duration.ofMinutes(60);
    private static final Duration BEFORE = Duration.ofMinutes(20);
    private static final Duration OFF = Duration.ofHours(7);
    private static final Duration SOON = Duration.ofSeconds(5);

    /// What the last look at all three takes.
    private static final Duration PROBING = Duration.ofSeconds(2);

    @TempDir Path folder;

    @Test
    void what_was_intended_is_so_again_within_five_seconds_and_ends_on_time() throws Exception {
        var first = new MirrorLab(3);
        var ways = new ThreeWays(first, folder);
        var stage = new Stage(folder, Sample.SETTINGS, ways.drivers().toArray(Driver[]::new));
        try {
            Crowd.answering(first);
            assertThat(free(ways)).containsExactly(true, true, true);
            hold(stage, 1, ThreeWays.CUT, Step.QUARANTINE);
            hold(stage, 2, ThreeWays.RESET, Step.RESET);
            hold(stage, 3, ThreeWays.ISOLATED, Step.QUARANTINE);
            until(() -> !ways.answers(ThreeWays.ISOLATED));
            assertThat(free(ways)).containsExactly(false, false, false);
            stage.clocks.pass(BEFORE);
            stage.settle();
        } finally {
            stage.stop();
            ways.close();
            first.close();
        }
        stage.clocks.reboot("boot-2", OFF);
        try (var second = new MirrorLab(3);
                var again = new ThreeWays(second, folder)) {
            Crowd.answering(second);
            second.forgets();
            long began = System.nanoTime();
            stage.start(again.drivers());
            try {
                // From here on the devices speak.
                while (anybody(free(again))) {
                    stage.clocks.pass(Duration.ofSeconds(1));
                    assertThat(Duration.ofNanos(System.nanoTime() - began))
                            .as(() -> stage.enforcer.leases().toString())
                            .isLessThan(SOON.multipliedBy(4));
                }
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                System.out.printf(
                        "reboot: nftables, reset and isolation held again %d ms after the start%n",
                        took.toMillis());
                assertThat(took).isLessThan(SOON.plus(PROBING));
                assertThat(stage.enforcer.leases())
                        .hasSize(3)
                        .extracting(Lease::driver)
                        .containsExactlyInAnyOrder("nftables", "reset", "isolation");
                stage.clocks.pass(LENGTH.minus(BEFORE).minusMinutes(1));
                stage.settle();
                assertThat(free(again)).containsExactly(false, false, false);
                stage.clocks.pass(Duration.ofMinutes(2));
                until(() -> stage.enforcer.leases().isEmpty());
                until(() -> !free(again).contains(false));
                assertThat(stage.enforcer.verifyAudit().intact()).isTrue();
            } finally {
                stage.stop();
            }
        }
    }

    private static void hold(Stage stage, int number, int host, Step step) {
        assertThat(
                        stage.enforcer
                                .quarantine(
                                        Sample.with(
                                                Sample.about(
                                                        Sample.order(number),
                                                        ThreeWays.subject(host)),
                                                step,
                                                Mode.ACT,
                                                2,
                                                LENGTH,
                                                "smith"))
                                .holds())
                .isTrue();
    }

    private static boolean anybody(List<Boolean> free) {
        return free.contains(true);
    }

    /// Whether each can do what is taken from it.
    private static List<Boolean> free(ThreeWays ways) {
        return List.of(
                ways.answers(ThreeWays.CUT), ways.connects(), ways.answers(ThreeWays.ISOLATED));
    }
}
