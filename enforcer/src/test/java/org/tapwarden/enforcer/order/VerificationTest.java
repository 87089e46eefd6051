package org.tapwarden.enforcer.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.enforcer.order.Outcome.Kind;

class VerificationTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, UNCONFIRMED",
        "1, 0, 0, EFFECTIVE",
        "9, 0, 0, EFFECTIVE",
        "9, 1, 0, NOT_EFFECTIVE",
        "0, 1, 0, NOT_EFFECTIVE",
        "0, 0, 3, EVADED",
        "5, 0, 3, EVADED",
        "5, 2, 3, NOT_EFFECTIVE"
    })
    void is_effective_only_when_seen_trying_and_never_answered(
            long tried, long answered, long elsewhere, Kind expected) {
        var counts = new Witness.Counts(tried, answered, elsewhere);
        assertThat(Verification.judge(Optional.of(counts)).kind()).isEqualTo(expected);
    }

    /// A reset from the tap comes after the server's answer to the first segment.
    @Test
    void against_a_reset_speak_only_bytes_that_arrived() {
        var opened = new Witness.Counts(3, 2, 0, 0);
        assertThat(Verification.judge(Optional.of(opened.against(Step.RESET))).kind())
                .isEqualTo(Kind.EFFECTIVE);
        assertThat(Verification.judge(Optional.of(opened.against(Step.QUARANTINE))).kind())
                .isEqualTo(Kind.NOT_EFFECTIVE);
        var arrived = new Witness.Counts(3, 3, 0, 1);
        assertThat(Verification.judge(Optional.of(arrived.against(Step.RESET))).kind())
                .isEqualTo(Kind.NOT_EFFECTIVE);
    }

    @Test
    void a_sensor_that_does_not_answer_confirms_nothing() {
        assertThat(Verification.judge(Optional.empty()).kind()).isEqualTo(Kind.UNCONFIRMED);
    }
}
