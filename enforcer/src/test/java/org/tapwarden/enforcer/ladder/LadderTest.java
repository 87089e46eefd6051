package org.tapwarden.enforcer.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;

class LadderTest {

    private static final Ladder LADDER = new Ladder(Budget.USUAL);
    private static final Standing QUIET = new Standing(Optional.empty(), true, 0, 0, 0, false);
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource({
        "QUARANTINE, ACT,        2, '',    Act",
        "QUARANTINE, ACT,        1, '',    TOO_FEW_FAMILIES",
        "QUARANTINE, ACT,        0, '',    TOO_FEW_FAMILIES",
        "QUARANTINE, ACT,        0, smith, Act",
        "QUARANTINE, WOULD_HAVE, 3, '',    MODE_WOULD_HAVE",
        "QUARANTINE, NOTIFY,     3, '',    MODE_NOTIFY",
        "QUARANTINE, NOTIFY,     3, smith, MODE_NOTIFY",
        "RESET,      WOULD_HAVE, 3, '',    MODE_WOULD_HAVE",
        "NOTIFY,     ACT,        0, '',    MODE_NOTIFY",
        "OBSERVE,    ACT,        3, '',    Nothing"
    })
    void acts_only_when_switched_on_and_on_two_families_or_a_person(
            Step step, Mode mode, int families, String person, String expected) {
        Order order = Sample.with(Sample.order(1), step, mode, families, HOUR, person);
        assertThat(told(LADDER.decide(order, QUIET))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'', PROTECTED", "smith, PROTECTED"})
    void nobody_quarantines_what_is_protected_not_even_a_person(String person, String expected) {
        var gateway = new Standing(Optional.of("a gateway"), true, 0, 0, 0, false);
        Order order = Sample.with(Sample.order(1), Step.QUARANTINE, Mode.ACT, 3, HOUR, person);
        assertThat(told(LADDER.decide(order, gateway))).isEqualTo(expected);
    }

    @Test
    void touches_nobody_while_the_host_cannot_say_what_it_depends_on() {
        var unknown = new Standing(Optional.empty(), false, 0, 0, 0, false);
        assertThat(told(LADDER.decide(Sample.order(1), unknown)))
                .isEqualTo("PROTECTED_SET_UNKNOWN");
    }

    @Test
    void there_is_no_step_without_an_expiry() {
        Order endless =
                Sample.with(Sample.order(1), Step.QUARANTINE, Mode.ACT, 2, Duration.ZERO, "smith");
        assertThat(told(LADDER.decide(endless, QUIET))).isEqualTo("NO_EXPIRY");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Decision.Act(Step.QUARANTINE, Duration.ZERO));
    }

    @Test
    void a_lease_longer_than_the_longest_is_shortened() {
        Order long_ =
                Sample.with(
                        Sample.order(1), Step.QUARANTINE, Mode.ACT, 2, Duration.ofDays(300), "");
        assertThat(LADDER.decide(long_, QUIET))
                .isEqualTo(new Decision.Act(Step.QUARANTINE, Budget.USUAL.longest()));
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, 100, false, Act",
        "5, 0, 100, false, BUDGET_SPENT",
        "0, 4, 100, false, Act",
        "0, 5, 100, false, BUDGET_SPENT",
        "0, 0, 3,   false, Act",
        "0, 1, 3,   false, BUDGET_SPENT",
        "0, 9, 0,   false, Act",
        "0, 0, 100, true,  BREAKER_OPEN"
    })
    void the_budget_ends_automatic_steps(
            int lately, int inSegment, int active, boolean open, String expected) {
        var standing = new Standing(Optional.empty(), true, lately, inSegment, inSegment, open);
        Order order = Sample.inSegmentOf(Sample.order(1), active);
        assertThat(told(LADDER.decide(order, standing))).isEqualTo(expected);
    }

    @Test
    void spending_the_budget_opens_the_breaker_and_a_person_goes_on() {
        var spent = new Standing(Optional.empty(), true, 5, 5, 5, true);
        var notYetOpen = new Standing(Optional.empty(), true, 5, 5, 5, false);
        Order person = Sample.with(Sample.order(1), Step.QUARANTINE, Mode.ACT, 0, HOUR, "smith");
        assertThat(LADDER.decide(Sample.order(1), notYetOpen))
                .isInstanceOfSatisfying(
                        Decision.Refused.class, r -> assertThat(r.opensBreaker()).isTrue());
        assertThat(told(LADDER.decide(person, spent))).isEqualTo("Act");
    }

    @Test
    void there_are_never_more_leases_than_the_limit() {
        var full = new Standing(Optional.empty(), true, 0, 0, Ladder.MOST_LEASES, false);
        assertThat(told(LADDER.decide(Sample.order(1), full))).isEqualTo("TOO_MANY_LEASES");
    }

    private static String told(Decision decision) {
        return switch (decision) {
            case Decision.Act _ -> "Act";
            case Decision.NotifyOnly(var why) -> why.reason().name();
            case Decision.Refused(var why, var _) -> why.reason().name();
            case Decision.Nothing _ -> "Nothing";
        };
    }
}
