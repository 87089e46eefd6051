package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;

class EnforcerTest {

    @TempDir Path folder;
    private final Sample.TurnedClocks clocks = new Sample.TurnedClocks();
    private final List<Order> journal = new CopyOnWriteArrayList<>();
    private final Map<String, String> protections = new ConcurrentHashMap<>();
    private final Map<String, Witness.Counts> seen = new ConcurrentHashMap<>();
    private final HeldInMemory driver = new HeldInMemory();
    private Enforcer enforcer;
    private EnforcerStore store;

    @BeforeEach
    void start() throws SQLException {
        store = EnforcerStore.open(folder.resolve("enforcer.db"));
        enforcer =
                new Enforcer(
                        EnforcerSettings.USUAL,
                        store,
                        new Journal(),
                        new SeenOnTheTap(),
                        List.of(driver),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        new Desk(
                                new DeskSettings(
                                        List.of("help@o.example"),
                                        "t@o.example",
                                        "o.example",
                                        ZoneOffset.UTC)),
                        () -> {},
                        clocks);
        enforcer.start();
    }

    @AfterEach
    void stop() throws SQLException {
        enforcer.close();
        store.close();
    }

    @Test
    void an_order_is_held_confirmed_on_the_tap_and_ends_by_itself() {
        journal.add(Sample.order(1));
        until(() -> kinds().equals(List.of(Kind.UNCONFIRMED)));
        seen.put("order-1", new Witness.Counts(3, 0, 0));
        until(() -> kinds().equals(List.of(Kind.EFFECTIVE)));
        clocks.pass(Duration.ofMinutes(59));
        settle();
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
        journal.add(Sample.order(1));
        until(() -> !driver.held.isEmpty());
        clocks.wallJumps(Duration.ofDays(3650));
        settle();
        assertThat(driver.held).hasSize(1);
        clocks.wallJumps(Duration.ofDays(-7300));
        clocks.pass(Duration.ofMinutes(61));
        until(driver.held::isEmpty);
    }

    @Test
    void after_a_reboot_a_lease_goes_on_with_what_was_left() throws SQLException {
        journal.add(Sample.order(1));
        until(() -> !driver.held.isEmpty());
        clocks.pass(Duration.ofMinutes(50));
        settle();
        stop();
        driver.held.clear();
        clocks.reboot("boot-2", Duration.ofDays(100));
        start();
        assertThat(driver.held).hasSize(1);
        clocks.pass(Duration.ofMinutes(9));
        settle();
        assertThat(driver.held).hasSize(1);
        clocks.pass(Duration.ofMinutes(2));
        until(driver.held::isEmpty);
    }

    /// Without an order it is asked once a second, and here no time passes at all.
    @Test
    void what_the_sensor_protects_just_before_an_order_is_protected() {
        settle();
        protections.put(Sample.subject(1).macs().iterator().next().toString(), "the gateway");
        settle();
        assertThat(enforcer.audit(0, 10).toString()).doesNotContain("the gateway", "protected");
        journal.add(Sample.order(1));
        until(() -> enforcer.outbox().pending() == 1);
        settle();
        assertThat(driver.held).isEmpty();
    }

    @Test
    void a_sensor_that_takes_a_protection_back_takes_nothing_back() {
        protections.put(Sample.subject(1).macs().iterator().next().toString(), "the gateway");
        clocks.pass(Duration.ofSeconds(2));
        until(() -> enforcer.audit(0, 10).toString().contains("protected"));
        protections.clear();
        settle();
        journal.add(Sample.order(1));
        until(() -> enforcer.outbox().pending() == 1);
        assertThat(driver.held).isEmpty();
        assertThat(enforcer.audit(0, 10).getLast().record()).contains("PROTECTED");
    }

    @Test
    void a_flood_of_orders_opens_the_breaker_until_a_person_closes_it() {
        for (int i = 1; i <= 9; i++) {
            journal.add(Sample.order(i));
        }
        until(enforcer::breakerOpen);
        until(() -> enforcer.outbox().pending() == 9);
        assertThat(driver.held).hasSize(EnforcerSettings.USUAL.budget().most());
        clocks.pass(Duration.ofMinutes(11));
        journal.add(Sample.order(10));
        until(() -> enforcer.outbox().pending() == 10);
        assertThat(driver.held).hasSize(5);
        enforcer.closeBreaker("smith", "looked");
        journal.add(Sample.order(11));
        until(() -> driver.held.size() == 6);
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
        journal.add(Sample.order(8));
        until(() -> driver.held.size() == 1);
        assertThat(enforcer.releaseAll("root", "fire drill")).isEqualTo(1);
        assertThat(driver.held).isEmpty();
        assertThat(enforcer.breakerOpen()).isTrue();
        assertThat(enforcer.leases()).isEmpty();
    }

    @Test
    void a_driver_that_is_not_in_the_path_leaves_no_lease() {
        driver.answer = Outcome.refused(Reason.NOT_IN_PATH, "not in the path of it");
        journal.add(Sample.order(1));
        until(() -> enforcer.outbox().pending() == 1);
        assertThat(enforcer.leases()).isEmpty();
    }

    @Test
    void what_nobody_holds_a_lease_for_is_let_go_at_the_start() throws SQLException {
        stop();
        driver.held.put(new Mac(77), "case-forgotten");
        start();
        assertThat(driver.held).isEmpty();
    }

    /// The thread that acts waits for a switch that does not answer: up to three seconds for each.
    @Test
    void letting_everybody_go_waits_for_no_switch() {
        journal.add(Sample.order(1));
        until(() -> driver.held.size() == 1);
        driver.waits = new CountDownLatch(1);
        for (int i = 2; i <= 5; i++) {
            journal.add(Sample.order(i));
        }
        until(() -> driver.waiting);
        long began = System.nanoTime();
        assertThat(enforcer.releaseAll("root", "fire drill")).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        driver.waits = null;
        assertThat(driver.held).isEmpty();
        until(() -> enforcer.leases().isEmpty());
    }

    @Test
    void an_end_that_failed_is_tried_again_and_not_a_hundred_times_a_second() {
        journal.add(Sample.order(1));
        until(() -> driver.held.size() == 1);
        driver.letsGo = Outcome.failed(Reason.NAS_SILENT, "no answer");
        assertThat(enforcer.release("order-1", "smith", "false alarm").orElseThrow().kind())
                .isEqualTo(Kind.FAILED);
        settle();
        assertThat(driver.releases.get()).isEqualTo(1);
        clocks.pass(Duration.ofSeconds(5));
        until(() -> driver.releases.get() == 2);
        settle();
        assertThat(driver.releases.get()).isEqualTo(2);
        driver.letsGo = Outcome.unconfirmed(Reason.RELEASED, "released");
        clocks.pass(Duration.ofSeconds(5));
        until(() -> enforcer.leases().isEmpty());
    }

    private List<Kind> kinds() {
        return enforcer.leases().stream().map(l -> l.outcome().kind()).toList();
    }

    /// Some rounds later.
    private static void settle() {
        sleep(100);
    }

    private static void until(BooleanSupplier met) {
        for (int i = 0; i < 1_000 && !met.getAsBoolean(); i++) {
            sleep(10);
        }
        assertThat(met.getAsBoolean()).isTrue();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Journal implements Orders {
        @Override
        public List<Order> after(long number, int limit) {
            return journal.stream().filter(o -> o.number() > number).limit(limit).toList();
        }

        @Override
        public Map<String, String> protections() {
            return Map.copyOf(protections);
        }
    }

    private final class SeenOnTheTap implements Witness {
        @Override
        public void watch(String id, Subject subject) {
            seen.put(id, new Counts(0, 0, 0));
        }

        @Override
        public Optional<Counts> counts(String id) {
            return Optional.ofNullable(seen.get(id));
        }

        @Override
        public void forget(String id) {
            seen.remove(id);
        }
    }

    private static final class HeldInMemory implements Driver {

        final Map<Mac, String> held = new ConcurrentHashMap<>();
        final AtomicInteger releases = new AtomicInteger();
        volatile Outcome answer = Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "placed");
        volatile Outcome letsGo = Outcome.unconfirmed(Reason.RELEASED, "released");
        volatile @Nullable CountDownLatch waits;
        volatile boolean waiting;

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public Step step() {
            return Step.QUARANTINE;
        }

        @Override
        public Outcome hold(Grant grant, Duration timeout) {
            CountDownLatch silent = waits;
            if (silent != null) {
                return awaited(silent);
            }
            if (answer.holds()) {
                grant.subject().macs().forEach(mac -> held.put(mac, grant.caseId()));
            }
            return answer;
        }

        @Override
        public Outcome release(Grant grant) {
            releases.incrementAndGet();
            if (letsGo.holds()) {
                grant.subject().macs().forEach(held::remove);
            }
            return letsGo;
        }

        private Outcome awaited(CountDownLatch silent) {
            waiting = true;
            try {
                boolean gaveWay = silent.await(10, TimeUnit.SECONDS);
                return Outcome.failed(
                        gaveWay ? Reason.NAS_GIVEN_UP : Reason.NAS_SILENT, "no answer");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Outcome.failed(Reason.NAS_SILENT, "interrupted");
            }
        }

        @Override
        public void giveWay() {
            CountDownLatch silent = waits;
            if (silent != null) {
                silent.countDown();
            }
        }

        @Override
        public Outcome releaseAll() {
            held.clear();
            return Outcome.unconfirmed(Reason.RELEASED, "released");
        }

        @Override
        public Optional<Map<Mac, String>> held() {
            return Optional.of(Map.copyOf(held));
        }
    }
}
