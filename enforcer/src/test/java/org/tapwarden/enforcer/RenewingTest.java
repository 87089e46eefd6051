package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.ladder.ExamFreeze;
import org.tapwarden.enforcer.lease.Freezes;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Cases.Found;
import org.tapwarden.enforcer.order.Cases.State;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// An automatic lease lasts a quarter of an hour, and goes on while its case stands.
class RenewingTest {

    private static final EnforcerSettings SETTINGS = Sample.settings(Duration.ZERO, List.of());
    private static final Found STANDS = new Found(State.STANDS, "nobody settled it");
    private static final Found CLOSED = new Found(State.CLOSED, "a false alarm, says smith");

    @TempDir Path folder;
    private final HeldInMemory driver = new HeldInMemory("memory", Step.QUARANTINE);
    private Stage stage;

    private void start(EnforcerSettings settings) throws SQLException {
        stage = new Stage(folder, settings, driver);
    }

    @AfterEach
    void stop() throws SQLException {
        stage.close();
    }

    private Lease held() {
        until(() -> stage.enforcer.leases().size() == 1);
        until(() -> driver.held.size() == 1);
        return stage.enforcer.leases().getFirst();
    }

    private void pass(int minutes) {
        stage.pass(Duration.ofMinutes(minutes), Duration.ofMinutes(1));
    }

    private String audit() {
        return stage.enforcer.audit(0, 1_000).toString();
    }

    @Test
    void a_lease_is_renewed_while_its_case_stands_and_at_most_as_long_as_its_rule_says()
            throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        stage.journal.add(Sample.order(1));
        Lease first = held();
        assertThat(Duration.between(first.begunWall(), first.untilWall()))
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(Duration.between(first.begunWall(), first.atMost().orElseThrow()))
                .isEqualTo(Duration.ofHours(1));
        assertThat(stage.enforcer.safeguards().why(Sample.subject(1)))
                .contains(
                        "2026-03-02 10:15:00 +00:00, renewed while case case-1 stands, at most until"
                                + " 2026-03-02 11:00:00 +00:00");
        until(() -> stage.bodies().contains("It is renewed while case case-1 stands, at most"));
        pass(58);
        assertThat(driver.held).hasSize(1);
        assertThat(stage.enforcer.leases().getFirst().term().renewals()).isPositive();
        assertThat(stage.mails()).as("no mail for a renewal").hasSize(1);
        pass(3);
        until(driver.held::isEmpty);
        until(() -> stage.mails().size() == 2);
        assertThat(stage.bodies()).contains("still stands", "a person is asked");
        assertThat(stage.enforcer.safeguards().undone(10))
                .singleElement()
                .satisfies(undone -> assertThat(undone.why().detail()).contains("still stands"));
        assertThat(stage.enforcer.verifyAudit().intact()).isTrue();
    }

    @Test
    void where_nobody_says_whether_a_case_stands_its_device_is_free_at_the_first_end()
            throws SQLException {
        start(SETTINGS);
        stage.journal.add(Sample.order(1));
        held();
        pass(14);
        assertThat(driver.held).hasSize(1);
        pass(2);
        until(driver.held::isEmpty);
        until(() -> stage.bodies().contains("nobody could say whether it stands"));
        assertThat(audit()).containsOnlyOnce("\"not renewed\"");
    }

    @Test
    void a_case_that_is_settled_frees_at_once_and_the_help_desk_is_told_why() throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        stage.journal.add(Sample.order(1));
        held();
        stage.cases.put("case-1", CLOSED);
        stage.clocks.pass(Renewing.EVERY);
        until(driver.held::isEmpty);
        until(() -> stage.enforcer.leases().isEmpty());
        until(() -> stage.bodies().contains("has ended before its time"));
        assertThat(stage.bodies()).contains("case case-1: a false alarm, says smith");
    }

    @Test
    void one_of_two_cases_is_enough_to_hold_and_both_must_be_settled() throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        stage.cases.put("case-2", STANDS);
        stage.journal.add(Sample.order(1));
        held();
        stage.journal.add(Sample.about(Sample.order(2), Sample.subject(1)));
        until(() -> audit().contains("\"extended\""));
        assertThat(stage.enforcer.leases().getFirst().term().cases())
                .containsExactly("case-1", "case-2");
        stage.cases.put("case-1", CLOSED);
        pass(20);
        assertThat(driver.held).hasSize(1);
        stage.cases.put("case-2", CLOSED);
        stage.clocks.pass(Renewing.EVERY);
        until(driver.held::isEmpty);
    }

    @Test
    void orders_that_come_again_and_again_hold_nobody_longer_than_the_longest()
            throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        for (int i = 1; i <= 30; i++) {
            Order order = Sample.about(Sample.order(i), Sample.subject(1));
            stage.journal.add(Sample.ofCase(order, "case-1"));
            int number = i;
            until(() -> stage.enforcer.audit(0, 1_000).toString().contains("order-" + number));
            Lease lease = held();
            assertThat(
                            Duration.between(
                                    lease.begunWall(), lease.atMost().orElse(lease.untilWall())))
                    .isLessThanOrEqualTo(Duration.ofHours(24));
            if (i < 24) {
                stage.pass(Duration.ofMinutes(60), Duration.ofMinutes(5));
            }
        }
        stage.pass(Duration.ofMinutes(70), Duration.ofMinutes(5));
        until(driver.held::isEmpty);
    }

    @Test
    void what_a_person_asked_for_lasts_as_long_as_they_said_whatever_becomes_of_a_case()
            throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        stage.journal.add(Sample.order(1));
        held();
        Order asked =
                Sample.with(
                        Sample.order(1),
                        Step.QUARANTINE,
                        Mode.ACT,
                        0,
                        Duration.ofHours(3),
                        "smith");
        assertThat(stage.enforcer.quarantine(Sample.ofCase(asked, "by-smith")).kind())
                .isEqualTo(Kind.UNCONFIRMED);
        stage.cases.put("case-1", CLOSED);
        pass(170);
        assertThat(driver.held).hasSize(1);
        pass(11);
        until(driver.held::isEmpty);
        assertThat(audit()).doesNotContain("\"renewed\"", "\"withdrawn\"");
    }

    @Test
    void an_open_breaker_renews_nothing() throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        stage.journal.add(Sample.order(1));
        held();
        stage.store.committed(c -> {
            Freezes.breaker(c, true);
            return true;
        });
        pass(16);
        until(driver.held::isEmpty);
        assertThat(stage.bodies()).contains("It was not renewed: the breaker is open.");
    }

    @Test
    void an_exam_that_begins_renews_nothing() throws SQLException {
        var tomorrow = LocalDate.parse("2026-03-03");
        start(
                Sample.settings(
                        Duration.ZERO,
                        List.of(new ExamFreeze("state testing", tomorrow, tomorrow, Set.of()))));
        stage.cases.put("case-1", STANDS);
        stage.journal.add(Sample.order(1));
        held();
        stage.clocks.wallJumps(Duration.ofHours(14));
        pass(16);
        until(driver.held::isEmpty);
        assertThat(stage.bodies()).contains("It was not renewed: exams: state testing");
    }

    @Test
    void a_frozen_segment_renews_nothing() throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        stage.journal.add(Sample.order(1));
        held();
        stage.store.committed(
                c -> Freezes.freeze(c, Sample.SEGMENT, "too many", stage.clocks.now()));
        pass(16);
        until(driver.held::isEmpty);
        assertThat(stage.bodies()).contains("It was not renewed: frozen: too many");
    }

    @Test
    void what_was_renewed_is_known_after_a_restart_and_after_a_reboot() throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        stage.journal.add(Sample.order(1));
        held();
        pass(25);
        Lease before = stage.enforcer.leases().getFirst();
        assertThat(before.term().renewals()).isPositive();
        stage.stop();
        stage.start();
        assertThat(held().term()).isEqualTo(before.term());
        assertThat(held().deadlineNanos()).isEqualTo(before.deadlineNanos());
        stage.cases.clear();
        stage.stop();
        stage.clocks.reboot("boot-2", Duration.ofHours(5));
        stage.start();
        assertThat(held().left(stage.clocks.now()))
                .isLessThanOrEqualTo(Duration.ofNanos(before.leftNanos()));
        assertThat(held().term()).isEqualTo(before.term());
        pass(16);
        until(driver.held::isEmpty);
    }

    /// Time that passed while the program stood still is not given back.
    @Test
    void a_lease_whose_end_passed_unseen_is_over_though_its_case_stands() throws SQLException {
        start(SETTINGS);
        stage.cases.put("case-1", STANDS);
        stage.journal.add(Sample.order(1));
        held();
        stage.stop();
        stage.clocks.pass(Duration.ofMinutes(16));
        stage.start();
        until(driver.held::isEmpty);
        stage.settle();
        assertThat(stage.enforcer.leases()).isEmpty();
    }

    @Test
    void a_device_that_was_found_to_be_protected_is_let_go_though_a_person_held_it()
            throws SQLException {
        start(SETTINGS);
        Order asked =
                Sample.with(
                        Sample.order(1),
                        Step.QUARANTINE,
                        Mode.ACT,
                        0,
                        Duration.ofHours(3),
                        "smith");
        stage.enforcer.quarantine(asked);
        held();
        Subject subject = Sample.subject(1);
        stage.protections.put(subject.macs().iterator().next().toString(), "the fire panel");
        stage.clocks.pass(Duration.ofSeconds(2));
        until(driver.held::isEmpty);
        until(() -> stage.bodies().contains("the fire panel"));
    }

    @Test
    void a_sensor_that_cannot_be_read_keeps_no_lease_from_ending() throws SQLException {
        start(SETTINGS);
        stage.casesFail = true;
        stage.journal.add(Sample.order(1));
        held();
        pass(16);
        until(driver.held::isEmpty);
    }
}
