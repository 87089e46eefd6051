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

    @Test
    void a_sensor_that_does_not_answer_confirms_nothing() {
        assertThat(Verification.judge(Optional.empty()).kind()).isEqualTo(Kind.UNCONFIRMED);
    }
}
