package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;

/// One destination is taken away from a device, and never more than was asked for.
class DestinationsTest {

    private static final Destination SHOP = Destination.parse("203.0.113.0/24:443");
    private static final Destination GAMES = Destination.parse("2001:db8::/32");

    @TempDir Path folder;
    private final Sparing sparing = new Sparing();
    private Stage stage;

    /// Holds what it is told to, by lease.
    private static final class Sparing implements Driver {
        private final Map<String, Grant> held = new ConcurrentHashMap<>();
        private volatile Outcome answer = Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "placed");

        @Override
        public String name() {
            return "sparing";
        }

        @Override
        public Step step() {
            return Step.RESET;
        }

        @Override
        public boolean canSpareOthers() {
            return true;
        }

        @Override
        public Outcome hold(Grant grant, Duration timeout) {
            if (answer.holds()) {
                held.put(grant.leaseId(), grant);
            }
            return answer;
        }

        @Override
        public Outcome release(Grant grant) {
            held.remove(grant.leaseId());
            return Outcome.unconfirmed(Reason.RELEASED, "released");
        }

        @Override
        public Outcome releaseAll() {
            held.clear();
            return Outcome.unconfirmed(Reason.RELEASED, "released");
        }

        @Override
        public Optional<Map<Mac, String>> held() {
            return Optional.empty();
        }
    }

    private void start(Driver driver) throws SQLException {
        stage = new Stage(folder, Sample.SETTINGS, driver);
    }

    @AfterEach
    void stop() throws SQLException {
        if (stage != null) {
            stage.close();
        }
    }

    private static Order order(long number, Destination... to) {
        Order restrict =
                Sample.with(Sample.order(number), Step.RESET, Mode.ACT, 2, Duration.ofHours(1), "");
        return Sample.about(restrict, Sample.subject(1)).to(Set.of(to));
    }

    private static Order asked(String id, Destination... to) {
        Order restrict =
                Sample.with(Sample.order(1), Step.RESET, Mode.ACT, 0, Duration.ofHours(1), "smith");
        return Sample.ofCase(restrict, id).to(Set.of(to));
    }

    private Grant held() {
        until(() -> sparing.held.size() == 1);
        return sparing.held.values().iterator().next();
    }

    @Test
    void who_can_only_stop_everything_refuses_and_holds_nobody() throws SQLException {
        var all = new HeldInMemory("all", Step.RESET);
        start(all);
        stage.journal.add(order(1, SHOP));
        until(() -> stage.bodies().contains("reset to 203.0.113.0/24:443 refused"));
        assertThat(stage.bodies()).contains("can stop all that it does or nothing");
        assertThat(all.holds.get()).isZero();
        assertThat(stage.enforcer.leases()).isEmpty();
    }

    @Test
    void what_was_asked_for_reaches_the_driver_also_after_a_restart_and_is_said()
            throws SQLException {
        start(sparing);
        stage.journal.add(order(1, SHOP, GAMES));
        assertThat(held().destinations()).containsExactlyInAnyOrder(SHOP, GAMES);
        assertThat(stage.enforcer.safeguards().why(Sample.subject(1)))
                .startsWith("Restricted to 203.0.113.0/24:443, 2001:db8::/32 until ");
        until(() -> stage.bodies().contains("reset to 203.0.113.0/24:443, 2001:db8::/32"));
        assertThat(stage.enforcer.audit(0, 100).toString()).contains("\"destinations\"");
        stage.stop();
        sparing.held.clear();
        stage.start();
        assertThat(held().destinations()).containsExactlyInAnyOrder(SHOP, GAMES);
        stage.clocks.pass(Duration.ofMinutes(61));
        until(sparing.held::isEmpty);
    }

    /// It counts all that the device does, and what is spared would speak against the step.
    @Test
    void the_tap_is_not_asked_about_some_destinations() throws SQLException {
        start(sparing);
        stage.journal.add(order(1, SHOP));
        held();
        stage.settle();
        assertThat(stage.seen).isEmpty();
        assertThat(stage.kinds()).containsExactly(Kind.UNCONFIRMED);
        assertThat(stage.enforcer.quarantine(asked("all")).kind()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(stage.seen).hasSize(1);
    }

    @Test
    void another_destination_of_the_same_device_is_held_with_the_first() throws SQLException {
        start(sparing);
        stage.enforcer.quarantine(asked("a", SHOP));
        stage.enforcer.quarantine(asked("b", GAMES));
        assertThat(held().destinations()).containsExactlyInAnyOrder(SHOP, GAMES);
        stage.enforcer.quarantine(asked("c", SHOP));
        assertThat(held().destinations()).containsExactlyInAnyOrder(SHOP, GAMES);
        stage.enforcer.quarantine(asked("d"));
        assertThat(held().destinations()).as("everything").isEmpty();
        stage.enforcer.quarantine(asked("e", SHOP));
        assertThat(held().destinations()).isEmpty();
        Lease lease = stage.enforcer.leases().getFirst();
        assertThat(stage.enforcer.release(lease.id(), "smith", "done")).isPresent();
        assertThat(sparing.held).isEmpty();
    }

    @Test
    void a_driver_that_cannot_hold_more_holds_what_it_held() throws SQLException {
        start(sparing);
        stage.enforcer.quarantine(asked("a", SHOP));
        sparing.answer = Outcome.failed(Reason.COMMAND_FAILED, "no more room");
        assertThat(stage.enforcer.quarantine(asked("b", GAMES)).kind()).isEqualTo(Kind.FAILED);
        sparing.answer = Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "placed");
        assertThat(held().destinations()).containsExactly(SHOP);
        assertThat(stage.enforcer.leases().getFirst().order().destinations()).containsExactly(SHOP);
    }

    @Test
    void beyond_the_cap_it_is_refused_and_nothing_is_widened() throws SQLException {
        start(sparing);
        Destination[] most =
                IntStream.rangeClosed(1, Destination.MOST)
                        .mapToObj(i -> Destination.parse("203.0.113.1:" + i))
                        .toArray(Destination[]::new);
        stage.enforcer.quarantine(asked("a", most));
        assertThat(stage.enforcer.quarantine(asked("b", SHOP)).reason())
                .isEqualTo(Reason.TOO_MANY_DESTINATIONS);
        assertThat(held().destinations()).containsExactlyInAnyOrder(most);
        Set<Destination> more =
                IntStream.rangeClosed(1, Destination.MOST + 1)
                        .mapToObj(i -> Destination.parse("203.0.113.1:" + i))
                        .collect(Collectors.toSet());
        assertThatThrownBy(() -> order(1).to(more)).hasMessageContaining("more than 16");
    }

    @Test
    void a_quarantine_is_about_everything() {
        assertThatThrownBy(() -> Sample.order(1).to(Set.of(SHOP)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QUARANTINE cannot be about some destinations only");
    }
}
