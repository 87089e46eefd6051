package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Witness;

class EnforcerTest {

    @TempDir Path folder;
    private final HeldInMemory driver = new HeldInMemory("memory", Step.QUARANTINE);
    private Stage stage;
    private Sample.TurnedClocks clocks;
    private Enforcer enforcer;

    @BeforeEach
    void start() throws SQLException {
        stage = new Stage(folder, Sample.SETTINGS, driver);
        clocks = stage.clocks;
        enforcer = stage.enforcer;
    }

    @AfterEach
    void stop() throws SQLException {
        stage.close();
    }

    private void startAgain() throws SQLException {
        stage.start();
        enforcer = stage.enforcer;
    }

    @Test
    void an_order_is_held_confirmed_on_the_tap_and_ends_by_itself() {
        stage.journal.add(Sample.order(1));
        until(() -> stage.kinds().equals(List.of(Kind.UNCONFIRMED)));
        stage.seen("order-1", 3, 0);
        stage.settle();
        clocks.pass(Duration.ofSeconds(1));
        stage.seen.put("order-1", new Witness.Counts(5, 0, 0));
        until(() -> stage.kinds().equals(List.of(Kind.EFFECTIVE)));
        clocks.pass(Duration.ofMinutes(59));
        stage.settle();
        assertThat(driver.held).hasSize(1);
        clocks.pass(Duration.ofMinutes(2));
        until(driver.held::isEmpty);
        until(() -> enforcer.leases().isEmpty());
        // Placed, effective, ended.
        until(() -> enforcer.outbox().pending() == 3);
        assertThat(enforcer.verifyAudit().intact()).isTrue();
    }

    @Test
    void a_wall_clock_that_jumps_releases_nobody_and_holds_nobody() {
        stage.journal.add(Sample.order(1));
        until(() -> !driver.held.isEmpty());
        clocks.wallJumps(Duration.ofDays(3650));
        stage.settle();
        assertThat(driver.held).hasSize(1);
        clocks.wallJumps(Duration.ofDays(-7300));
        clocks.pass(Duration.ofMinutes(61));
        until(driver.held::isEmpty);
    }

    @Test
    void after_a_reboot_a_lease_goes_on_with_what_was_left() throws SQLException {
        stage.journal.add(Sample.order(1));
        until(() -> !driver.held.isEmpty());
        clocks.pass(Duration.ofMinutes(50));
        stage.settle();
        stage.stop();
        driver.held.clear();
        clocks.reboot("boot-2", Duration.ofDays(100));
        startAgain();
        assertThat(driver.held).hasSize(1);
        clocks.pass(Duration.ofMinutes(9));
        stage.settle();
        assertThat(driver.held).hasSize(1);
        clocks.pass(Duration.ofMinutes(2));
        until(driver.held::isEmpty);
    }

    /// Without an order it is asked once a second, and here no time passes at all.
    @Test
    void what_the_sensor_protects_just_before_an_order_is_protected() {
        stage.settle();
        stage.protections.put(Sample.subject(1).macs().iterator().next().toString(), "the gateway");
        stage.settle();
        assertThat(enforcer.audit(0, 10).toString()).doesNotContain("the gateway", "protected");
        stage.journal.add(Sample.order(1));
        until(() -> enforcer.outbox().pending() == 1);
        stage.settle();
        assertThat(driver.held).isEmpty();
    }

    @Test
    void a_sensor_that_takes_a_protection_back_takes_nothing_back() {
        stage.protections.put(Sample.subject(1).macs().iterator().next().toString(), "the gateway");
        clocks.pass(Duration.ofSeconds(2));
        until(() -> enforcer.audit(0, 10).toString().contains("protected"));
        stage.protections.clear();
        stage.settle();
        stage.journal.add(Sample.order(1));
        until(() -> enforcer.outbox().pending() == 1);
        assertThat(driver.held).isEmpty();
        assertThat(enforcer.audit(0, 10).getLast().record()).contains("PROTECTED");
    }

    @Test
    void a_flood_of_orders_freezes_the_segment_until_a_person_looked() {
        for (int i = 1; i <= 9; i++) {
            stage.journal.add(Sample.order(i));
        }
        // Nine devices and a page.
        until(() -> enforcer.outbox().pending() == 10);
        assertThat(driver.held).hasSize(EnforcerSettings.USUAL.budget().most());
        assertThat(enforcer.safeguards().breakerOpen()).isFalse();
        clocks.pass(Duration.ofMinutes(61));
        until(driver.held::isEmpty);
        stage.journal.add(Sample.order(10));
        until(() -> stage.mails().size() == 16);
        assertThat(driver.held).isEmpty();
        assertThat(enforcer.safeguards().thaw(Sample.SEGMENT, "smith", "looked")).isTrue();
        assertThat(enforcer.safeguards().thaw(Sample.SEGMENT, "smith", "looked")).isFalse();
        stage.journal.add(Sample.order(11));
        until(() -> driver.held.size() == 1);
    }

    @Test
    void a_person_quarantines_releases_and_releases_all() {
        Order asked =
                Sample.with(
                        Sample.order(7),
                        Step.QUARANTINE,
                        Mode.ACT,
                        0,
                        Duration.ofHours(1),
                        "smith");
        assertThat(enforcer.quarantine(asked).kind()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(enforcer.quarantine(asked).kind()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(driver.held).hasSize(1);
        assertThat(enforcer.release("request-case-7", "smith", "false alarm")).isPresent();
        assertThat(enforcer.release("request-case-7", "smith", "false alarm")).isEmpty();
        assertThat(driver.held).isEmpty();
        stage.journal.add(Sample.order(8));
        until(() -> driver.held.size() == 1);
        assertThat(enforcer.releaseAll("root", "fire drill").released()).isEqualTo(1);
        assertThat(driver.held).isEmpty();
        assertThat(enforcer.safeguards().breakerOpen()).isTrue();
        assertThat(enforcer.leases()).isEmpty();
    }

    @Test
    void a_driver_that_is_not_in_the_path_leaves_no_lease() {
        driver.answer = Outcome.refused(Reason.NOT_IN_PATH, "not in the path of it");
        stage.journal.add(Sample.order(1));
        until(() -> enforcer.outbox().pending() == 1);
        assertThat(enforcer.leases()).isEmpty();
    }

    @Test
    void what_nobody_holds_a_lease_for_is_let_go_at_the_start() throws SQLException {
        stage.stop();
        driver.held.put(new Mac(77), "case-forgotten");
        startAgain();
        assertThat(driver.held).isEmpty();
    }

    /// The thread that acts waits for a switch that does not answer: up to three seconds for each.
    @Test
    void letting_everybody_go_waits_for_no_switch() {
        stage.journal.add(Sample.order(1));
        until(() -> driver.held.size() == 1);
        driver.waits = new CountDownLatch(1);
        for (int i = 2; i <= 5; i++) {
            stage.journal.add(Sample.order(i));
        }
        until(() -> driver.waiting);
        long began = System.nanoTime();
        assertThat(enforcer.releaseAll("root", "fire drill").still()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Stage.AT_ONCE);
        driver.waits = null;
        assertThat(driver.held).isEmpty();
        until(() -> enforcer.leases().isEmpty());
    }

    @Test
    void an_end_that_failed_is_tried_again_and_not_a_hundred_times_a_second() {
        stage.journal.add(Sample.order(1));
        until(() -> driver.held.size() == 1);
        driver.letsGo = Outcome.failed(Reason.NAS_SILENT, "no answer");
        assertThat(enforcer.release("order-1", "smith", "false alarm").orElseThrow().kind())
                .isEqualTo(Kind.FAILED);
        stage.settle();
        assertThat(driver.releases.get()).isEqualTo(1);
        clocks.pass(Duration.ofSeconds(5));
        until(() -> driver.releases.get() == 2);
        stage.settle();
        assertThat(driver.releases.get()).isEqualTo(2);
        driver.letsGo = Outcome.unconfirmed(Reason.RELEASED, "released");
        clocks.pass(Duration.ofSeconds(5));
        until(() -> enforcer.leases().isEmpty());
    }
}
