package org.tapwarden.enforcer.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

class DriversTest {

    private static final Grant GRANT =
            new Grant("order-1", "case-1", new Subject(1, Set.of(new Mac(5)), Set.of(), ""));
    private static final Outcome HELD = Outcome.unconfirmed(Reason.NAS_ACKNOWLEDGED, "done");
    private static final Outcome AWAY = Outcome.refused(Reason.NOT_IN_PATH, "not in the path");
    private static final Outcome SILENT = Outcome.failed(Reason.NAS_SILENT, "no answer");

    private final List<String> asked = new ArrayList<>();

    private Driver says(String name, Step step, Outcome outcome) {
        return new Driver() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Step step() {
                return step;
            }

            @Override
            public Outcome hold(Grant grant, Duration timeout) {
                asked.add(name);
                return outcome;
            }

            @Override
            public Outcome release(Grant grant) {
                return outcome;
            }

            @Override
            public Outcome releaseAll() {
                return outcome;
            }

            @Override
            public Optional<Map<Mac, String>> held() {
                return Optional.empty();
            }
        };
    }

    private Drivers.Held held(Outcome first, Outcome second) {
        var drivers =
                new Drivers(
                        List.of(
                                says("other step", Step.RESET, HELD),
                                says("gentle", Step.QUARANTINE, first),
                                says("firm", Step.QUARANTINE, second)));
        return drivers.hold(Step.QUARANTINE, GRANT, Duration.ofMinutes(1));
    }

    @Test
    void the_gentlest_that_is_in_the_path_takes_it_and_no_other_is_asked() {
        assertThat(held(HELD, HELD)).isEqualTo(new Drivers.Held("gentle", HELD));
        assertThat(asked).containsExactly("gentle");
    }

    @Test
    void the_next_takes_it_where_the_gentler_one_is_away_or_failed_and_says_so() {
        Drivers.Held away = held(AWAY, HELD);
        assertThat(away.driver()).isEqualTo("firm");
        assertThat(away.outcome().reason()).isEqualTo(Reason.NAS_ACKNOWLEDGED);
        assertThat(away.outcome().detail()).isEqualTo("done (before: gentle: not in the path)");
        Drivers.Held failed = held(SILENT, HELD);
        assertThat(failed.driver()).isEqualTo("firm");
        assertThat(failed.outcome().detail()).isEqualTo("done (before: gentle: no answer)");
    }

    @Test
    void where_nobody_takes_it_a_failure_counts_for_more_than_a_refusal() {
        assertThat(held(SILENT, AWAY)).isEqualTo(new Drivers.Held("gentle", SILENT));
        assertThat(held(AWAY, SILENT).outcome().reason()).isEqualTo(Reason.NAS_SILENT);
        assertThat(held(AWAY, AWAY).outcome().reason()).isEqualTo(Reason.NOT_IN_PATH);
        assertThat(held(AWAY, AWAY).outcome().detail())
                .isEqualTo("not in the path (before: gentle: not in the path)");
    }

    @Test
    void without_a_driver_of_the_step_it_is_refused() {
        var drivers = new Drivers(List.of(says("other step", Step.RESET, HELD)));
        assertThat(drivers.hold(Step.QUARANTINE, GRANT, Duration.ofMinutes(1)).outcome().reason())
                .isEqualTo(Reason.NO_DRIVER);
        assertThat(drivers.named("other step", Step.QUARANTINE)).isEmpty();
    }

    @Test
    void who_can_only_stop_everything_is_not_asked_to_stop_one_destination() {
        var grant =
                new Grant(
                        "order-1",
                        "case-1",
                        GRANT.subject(),
                        Set.of(Destination.parse("192.0.2.1")));
        var drivers = new Drivers(List.of(says("all or nothing", Step.RESET, HELD)));
        Drivers.Held held = drivers.hold(Step.RESET, grant, Duration.ofMinutes(1));
        assertThat(held.outcome())
                .isEqualTo(
                        Outcome.refused(
                                Reason.NOT_IN_PATH, "can stop all that it does or nothing"));
        assertThat(asked).isEmpty();
    }
}
