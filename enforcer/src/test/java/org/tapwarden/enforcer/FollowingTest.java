package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Anchors.Anchor;
import org.tapwarden.enforcer.order.Anchors.Kind;
import org.tapwarden.enforcer.order.Anchors.Newcomer;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

class FollowingTest {

    private static final Anchor PORT = new Anchor(Kind.SWITCH_PORT, "closet-2 Gi1/0/14");
    private static final Anchor OTHER_PORT = new Anchor(Kind.SWITCH_PORT, "closet-2 Gi1/0/15");

    @TempDir Path folder;

    private static final Mac OWN = Mac.parse("3c:52:82:00:00:01");

    /// Made up, and lower than its own.
    private static final long MADE_UP = 0x0200_0000_0000L;

    private final HeldInMemory driver = new HeldInMemory("memory", Step.QUARANTINE);
    private Stage stage;

    @BeforeEach
    void start() throws SQLException {
        stage = new Stage(folder, Sample.SETTINGS, driver);
    }

    @AfterEach
    void stop() throws SQLException {
        stage.close();
    }

    private void heldAt(Anchor... anchors) {
        stage.anchors.addAll(Set.of(anchors));
        stage.journal.add(Sample.order(1));
        until(() -> driver.held.size() == 1);
        // Where it is asked for every second.
        stage.pass(Following.EVERY, Following.EVERY);
    }

    private static Newcomer newcomer(int mac, boolean alike, Anchor... anchors) {
        return new Newcomer(subject(mac), Set.of(anchors), true, false, alike, false);
    }

    private static Subject subject(int mac) {
        return new Subject(1_000 + mac, Set.of(new Mac(mac)), Set.of(), "");
    }

    private void appears(Newcomer newcomer) {
        stage.newcomers.add(newcomer);
        stage.pass(Following.EVERY, Following.EVERY);
    }

    private Outcome.Kind kind() {
        return stage.kinds().getFirst();
    }

    @Test
    void to_a_new_mac_at_its_port_the_lease_follows_a_hundred_times() {
        heldAt(PORT);
        for (int mac = 1; mac <= 100; mac++) {
            Mac now = new Mac(mac);
            appears(newcomer(mac, false, PORT));
            until(() -> driver.held.containsKey(now));
            stage.newcomers.clear();
        }
        assertThat(stage.enforcer.leases())
                .singleElement()
                .satisfies(l -> assertThat(l.order().subject().macs()).hasSize(Subject.MOST_MACS));
        assertThat(stage.enforcer.audit(0, 1_000).toString()).contains("followed", "Gi1/0/14");
    }

    @Test
    void beyond_the_most_macs_made_up_ones_go_and_the_devices_own_stays() {
        stage.anchors.add(PORT);
        stage.journal.add(Sample.order(1).about(new Subject(7, Set.of(OWN), Set.of(), "a maker")));
        until(() -> driver.held.containsKey(OWN));
        stage.settle();
        for (int i = 0; i < Subject.MOST_MACS; i++) {
            Mac madeUp = new Mac(MADE_UP + i);
            appears(Newcomer.at(Set.of(PORT), new Subject(0, Set.of(madeUp), Set.of(), ""), false));
            until(() -> driver.held.containsKey(madeUp));
            stage.newcomers.clear();
        }
        assertThat(stage.enforcer.leases())
                .singleElement()
                .satisfies(l ->
                        assertThat(l.order().subject().macs())
                                .hasSize(Subject.MOST_MACS)
                                .contains(OWN, new Mac(MADE_UP + Subject.MOST_MACS - 1)));
    }

    /// A device that just came may be held before its switch was asked.
    @Test
    void where_it_is_may_be_told_after_it_was_held() {
        heldAt();
        stage.anchors.add(PORT);
        stage.pass(Following.EVERY, Following.EVERY);
        stage.anchors.clear();
        appears(newcomer(1, false, PORT));
        until(() -> driver.held.containsKey(new Mac(1)));
    }

    @Test
    void a_look_alike_at_another_port_is_not_touched() {
        heldAt(PORT);
        for (int mac = 1; mac <= 100; mac++) {
            appears(newcomer(mac, true, OTHER_PORT));
        }
        stage.settle();
        assertThat(driver.held).hasSize(1);
        assertThat(kind()).isEqualTo(Outcome.Kind.UNCONFIRMED);
    }

    @Test
    void without_an_anchor_a_look_alike_is_told_as_evaded_and_not_touched() {
        heldAt();
        appears(newcomer(1, true));
        until(() -> kind() == Outcome.Kind.EVADED);
        assertThat(stage.bodies()).contains("EVADED: ", "nothing anchors it");
        assertThat(driver.held).hasSize(1);
        int mails = stage.mails().size();
        appears(newcomer(2, true));
        stage.settle();
        assertThat(stage.mails()).hasSize(mails);
    }

    /// A relay writes into requests for addresses alone.
    @Test
    void who_is_new_with_an_address_of_its_own_may_be_a_device_that_a_lease_alone_anchors() {
        heldAt(new Anchor(Kind.OPTION_82, "relay p1"));
        appears(new Newcomer(subject(1), Set.of(), true, true, false, true));
        stage.settle();
        assertThat(kind()).as("approved").isEqualTo(Outcome.Kind.UNCONFIRMED);
        appears(new Newcomer(subject(2), Set.of(), true, false, false, true));
        until(() -> kind() == Outcome.Kind.EVADED);
        assertThat(driver.held).hasSize(1);
        assertThat(stage.bodies()).contains("EVADED: ", "with an address that nobody gave it");
    }

    @Test
    void at_a_switch_port_an_address_of_its_own_says_nothing_of_a_newcomer() {
        heldAt(PORT, new Anchor(Kind.OPTION_82, "relay p1"));
        appears(new Newcomer(subject(1), Set.of(), true, false, false, true));
        stage.settle();
        assertThat(kind()).isEqualTo(Outcome.Kind.UNCONFIRMED);
    }

    /// Who puts on another's MAC must not have that one cut off.
    @Test
    void a_mac_that_was_known_before_is_not_followed_even_at_the_port() {
        heldAt(PORT);
        appears(new Newcomer(subject(1), Set.of(PORT), false, false, false, false));
        until(() -> kind() == Outcome.Kind.EVADED);
        assertThat(driver.held).hasSize(1);
        assertThat(stage.bodies()).contains("was known before: it is not touched");
    }

    @Test
    void what_is_protected_is_not_followed() {
        stage.protections.put(new Mac(1).toString(), "the fire panel");
        heldAt(PORT);
        appears(newcomer(1, false, PORT));
        until(() -> kind() == Outcome.Kind.EVADED);
        assertThat(driver.held).hasSize(1);
        assertThat(stage.bodies()).contains("the fire panel");
    }

    @Test
    void after_a_restart_it_goes_on_following_by_the_anchor_of_then() throws SQLException {
        heldAt(PORT);
        stage.stop();
        // The switch has forgotten where the first MAC was.
        stage.anchors.clear();
        stage.start();
        appears(newcomer(1, false, PORT));
        until(() -> driver.held.containsKey(new Mac(1)));
        stage.clocks.pass(Duration.ofMinutes(61));
        until(driver.held::isEmpty);
    }
}
