package org.tapwarden.webconsole.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.Enforcer;
import org.tapwarden.enforcer.EnforcerSettings;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.ladder.Budget;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.ladder.RailSettings;
import org.tapwarden.enforcer.ladder.SwitchedOn;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Severity;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.enforcer.radius.RadiusDriver;
import org.tapwarden.enforcer.radius.RadiusSettings;
import org.tapwarden.enforcer.radius.Session;
import org.tapwarden.enforcer.radius.Sessions;

/// From a case to a device that is off the network and stays off, with a switch, a RADIUS server
/// and a device that are real.
class QuarantineByRadiusTest {

    private static final Duration HOLD = Duration.ofMinutes(3);
    private static final int ROUNDS = 3;

    /// On a machine that does much else; what is wanted is said beside what was measured.
    private static final long LONGEST_MILLIS = 2_000;

    private static final Subject SUBJECT = new Subject(7, Set.of(PortLab.STATION), Set.of(), "");
    private static final Grant GRANT = new Grant("order-1", "case-1", SUBJECT);

    @TempDir static Path shared;
    private static PortLab lab;

    @TempDir Path folder;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        lab = new PortLab(shared);
    }

    @AfterAll
    static void tidy() throws IOException {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void let_the_device_in() throws IOException, InterruptedException {
        lab.begin();
    }

    private RadiusDriver driver(Path denied, String secret, InstantSource wall, String more)
            throws IOException {
        Path file = Files.writeString(folder.resolve("secret-" + secret), secret + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String yaml =
                "deny-list: %s\nservers: [{name: closet-2, address: %s, secret-file: %s%s}]\n"
                        .formatted(
                                denied,
                                lab.switchAddress(),
                                file,
                                ", message-authenticator: required" + more);
        var node =
                Yaml.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test");
        Sessions sessions = lab.store;
        return new RadiusDriver(
                RadiusSettings.of(node, folder).orElseThrow().open(), sessions, wall);
    }

    private RadiusDriver driver() throws IOException {
        return driver(lab.denied(), "testing123", InstantSource.system(), "");
    }

    /// Somebody answers for the rule, nothing must be learnt, and as often as the test asks.
    private static final EnforcerSettings SWITCHED_ON =
            new EnforcerSettings(
                    new Budget(100, Duration.ofHours(1), 100, Duration.ofHours(24), 100),
                    EnforcerSettings.USUAL.protectedFile(),
                    EnforcerSettings.USUAL.kernelHold(),
                    EnforcerSettings.USUAL.renewEvery(),
                    EnforcerSettings.USUAL.witnessPatience(),
                    EnforcerSettings.USUAL.trying(),
                    new RailSettings(
                            List.of(
                                    new SwitchedOn(
                                            "rogue-router", "s", "the lab", ProtectedSet.NOBODY)),
                            Set.of("s"),
                            Duration.ZERO,
                            Duration.ofMinutes(15),
                            List.of(),
                            ZoneId.of("UTC")),
                    EnforcerSettings.USUAL.lease());

    private static void review(Enforcer enforcer) {
        var said = new EnumMap<NeverListReview.Point, String>(NeverListReview.Point.class);
        for (NeverListReview.Point point : NeverListReview.Point.values()) {
            said.put(point, "none here");
        }
        enforcer.safeguards().review(new NeverListReview("s", "smith", Instant.now(), said));
    }

    private static Order order(int number) {
        return new Order(
                number,
                "case-" + number,
                "rogue-router",
                "K.17",
                "Nobody may connect a router.",
                "A router",
                Severity.HIGH,
                Step.QUARANTINE,
                Mode.ACT,
                Duration.ofHours(1),
                SUBJECT,
                new Place("s", "s", "b", OptionalInt.empty(), Optional.empty(), 0),
                Set.of("identity", "forwarding"),
                List.of(),
                List.of(),
                Instant.now(),
                Instant.now(),
                Optional.empty());
    }

    @Test
    void a_case_stops_the_device_it_stays_out_while_denied_and_is_let_in_after_release()
            throws Exception {
        var journal = new CopyOnWriteArrayList<Order>();
        try (EnforcerStore store = EnforcerStore.open(folder.resolve("enforcer.db"));
                RadiusDriver driver = driver();
                Enforcer enforcer =
                        new Enforcer(
                                SWITCHED_ON,
                                store,
                                (number, limit) ->
                                        journal.stream().filter(o -> o.number() > number).toList(),
                                Witness.silent(),
                                List.of(driver),
                                () -> Optional.of(ProtectedSet.NOBODY),
                                new Desk(
                                        new DeskSettings(
                                                List.of(),
                                                "t@o.example",
                                                "o.example",
                                                ZoneId.of("UTC"))),
                                () -> {},
                                Clocks.ofThisMachine())) {
            review(enforcer);
            enforcer.start();
            String heard = PortLab.STATION + " by closet-2 (session heard of at ";
            // A switch that put the station out may do so once more (PortLab.begin).
            for (int i = 0; i < 5 && !driver.reach(SUBJECT).words().startsWith(heard); i++) {
                lab.plugAgain();
                lab.awaitIn();
            }
            assertThat(driver.reach(SUBJECT).words()).startsWith(heard);
            var took = new ArrayList<Long>();
            for (int round = 1; round < ROUNDS; round++) {
                took.add(millisToStopped(journal, enforcer, round));
                enforcer.release("order-" + round, "smith", "false alarm");
                lab.plugAgain();
                lab.awaitIn();
            }
            took.add(millisToStopped(journal, enforcer, ROUNDS));
            List<Long> sorted = took.stream().sorted().toList();
            System.out.println(
                    "radius: case to stopped, median "
                            + sorted.get(ROUNDS / 2)
                            + " ms of "
                            + took
                            + " (wanted 200)");
            assertThat(sorted.get(ROUNDS / 2)).isBetween(0L, LONGEST_MILLIS);
            assertThat(enforcer.leases())
                    .singleElement()
                    .satisfies(lease -> {
                        assertThat(lease.driver()).isEqualTo("radius");
                        assertThat(lease.outcome())
                                .isEqualTo(
                                        Outcome.unconfirmed(
                                                Reason.NAS_ACKNOWLEDGED,
                                                "closet-2: Disconnect-ACK"));
                    });
            long before = lab.rejections();
            lab.askAgain();
            PortLab.until(() -> lab.rejections() > before);
            lab.plugAgain();
            PortLab.until(() -> lab.rejections() > before + 1);
            assertThat(lab.isHeard(Duration.ofSeconds(1))).as("it stays out").isFalse();
            assertThat(enforcer.release("order-" + ROUNDS, "smith", "false alarm"))
                    .hasValueSatisfying(o -> assertThat(o.reason()).isEqualTo(Reason.RELEASED));
            lab.plugAgain();
            assertThat(lab.isHeard(Duration.ofSeconds(5))).as("it is let in again").isTrue();
        }
    }

    private static long millisToStopped(List<Order> journal, Enforcer enforcer, int number)
            throws InterruptedException {
        long began = System.nanoTime();
        journal.add(order(number));
        enforcer.hurry();
        return (lab.lastHeardNanos(Duration.ofMillis(700)) - began) / 1_000_000;
    }

    @Test
    void when_the_appliance_is_dead_the_device_is_let_in_after_the_time() throws Exception {
        try (RadiusDriver driver = driver()) {
            assertThat(driver.hold(GRANT, Duration.ofSeconds(2)).reason())
                    .isEqualTo(Reason.NAS_ACKNOWLEDGED);
        }
        long before = lab.rejections();
        lab.askAgain();
        PortLab.until(() -> lab.rejections() > before);
        assertThat(lab.isHeard(Duration.ofMillis(300))).isFalse();
        Thread.sleep(2_500);
        lab.plugAgain();
        assertThat(lab.isHeard(Duration.ofSeconds(5))).isTrue();
        assertThat(Files.readString(lab.denied()))
                .as("the line lies there still")
                .contains("case-1");
        Files.delete(lab.denied());
    }

    @Test
    void a_stale_clock_and_a_wrong_secret_leave_the_device_in_and_say_that_they_failed()
            throws Exception {
        InstantSource stale = () -> Instant.now().minusSeconds(4_000);
        try (RadiusDriver late = driver(folder.resolve("a"), "testing123", stale, "");
                RadiusDriver wrong =
                        driver(folder.resolve("b"), "testing124", InstantSource.system(), "")) {
            var first = CompletableFuture.supplyAsync(() -> late.hold(GRANT, HOLD));
            var second = CompletableFuture.supplyAsync(() -> wrong.hold(GRANT, HOLD));
            for (Outcome outcome : List.of(first.join(), second.join())) {
                assertThat(outcome)
                        .isEqualTo(
                                Outcome.failed(Reason.NAS_SILENT, "closet-2: it did not answer"));
            }
            assertThat(late.held().orElseThrow()).isEmpty();
            assertThat(wrong.held().orElseThrow()).isEmpty();
        }
        assertThat(lab.isHeard(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void what_this_switch_cannot_do_is_a_refusal_and_not_a_success() throws Exception {
        try (RadiusDriver driver =
                driver(lab.denied(), "testing123", InstantSource.system(), ", vlan: 666")) {
            assertThat(driver.hold(GRANT, HOLD))
                    .isEqualTo(
                            Outcome.failed(
                                    Reason.NAK_UNSUPPORTED_ATTRIBUTE,
                                    "closet-2: CoA-NAK, unsupported attribute"));
            assertThat(driver.held().orElseThrow()).isEmpty();
        }
        assertThat(lab.isHeard(Duration.ofMillis(500))).isTrue();
    }

    @Test
    void a_switch_that_is_away_and_one_that_began_anew_are_told_apart() throws Exception {
        try (RadiusDriver driver = driver()) {
            lab.stopSwitch();
            Outcome away = driver.hold(GRANT, HOLD);
            assertThat(away.kind()).isEqualTo(Kind.FAILED);
            assertThat(away.reason()).isEqualTo(Reason.NAS_UNREACHABLE);
            var waiting = CompletableFuture.supplyAsync(() -> driver.hold(GRANT, HOLD));
            Thread.sleep(100);
            lab.startSwitch();
            Outcome anew = waiting.join();
            assertThat(anew.kind()).isEqualTo(Kind.UNCONFIRMED);
            assertThat(anew.reason()).as(anew.detail()).isEqualTo(Reason.NAS_RESTARTED);
            // Its accounting says so, too.
            PortLab.until(() ->
                    lab.store.of(PortLab.STATION).stream()
                            .noneMatch(s -> s.state() == Session.State.OPEN));
            driver.release(GRANT);
            assertThat(driver.hold(GRANT, HOLD).reason()).isEqualTo(Reason.NAS_RESTARTED);
            assertThat(driver.reach(SUBJECT).words()).endsWith("(which began anew)");
            assertThat(driver.release(GRANT).reason()).isEqualTo(Reason.RELEASED);
        }
    }
}
