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
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;

class LadderTest {

    private static final Ladder LADDER = new Ladder(Budget.USUAL);
    private static final Standing QUIET = inAll(0, false);
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
        assertThat(told(LADDER.decide(order, QUIET, false))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'', PROTECTED", "smith, PROTECTED"})
    void nobody_quarantines_what_is_protected_not_even_a_person(String person, String expected) {
        var gateway = protects(0);
        Order order = Sample.with(Sample.order(1), Step.QUARANTINE, Mode.ACT, 3, HOUR, person);
        assertThat(told(LADDER.decide(order, gateway, false))).isEqualTo(expected);
    }

    @Test
    void touches_nobody_while_the_host_cannot_say_what_it_depends_on() {
        var unknown = new Standing(Optional.empty(), false, 0, 0, 0, false, READY);
        assertThat(told(LADDER.decide(Sample.order(1), unknown, false)))
                .isEqualTo("PROTECTED_SET_UNKNOWN");
    }

    @Test
    void there_is_no_step_without_an_expiry() {
        Order endless =
                Sample.with(Sample.order(1), Step.QUARANTINE, Mode.ACT, 2, Duration.ZERO, "smith");
        assertThat(told(LADDER.decide(endless, QUIET, false))).isEqualTo("NO_EXPIRY");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Decision.Act(Step.QUARANTINE, Duration.ZERO, Optional.empty()));
    }

    @Test
    void a_lease_longer_than_the_longest_is_shortened() {
        Order long_ =
                Sample.with(
                        Sample.order(1), Step.QUARANTINE, Mode.ACT, 2, Duration.ofDays(300), "");
        assertThat(LADDER.decide(long_, QUIET, false))
                .isEqualTo(
                        new Decision.Act(
                                Step.QUARANTINE, Budget.USUAL.longest(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "0,  4, 4, 100, false, Act",
        "0,  5, 5, 100, false, FREEZES_SEGMENT",
        "0,  0, 4, 100, false, Act",
        "0,  0, 5, 100, false, FREEZES_SEGMENT",
        "0,  0, 0, 3,   false, Act",
        "0,  0, 1, 3,   false, FREEZES_SEGMENT",
        "0,  0, 9, 0,   false, Act",
        "19, 0, 0, 100, false, Act",
        "20, 0, 0, 100, false, OPENS_BREAKER",
        "0,  0, 0, 100, true,  BREAKER_OPEN"
    })
    void the_budget_ends_automatic_steps(
            int inAll, int lately, int touched, int active, boolean open, String expected) {
        var standing =
                new Standing(Optional.empty(), true, 0, 0, inAll, open, segment(lately, touched));
        Order order = Sample.inSegmentOf(Sample.order(1), active);
        assertThat(told(LADDER.decide(order, standing, false))).isEqualTo(expected);
        Order person = Sample.with(order, Step.QUARANTINE, Mode.ACT, 0, HOUR, "smith");
        assertThat(told(LADDER.decide(person, standing, false))).isEqualTo("Act");
    }

    @Test
    void many_steps_against_what_is_protected_are_spoofing_and_a_persons_are_not() {
        Order order = Sample.order(1);
        Order person = Sample.with(order, Step.QUARANTINE, Mode.ACT, 0, HOUR, "smith");
        int many = Ladder.MOST_PROTECTED;
        assertThat(told(LADDER.decide(order, protects(many - 1), false))).isEqualTo("PROTECTED");
        assertThat(told(LADDER.decide(order, protects(many), false))).isEqualTo("OPENS_BREAKER");
        assertThat(told(LADDER.decide(person, protects(many), false))).isEqualTo("PROTECTED");
    }

    @Test
    void there_are_never_more_leases_than_the_limit() {
        var full = inAll(Ladder.MOST_LEASES, false);
        assertThat(told(LADDER.decide(Sample.order(1), full, false))).isEqualTo("TOO_MANY_LEASES");
    }

    @Test
    void what_the_sensor_says_is_switched_on_is_only_told_where_nobodys_name_stands_for_it() {
        assertThat(told(LADDER.decide(Sample.order(1), nobody(), false)))
                .isEqualTo("NOT_SWITCHED_ON");
        Order person = Sample.with(Sample.order(1), Step.QUARANTINE, Mode.ACT, 0, HOUR, "smith");
        assertThat(told(LADDER.decide(person, nobody(), false))).isEqualTo("Act");
    }

    @ParameterizedTest
    @CsvSource({
        "REDIRECT,   false, Act",
        "RESET,      false, LEARNING",
        "DISCONNECT, false, LEARNING",
        "QUARANTINE, false, LEARNING",
        "SHUT_PORT,  false, LEARNING",
        "QUARANTINE, true,  Act"
    })
    void from_l4_up_nothing_is_automatic_before_the_segment_is_ready(
            Step step, boolean person, String expected) {
        var learning =
                new Standing.InSegment(
                        Optional.of("the team"),
                        Optional.of(Outcome.refused(Outcome.Reason.LEARNING, "13 d")),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0);
        Order order = Sample.with(Sample.order(1), step, Mode.ACT, 2, HOUR, person ? "smith" : "");
        assertThat(told(LADDER.decide(order, in(learning), false))).isEqualTo(expected);
    }

    @Test
    void while_exams_are_written_only_a_person_restricts_anybody_and_is_told() {
        var exams =
                new Standing.InSegment(
                        Optional.of("the team"),
                        Optional.empty(),
                        Optional.of("state testing"),
                        Optional.empty(),
                        0,
                        0);
        assertThat(told(LADDER.decide(Sample.order(1), in(exams), false))).isEqualTo("EXAM_FREEZE");
        Order warning = Sample.with(Sample.order(1), Step.REDIRECT, Mode.ACT, 2, HOUR, "");
        assertThat(told(LADDER.decide(warning, in(exams), false))).isEqualTo("Act");
        Order person = Sample.with(Sample.order(1), Step.QUARANTINE, Mode.ACT, 0, HOUR, "smith");
        assertThat(LADDER.decide(person, in(exams), false))
                .isInstanceOfSatisfying(
                        Decision.Act.class,
                        act -> assertThat(act.note().orElseThrow()).contains("state testing"));
    }

    @ParameterizedTest
    @CsvSource({
        "SUSPEND, '',    false, NEEDS_A_PERSON",
        "REVOKE,  '',    true,  NEEDS_A_PERSON",
        "SUSPEND, smith, false, SecondPerson",
        "REVOKE,  smith, false, SecondPerson",
        "SUSPEND, smith, true,  Act",
        "REVOKE,  smith, true,  Act"
    })
    void what_takes_two_persons_takes_two(
            Step step, String person, boolean confirmed, String expected) {
        Order order = Sample.with(Sample.order(1), step, Mode.ACT, 3, HOUR, person);
        assertThat(told(LADDER.decide(order, QUIET, confirmed))).isEqualTo(expected);
    }

    private static final Standing.InSegment READY = segment(0, 0);

    private static Standing.InSegment segment(int lately, int touched) {
        return new Standing.InSegment(
                Optional.of("the team"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                lately,
                touched);
    }

    private static Standing in(Standing.InSegment segment) {
        return new Standing(Optional.empty(), true, 0, 0, 0, false, segment);
    }

    private static Standing nobody() {
        return in(
                new Standing.InSegment(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0));
    }

    private static Standing inAll(int held, boolean open) {
        return new Standing(Optional.empty(), true, 0, held, 0, open, segment(0, 0));
    }

    private static Standing protects(int lately) {
        return new Standing(Optional.of("a gateway"), true, lately, 0, 0, false, segment(0, 0));
    }

    private static String told(Decision decision) {
        return switch (decision) {
            case Decision.Act _ -> "Act";
            case Decision.NotifyOnly(var why) -> why.reason().name();
            case Decision.Refused(var why, var alarm) ->
                    alarm == Decision.Alarm.NONE ? why.reason().name() : alarm.name();
            case Decision.SecondPerson _ -> "SecondPerson";
            case Decision.Nothing _ -> "Nothing";
        };
    }
}
