package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;

class ExplainingTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir Path folder;
    private final HeldInMemory driver = new HeldInMemory("memory", Step.QUARANTINE);

    @Test
    void of_every_device_a_sentence_says_why_it_is_held_or_not() throws SQLException {
        try (Stage stage = new Stage(folder, Sample.SETTINGS, driver)) {
            Safeguards safeguards = stage.enforcer.safeguards();
            assertThat(safeguards.why(Sample.subject(1)))
                    .startsWith("Not quarantined: no rule asked");
            stage.journal.add(
                    Sample.with(Sample.order(1), Step.QUARANTINE, Mode.WOULD_HAVE, 2, HOUR, ""));
            until(() -> safeguards.undone(10).size() == 1);
            assertThat(safeguards.why(Sample.subject(1)))
                    .startsWith("Not quarantined. Rule rogue-router would have: L5 quarantine")
                    .contains("the rule is not switched on");
            stage.journal.add(Sample.order(2));
            until(() -> driver.held.size() == 1);
            assertThat(safeguards.why(Sample.subject(2)))
                    .startsWith("Quarantined until ")
                    .contains("L5 quarantine by memory", "case-2", "K.17", "Unconfirmed");
            assertThat(stage.enforcer.release("order-2", "smith", "a printer")).isPresent();
            assertThat(safeguards.why(Sample.subject(2)))
                    .startsWith("Not quarantined. L5 quarantine was asked for at ")
                    .endsWith(
                            ", rule rogue-router, case case-2, clause K.17, and is over: released.");
        }
    }

    @Test
    void the_sentence_says_what_waits_for_a_second_person_and_what_was_refused()
            throws SQLException {
        try (Stage stage = new Stage(folder, Sample.SETTINGS, driver)) {
            Safeguards safeguards = stage.enforcer.safeguards();
            Order suspend = Sample.with(Sample.order(1), Step.SUSPEND, Mode.ACT, 2, HOUR, "smith");
            assertThat(stage.enforcer.quarantine(suspend).reason())
                    .isEqualTo(Reason.AWAITS_SECOND_PERSON);
            assertThat(safeguards.why(Sample.subject(1)))
                    .startsWith(
                            "Not quarantined. smith asked for L6 suspend, which waits for a second"
                                    + " person until ");
            Order reset = Sample.with(Sample.order(2), Step.RESET, Mode.ACT, 2, HOUR, "smith");
            assertThat(stage.enforcer.quarantine(reset).reason()).isEqualTo(Reason.NO_DRIVER);
            assertThat(safeguards.why(Sample.subject(2)))
                    .startsWith("Not quarantined. L4 restrict was asked for at ")
                    .endsWith(
                            ", asked by smith, clause K.17, and refused: no driver here can do it.");
        }
    }
}
