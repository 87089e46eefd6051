package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Witness;

class OutcomesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path folder;
    private final HeldInMemory reset = new HeldInMemory("reset", Step.RESET);
    private final HeldInMemory gentle = new HeldInMemory("gentle", Step.QUARANTINE);
    private final HeldInMemory firm = new HeldInMemory("firm", Step.SHUT_PORT);
    private Stage stage;

    @BeforeEach
    void start() throws SQLException {
        stage = new Stage(folder, Sample.SETTINGS, reset, gentle, firm);
    }

    @AfterEach
    void stop() throws SQLException {
        stage.close();
    }

    @Test
    void silence_is_unconfirmed_however_long_it_lasts() {
        stage.journal.add(Sample.order(1));
        stage.seen("order-1", 0, 0);
        stage.clocks.pass(Duration.ofMinutes(30));
        stage.settle();
        assertThat(stage.kinds()).containsExactly(Kind.UNCONFIRMED);
    }

    @Test
    void one_try_that_nobody_answered_is_no_success_yet() {
        stage.journal.add(Sample.order(1));
        stage.seen("order-1", 1, 0);
        stage.settle();
        stage.clocks.pass(SECOND);
        stage.settle();
        assertThat(stage.kinds()).containsExactly(Kind.UNCONFIRMED);
        stage.seen.put("order-1", new Witness.Counts(2, 0, 0));
        until(() -> stage.kinds().equals(List.of(Kind.EFFECTIVE)));
    }

    /// What the device sent just before the act may be answered just after it.
    @Test
    void an_answer_that_was_under_way_does_not_count() {
        stage.journal.add(Sample.order(1));
        until(() -> stage.seen.containsKey("order-1"));
        stage.seen.put("order-1", new Witness.Counts(1, 1, 0));
        stage.settle();
        stage.clocks.pass(Verifying.SETTLES);
        until(() -> stage.seen.get("order-1").equals(new Witness.Counts(0, 0, 0)));
        assertThat(stage.kinds()).containsExactly(Kind.UNCONFIRMED);
        assertThat(firm.holds.get()).isZero();
    }

    @Test
    void where_one_does_not_work_the_next_is_asked_and_the_first_lets_go() {
        stage.journal.add(Sample.order(1));
        stage.seen("order-1", 3, 2);
        until(() -> !firm.held.isEmpty());
        until(() -> gentle.held.isEmpty());
        assertThat(reset.holds.get()).isZero();
        assertThat(stage.enforcer.leases())
                .singleElement()
                .satisfies(lease -> {
                    assertThat(lease.driver()).isEqualTo("firm");
                    assertThat(lease.tried()).containsExactly("gentle");
                    assertThat(lease.outcome().kind()).isEqualTo(Kind.UNCONFIRMED);
                    assertThat(lease.outcome().detail()).endsWith("gentle did not work");
                });
        // The watch began anew with the second act.
        stage.seen("order-1", 1, 0);
        stage.settle();
        stage.clocks.pass(SECOND);
        stage.seen.put("order-1", new Witness.Counts(2, 0, 0));
        until(() -> stage.kinds().equals(List.of(Kind.EFFECTIVE)));
        assertThat(stage.enforcer.outcomes())
                .containsEntry(
                        new Enforcement.Counted("gentle", Kind.NOT_EFFECTIVE, Reason.SEEN_ANSWERED),
                        1L)
                .containsEntry(
                        new Enforcement.Counted(
                                "firm", Kind.EFFECTIVE, Reason.SEEN_TRYING_AND_UNANSWERED),
                        1L);
    }

    @Test
    void where_none_is_left_a_person_is_asked_once() {
        firm.answer = Outcome.refused(Reason.NOT_IN_PATH, "a telephone is on the port");
        stage.journal.add(Sample.order(1));
        stage.seen("order-1", 3, 2);
        until(() -> stage.bodies().contains("a person is needed"));
        assertThat(stage.bodies()).contains("a telephone is on the port");
        assertThat(stage.kinds()).containsExactly(Kind.NOT_EFFECTIVE);
        int mails = stage.mails().size();
        stage.clocks.pass(Duration.ofMinutes(5));
        stage.settle();
        assertThat(firm.holds.get()).isEqualTo(1);
        assertThat(stage.mails()).hasSize(mails);
    }

    @Test
    void who_is_protected_by_now_is_let_go_and_no_next_driver_is_asked() {
        stage.journal.add(Sample.order(1));
        until(() -> !gentle.held.isEmpty());
        stage.protections.put(
                Sample.subject(1).macs().iterator().next().toString(), "the fire panel");
        stage.clocks.pass(Duration.ofSeconds(2));
        until(gentle.held::isEmpty);
        until(() -> stage.bodies().contains("has ended before its time"));
        assertThat(stage.bodies()).contains("Because of this: protected: ", "the fire panel");
        assertThat(firm.holds.get()).isZero();
    }

    @Test
    void who_did_not_work_is_not_asked_again_after_a_restart() throws SQLException {
        stage.journal.add(Sample.order(1));
        stage.seen("order-1", 3, 2);
        until(() -> !firm.held.isEmpty());
        stage.stop();
        int asked = gentle.holds.get();
        // As if the crash had come before it let go.
        gentle.held.put(Sample.subject(1).macs().iterator().next(), "case-1");
        stage.start();
        assertThat(gentle.held).isEmpty();
        assertThat(gentle.holds.get()).isEqualTo(asked);
        assertThat(firm.held).hasSize(1);
    }
}
