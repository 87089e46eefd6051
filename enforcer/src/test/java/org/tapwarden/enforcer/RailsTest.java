package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.ladder.Budget;
import org.tapwarden.enforcer.ladder.ExamFreeze;
import org.tapwarden.enforcer.ladder.Ladder;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.lease.Requests;
import org.tapwarden.enforcer.lease.Undone;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

class RailsTest {

    /// Orders that were not carried out are remembered up to 2,000.
    private static final int FORGERIES = Boolean.getBoolean("tapwarden.whole") ? 10_000 : 2_500;

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir Path folder;
    private final HeldInMemory driver = new HeldInMemory("memory", Step.QUARANTINE);

    private Stage stage() throws SQLException {
        return new Stage(folder, Sample.SETTINGS, driver);
    }

    private static List<String> pages(Stage stage) {
        return stage.mails().stream().filter(subject -> subject.contains("PAGE")).toList();
    }

    private static long undone(Stage stage, Reason reason) {
        return stage.enforcer.safeguards().undone(1_000).stream()
                .filter(one -> one.why().reason() == reason)
                .count();
    }

    @Test
    void of_two_hundred_hits_at_once_five_are_held_and_one_page_is_sent() throws SQLException {
        try (Stage stage = stage()) {
            for (int i = 1; i <= 200; i++) {
                stage.journal.add(Sample.order(i));
            }
            until(() -> stage.enforcer.safeguards().undone(1_000).size() == 195);
            assertThat(driver.held).hasSize(Budget.USUAL.most());
            assertThat(driver.holds.get()).isEqualTo(Budget.USUAL.most());
            assertThat(pages(stage)).singleElement().asString().contains(Sample.SEGMENT);
            // The notices of a storm are one letter, too.
            assertThat(stage.mails()).hasSizeLessThan(25);
        }
    }

    @Test
    void a_small_segment_is_not_switched_off_five_at_a_time() throws SQLException {
        try (Stage stage = stage()) {
            for (int i = 1; i <= 4; i++) {
                stage.journal.add(Sample.inSegmentOf(Sample.order(i), 40));
            }
            until(() -> stage.enforcer.safeguards().undone(10).size() == 2);
            // 5 percent of 40 devices.
            assertThat(driver.held).hasSize(2);
            assertThat(pages(stage)).hasSize(1);
        }
    }

    /// As the sensor would tell of a forger: each frame another MAC that says it is the gateway, or
    /// the gateway's own.
    @Test
    void thousands_of_forgeries_touch_nobody_who_is_protected_and_open_the_breaker_once()
            throws SQLException {
        try (Stage stage = stage()) {
            var gateway = new Mac(0x0200_0000_0250L);
            Address address = Address.ipv4(0x0a010001);
            stage.protections.put(gateway.toString(), "the gateway");
            stage.protections.put(address.toString(), "the gateway");
            for (int i = 1; i <= FORGERIES; i++) {
                Mac mac = i % 2 == 0 ? gateway : new Mac(0x0200_1000_0000L + i);
                stage.journal.add(
                        Sample.about(
                                Sample.order(i), new Subject(i, Set.of(mac), Set.of(address), "")));
            }
            stage.enforcer.hurry();
            for (int i = 0;
                    i < 100 && stage.store.<Long>committed(Leases::cursor) < FORGERIES;
                    i++) {
                Stage.sleep(1_000);
            }
            assertThat(stage.store.<Long>committed(Leases::cursor)).isEqualTo(FORGERIES);
            assertThat(driver.holds.get()).isZero();
            assertThat(stage.enforcer.leases()).isEmpty();
            assertThat(stage.enforcer.safeguards().breakerOpen()).isTrue();
            assertThat(pages(stage)).singleElement().asString().contains("Spoofing suspected");
            assertThat(stage.mails()).hasSizeLessThan(25);
            assertThat(stage.enforcer.safeguards().undone(FORGERIES)).hasSize(2_000);
            assertThat(stage.enforcer.safeguards().undoneDisplaced()).isEqualTo(FORGERIES - 2_000);
        }
    }

    @Test
    void forgeries_that_first_spend_the_budget_and_then_open_the_breaker_are_one_page()
            throws SQLException {
        try (Stage stage = stage()) {
            int frozen = Budget.USUAL.most() + 1;
            for (int i = 1; i <= frozen; i++) {
                stage.journal.add(Sample.order(i));
            }
            until(() -> !pages(stage).isEmpty());
            assertThat(pages(stage)).singleElement().asString().contains(Sample.SEGMENT);
            stage.protections.put("02:00:00:00:02:50", "the gateway");
            var gateway = new Subject(250, Set.of(new Mac(0x0200_0000_0250L)), Set.of(), "");
            for (int i = 1; i <= Ladder.MOST_PROTECTED + 1; i++) {
                stage.journal.add(Sample.about(Sample.order(frozen + i), gateway));
            }
            until(() -> stage.enforcer.safeguards().breakerOpen());
            assertThat(pages(stage)).singleElement().asString().contains("Spoofing suspected");
            assertThat(stage.bodies())
                    .contains("before, the budget was spent in " + Sample.SEGMENT);
        }
    }

    @Test
    void nothing_automatic_before_two_weeks_were_watched_and_a_person_went_through_the_list()
            throws SQLException {
        try (Stage stage =
                new Stage(folder, Sample.settings(Duration.ofDays(14), List.of()), driver)) {
            stage.journal.add(Sample.order(1));
            until(() -> undone(stage, Reason.LEARNING) == 1);
            // A machine that was off for a month, and a clock that jumps, have learnt nothing.
            stage.stop();
            stage.clocks.reboot("boot-2", Duration.ofDays(30));
            stage.start();
            stage.settle();
            stage.clocks.wallJumps(Duration.ofDays(30));
            stage.clocks.pass(Duration.ofDays(13));
            stage.settle();
            stage.journal.add(Sample.order(2));
            until(() -> undone(stage, Reason.LEARNING) == 2);
            stage.clocks.pass(Duration.ofDays(1));
            stage.settle();
            stage.journal.add(Sample.order(3));
            until(() -> !driver.held.isEmpty());
        }
    }

    @Test
    void a_segment_that_nobody_reviewed_is_left_alone_and_a_review_survives_a_restart()
            throws SQLException {
        try (Stage stage = stage()) {
            // The review of the stage is of another segment.
            Order elsewhere = Sample.at(Sample.order(1), Sample.placeIn("library"));
            stage.journal.add(elsewhere);
            until(() -> undone(stage, Reason.NOT_SWITCHED_ON) == 1);
            stage.stop();
            stage.start();
            stage.journal.add(Sample.order(2));
            until(() -> driver.held.size() == 1);
            assertThat(stage.enforcer.safeguards().segments())
                    .filteredOn(s -> s.name().equals(Sample.SEGMENT))
                    .singleElement()
                    .satisfies(s -> {
                        assertThat(s.review().orElseThrow().who()).isEqualTo("smith");
                        assertThat(s.switchedOn())
                                .containsEntry("rogue-router", "the network team");
                    });
        }
    }

    @Test
    void a_review_that_leaves_a_point_out_is_none() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new NeverListReview(
                                "s",
                                "smith",
                                Sample.NOW,
                                Map.of(NeverListReview.Point.FIRE, "10.1.2.3")))
                .withMessageContaining("door controllers");
    }

    @Test
    void on_exam_days_only_a_person_acts_and_is_told() throws SQLException {
        var exam =
                new ExamFreeze(
                        "state testing",
                        LocalDate.parse("2026-03-02"),
                        LocalDate.parse("2026-03-02"),
                        Set.of(Sample.SEGMENT));
        try (Stage stage =
                new Stage(folder, Sample.settings(Duration.ZERO, List.of(exam)), driver)) {
            stage.journal.add(Sample.order(1));
            until(() -> undone(stage, Reason.EXAM_FREEZE) == 1);
            assertThat(driver.held).isEmpty();
            Order person =
                    Sample.with(Sample.order(2), Step.QUARANTINE, Mode.ACT, 0, HOUR, "smith");
            assertThat(stage.enforcer.quarantine(person).detail())
                    .contains("exams are written there now (state testing");
            assertThat(driver.held).hasSize(1);
            stage.clocks.pass(Duration.ofDays(1));
            stage.journal.add(Sample.order(3));
            until(() -> driver.held.containsKey(Sample.subject(3).macs().iterator().next()));
        }
    }

    @Test
    void whom_the_enforcers_own_never_list_names_is_left_alone_whatever_the_sensor_says()
            throws SQLException {
        try (Stage stage = stage()) {
            var door = new Subject(7, Set.of(new Mac(7)), Set.of(Address.parse("10.1.0.77")), "");
            stage.journal.add(Sample.about(Sample.order(1), door));
            until(() -> undone(stage, Reason.PROTECTED) == 1);
            assertThat(driver.holds.get()).isZero();
            assertThat(stage.enforcer.safeguards().why(door)).contains("a door");
        }
    }

    @Test
    void a_suspension_waits_for_another_person() throws SQLException {
        try (Stage stage = stage()) {
            Order asked = suspension(1);
            Outcome waits = stage.enforcer.quarantine(asked);
            assertThat(waits.reason()).isEqualTo(Reason.AWAITS_SECOND_PERSON);
            assertThat(stage.enforcer.quarantine(asked).reason())
                    .isEqualTo(Reason.AWAITS_SECOND_PERSON);
            assertThat(driver.holds.get()).isZero();
            assertThat(stage.mails())
                    .singleElement()
                    .asString()
                    .contains("waits for a second person: suspend of 02:00:00:00:00:01");
            assertThat(stage.bodies())
                    .contains(
                            "smith asks for: suspend of 02:00:00:00:00:01 at Lincoln MS, for 60 minutes",
                            "WHY\n  - TTL is one below 64",
                            "tapwarden devices show 02:00:00:00:00:01",
                            "quarantine confirm " + asked.id());
            // Kept over a crash: the process ends and another one begins in the same boot.
            stage.stop();
            stage.start();
            Safeguards safeguards = stage.enforcer.safeguards();
            assertThat(safeguards.requests())
                    .singleElement()
                    .satisfies(r -> assertThat(r.askedBy()).isEqualTo("smith"));
            assertThat(safeguards.confirm("request-none", "jones")).isEmpty();
            assertThat(safeguards.confirm(asked.id(), "Smith").getFirst().reason())
                    .isEqualTo(Reason.SAME_PERSON_TWICE);
            assertThat(driver.held).isEmpty();
            assertThat(safeguards.confirm(asked.id(), "jones").getFirst().holds()).isTrue();
            assertThat(driver.held).hasSize(1);
            assertThat(safeguards.requests()).isEmpty();
            assertThat(stage.enforcer.audit(0, 100).toString())
                    .contains("asked for a second person", "not confirmed", "jones");
        }
    }

    @Test
    void of_a_device_of_which_only_an_address_is_known_a_second_person_is_told_that()
            throws SQLException {
        try (Stage stage = stage()) {
            var far = new Subject(7, Set.of(), Set.of(Address.parse("10.1.0.77")), "");
            assertThat(stage.enforcer.quarantine(Sample.about(suspension(1), far)).reason())
                    .isEqualTo(Reason.AWAITS_SECOND_PERSON);
            assertThat(stage.bodies())
                    .contains("suspend of 10.1.0.77 at", "tapwarden devices show 10.1.0.77");
        }
    }

    @Test
    void a_request_that_nobody_confirms_in_time_or_that_is_withdrawn_does_nothing()
            throws SQLException {
        try (Stage stage = stage()) {
            Safeguards safeguards = stage.enforcer.safeguards();
            Order late = suspension(1);
            Order withdrawn = suspension(2);
            assertThat(stage.enforcer.quarantine(late).holds()).isFalse();
            assertThat(stage.enforcer.quarantine(withdrawn).holds()).isFalse();
            assertThat(safeguards.withdraw(withdrawn.id(), "smith", "a mistake")).isTrue();
            assertThat(safeguards.withdraw(withdrawn.id(), "smith", "a mistake")).isFalse();
            stage.clocks.pass(Duration.ofMinutes(15));
            assertThat(safeguards.requests()).isEmpty();
            assertThat(safeguards.confirm(late.id(), "jones").getFirst().reason())
                    .isEqualTo(Reason.NOT_CONFIRMED_IN_TIME);
            assertThat(safeguards.confirm(withdrawn.id(), "jones").getFirst().reason())
                    .isEqualTo(Reason.WITHDRAWN);
            assertThat(driver.holds.get()).isZero();
        }
    }

    @Test
    void one_confirmation_is_for_all_devices_of_one_request_but_for_the_protected_one()
            throws SQLException {
        try (Stage stage = stage()) {
            stage.protections.put(Sample.subject(3).macs().iterator().next().toString(), "a door");
            stage.journal.add(Sample.order(3));
            until(() -> undone(stage, Reason.PROTECTED) == 1);
            Safeguards safeguards = stage.enforcer.safeguards();
            List<Order> devices = List.of(suspension(1), suspension(2), suspension(3));
            assertThat(stage.enforcer.quarantine(devices, "together-1"))
                    .extracting(Outcome::reason)
                    .containsExactly(
                            Reason.AWAITS_SECOND_PERSON,
                            Reason.AWAITS_SECOND_PERSON,
                            Reason.PROTECTED);
            assertThat(safeguards.requests())
                    .hasSize(2)
                    .allSatisfy(r -> assertThat(r.together()).isEqualTo("together-1"));
            assertThat(stage.mails())
                    .filteredOn(subject -> subject.contains("waits for a second person"))
                    .singleElement()
                    .asString()
                    .endsWith("and all other devices of the person who uses it");
            assertThat(safeguards.confirm("together-1", "smith"))
                    .extracting(Outcome::reason)
                    .containsExactly(Reason.SAME_PERSON_TWICE, Reason.SAME_PERSON_TWICE);
            assertThat(driver.held).isEmpty();
            assertThat(safeguards.confirm("together-1", "jones"))
                    .hasSize(2)
                    .allMatch(Outcome::holds);
            assertThat(driver.held).hasSize(2);
            assertThat(safeguards.requests()).isEmpty();
            List<Order> others = List.of(suspension(4), suspension(5));
            assertThat(stage.enforcer.quarantine(others, "together-2")).hasSize(2);
            assertThat(safeguards.withdraw("together-2", "jones", "not these")).isTrue();
            assertThat(safeguards.requests()).isEmpty();
            assertThat(driver.held).hasSize(2);
        }
    }

    @Test
    void several_devices_at_once_are_only_for_two_people_and_not_more_than_one_person_has()
            throws SQLException {
        try (Stage stage = stage()) {
            Order alone = Sample.with(Sample.order(1), Step.QUARANTINE, Mode.ACT, 0, HOUR, "smith");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stage.enforcer.quarantine(List.of(alone), "t"))
                    .withMessageContaining("no second person");
            List<Order> many = Collections.nCopies(Enforcement.MOST_TOGETHER + 1, suspension(1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stage.enforcer.quarantine(many, "t"))
                    .withMessageContaining("more than 20 devices");
        }
    }

    @Test
    void no_more_requests_wait_than_the_limit() throws SQLException {
        try (Stage stage = stage()) {
            for (int i = 1; i <= Requests.MOST; i++) {
                assertThat(stage.enforcer.quarantine(suspension(i)).reason())
                        .isEqualTo(Reason.AWAITS_SECOND_PERSON);
            }
            assertThat(stage.enforcer.quarantine(suspension(999)).reason())
                    .isEqualTo(Reason.TOO_MANY_REQUESTS);
        }
    }

    /// The device is under a quarantine already; at no moment is it let go.
    @Test
    void a_graver_step_takes_the_place_of_a_gentler_one() throws SQLException {
        try (Stage stage = stage()) {
            stage.journal.add(Sample.order(1));
            until(() -> driver.held.size() == 1);
            Order suspension = suspension(1);
            assertThat(stage.enforcer.quarantine(suspension).holds()).isFalse();
            assertThat(
                            stage.enforcer
                                    .safeguards()
                                    .confirm(suspension.id(), "jones")
                                    .getFirst()
                                    .holds())
                    .isTrue();
            assertThat(driver.releases.get()).isZero();
            assertThat(stage.enforcer.leases())
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.step()).isEqualTo(Step.SUSPEND));
            stage.clocks.pass(Duration.ofMinutes(61));
            until(driver.held::isEmpty);
        }
    }

    @Test
    void what_would_have_happened_is_one_line_for_each_device_and_rule() throws SQLException {
        try (Stage stage = stage()) {
            Order order =
                    Sample.with(Sample.order(1), Step.QUARANTINE, Mode.WOULD_HAVE, 2, HOUR, "");
            stage.journal.add(order);
            stage.journal.add(Sample.about(Sample.numbered(order, 2), order.subject()));
            until(() ->
                    stage.enforcer.safeguards().undone(10).stream().anyMatch(u -> u.times() == 2));
            List<Undone> undone = stage.enforcer.safeguards().undone(10);
            assertThat(undone).hasSize(1);
        }
    }

    private static Order suspension(long number) {
        return Sample.with(Sample.order(number), Step.SUSPEND, Mode.ACT, 0, HOUR, "smith");
    }
}
