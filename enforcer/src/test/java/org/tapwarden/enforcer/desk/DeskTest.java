package org.tapwarden.enforcer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Subject;

class DeskTest {

    private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");
    private static final DeskSettings SETTINGS =
            new DeskSettings(
                    List.of("help@office.example"), "tapwarden@office.example", "tw.example", ZONE);

    private static final Done PLACED =
            new Done(
                    Done.Stage.HELD,
                    Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "placed in the kernel"),
                    Optional.of("order-1"),
                    Optional.of(Sample.NOW.plusSeconds(3600)));
    private static final Done EFFECTIVE =
            new Done(
                    Done.Stage.HELD,
                    new Outcome(
                            Kind.EFFECTIVE,
                            Reason.SEEN_TRYING_AND_UNANSWERED,
                            "seen trying 3 times"),
                    Optional.of("order-1"),
                    Optional.of(Sample.NOW.plusSeconds(3600)));

    @TempDir Path folder;
    private final Sample.TurnedClocks clocks = new Sample.TurnedClocks();
    private final Desk desk = new Desk(SETTINGS);

    @Test
    void the_first_three_lines_say_what_where_and_since_when() {
        Letter letter = letter(Sample.order(1, "A home router is plugged in"), PLACED);
        assertThat(letter.body().lines().limit(3))
                .containsExactly(
                        "A home router is plugged in (likely: two independent kinds of evidence)",
                        "Lincoln MS, B",
                        "Since 2026-03-02 01:50:00 -08:00, still seen");
    }

    @Test
    void the_mail_is_complete_without_the_console() {
        assertThat(letter(Sample.order(1), PLACED).body())
                .contains("Segment: students-b", "VLAN: 20", "MAC: 02:00:00:00:00:01 (TP-Link)")
                .contains("show mac address-table address 0200.0000.0001")
                .contains("TTL is one below 64", "could be a docking station")
                .contains("Unconfirmed: quarantine", "ends by itself at 2026-03-02 03:00:00 -08:00")
                .contains("tapwarden quarantine release order-1")
                .contains("K.17: \"Nobody may connect a router.\"");
    }

    @Test
    void a_known_port_takes_the_place_of_looking_it_up() {
        Order order = Sample.order(1);
        Place place = order.place();
        Order located =
                Sample.at(
                        order,
                        new Place(
                                place.segment(),
                                place.site(),
                                place.building(),
                                place.vlan(),
                                Optional.of("closet-2, port Gi1/0/14 (Room 12)"),
                                place.activeDevices()));
        assertThat(letter(located, PLACED).body())
                .contains("Port: closet-2, port Gi1/0/14 (Room 12)")
                .doesNotContain("show mac address-table");
    }

    @Test
    void a_case_about_a_segment_sends_nobody_to_unplug_a_device() {
        Order nobody = Sample.about(Sample.order(1), new Subject(0, Set.of(), Set.of(), ""));
        assertThat(letter(nobody, PLACED).body())
                .contains("About the segment", "MAC tables of the segment's switches")
                .doesNotContain("unplug", "MAC:", "show mac");
        Place place = nobody.place();
        Order elsewhere =
                Sample.at(
                        nobody,
                        new Place(
                                "students-c",
                                place.site(),
                                place.building(),
                                place.vlan(),
                                place.port(),
                                place.activeDevices()));
        assertThat(elsewhere.incidentKey()).isNotEqualTo(nobody.incidentKey());
    }

    @Test
    void what_is_not_confirmed_is_never_called_effective() {
        assertThat(letter(Sample.order(1), PLACED).body()).doesNotContainIgnoringCase("effective");
        assertThat(letter(Sample.order(1), EFFECTIVE).body()).contains("Effective: quarantine");
    }

    @Test
    void a_string_from_the_network_neither_hides_nor_breaks_a_line() {
        String evil = "a\r\nBcc: x@y\u202egnp.exe\u0007\u2028z\u200b";
        Letter letter = letter(Sample.order(1, evil), PLACED);
        assertThat(letter.subject()).doesNotContain("\r", "\n", "\u202e", "\u0007", "\u2028");
        assertThat(letter.body()).doesNotContain("\r", "\nBcc", "\u202e", "\u0007", "\u200b");
        assertThat(letter.body()).contains("a\\u000d\\u000aBcc: x@y\\u202egnp.exe\\u0007");
    }

    @Test
    void one_incident_is_one_mail_and_an_update_only_when_something_changed() throws SQLException {
        try (EnforcerStore store = open()) {
            assertThat(report(store, Sample.order(1), PLACED)).isEqualTo(Desk.Told.QUEUED);
            assertThat(report(store, Sample.order(1), PLACED)).isEqualTo(Desk.Told.UNCHANGED);
            assertThat(report(store, Sample.order(1), EFFECTIVE)).isEqualTo(Desk.Told.QUEUED);
            List<Outbox.Mail> mails = due(store);
            assertThat(mails).hasSize(2);
            assertThat(mails.get(1).refersTo()).isEqualTo(mails.get(0).messageId());
            assertThat(mails.get(1).messageId()).isNotEqualTo(mails.get(0).messageId());
            assertThat(mails.get(1).subject()).isEqualTo("Re: " + mails.get(0).subject());
            assertThat(mails.get(0).subject()).matches("\\[TW-[0-9A-Z]{5}\\] HIGH: .*");
        }
    }

    @Test
    void the_twenty_first_incident_in_five_minutes_is_a_storm_and_one_mail() throws SQLException {
        try (EnforcerStore store = open()) {
            for (int i = 1; i <= Desk.STORM; i++) {
                assertThat(report(store, Sample.order(i), PLACED)).isEqualTo(Desk.Told.QUEUED);
            }
            assertThat(report(store, Sample.order(21), PLACED)).isEqualTo(Desk.Told.STORM_BEGAN);
            for (int i = 22; i <= 100; i++) {
                assertThat(report(store, Sample.order(i), PLACED))
                        .isEqualTo(Desk.Told.PART_OF_A_STORM);
            }
            assertThat(due(store)).hasSize(Desk.STORM + 1);
            assertThat(due(store).getLast().subject()).contains("many incidents at once");
        }
    }

    @Test
    void slow_incidents_are_no_storm() throws SQLException {
        try (EnforcerStore store = open()) {
            for (int i = 1; i <= 40; i++) {
                clocks.pass(Duration.ofSeconds(16));
                assertThat(report(store, Sample.order(i), PLACED)).isEqualTo(Desk.Told.QUEUED);
            }
        }
    }

    @Test
    void an_incident_that_flaps_does_not_fill_a_mailbox() throws SQLException {
        try (EnforcerStore store = open()) {
            for (int i = 0; i < 200; i++) {
                report(store, Sample.order(1), i % 2 == 0 ? PLACED : EFFECTIVE);
            }
            assertThat(due(store)).hasSize(Desk.MOST_UPDATES_AN_HOUR);
        }
    }

    @Test
    void a_page_that_waits_is_taken_back_and_one_that_was_tried_is_not() throws SQLException {
        Duration wait = Duration.ofSeconds(5);
        var page = new Page("It stopped", "why", List.of("a mistake"), List.of("look"));
        try (EnforcerStore store = open()) {
            for (String about : List.of("segment|a", "segment|b")) {
                store.committed(c -> {
                    desk.page(c, page, about, wait, clocks.now());
                    return true;
                });
            }
            assertThat(due(store)).isEmpty();
            clocks.pass(wait);
            assertThat(due(store)).hasSize(2);
            Outbox.Mail tried = due(store).getFirst();
            store.committed(c -> {
                Outbox.postponed(c, tried, "no answer", clocks.now());
                return true;
            });
            assertThat(store.<List<String>>committed(c -> desk.takeBack(c, "segment|")))
                    .containsExactly("b");
            clocks.pass(Outbox.FIRST_PAUSE);
            assertThat(due(store))
                    .singleElement()
                    .extracting(Outbox.Mail::id)
                    .isEqualTo(tried.id());
        }
    }

    @Test
    void a_mail_arrives_over_real_smtp_with_the_headers_that_tickets_need()
            throws SQLException, IOException {
        try (EnforcerStore store = open();
                SmtpSink sink = new SmtpSink()) {
            Order order = Sample.order(1, "Router \u00fcber\r\nX-Evil: 1");
            report(store, order, PLACED);
            report(store, order, EFFECTIVE);
            var postman = new Postman(store, post(sink), clocks);
            assertThat(postman.round()).isEqualTo(2);
            assertThat(postman.round()).isZero();
            assertThat(sink.mails).hasSize(2);
            String first = headers(sink.mails.get(0));
            assertThat(first)
                    .contains("Auto-Submitted: auto-generated", "To: help@office.example")
                    .containsPattern("Message-ID: <TW-[0-9A-Z]{5}\\.0@tw\\.example>")
                    .doesNotContain("\nX-Evil");
            assertThat(headers(sink.mails.get(1)))
                    .containsPattern("References: <TW-[0-9A-Z]{5}\\.0@tw\\.example>");
        }
    }

    @Test
    void a_mail_that_is_not_taken_waits_longer_each_time_and_then_arrives()
            throws SQLException, IOException {
        try (EnforcerStore store = open();
                SmtpSink sink = new SmtpSink()) {
            sink.refuseNext.set(2);
            report(store, Sample.order(1), PLACED);
            var postman = new Postman(store, post(sink), clocks);
            assertThat(postman.round()).isEqualTo(1);
            assertThat(postman.round()).isZero();
            clocks.pass(Duration.ofSeconds(5));
            assertThat(postman.round()).isEqualTo(1);
            clocks.pass(Duration.ofSeconds(5));
            assertThat(postman.round()).isZero();
            clocks.pass(Duration.ofSeconds(5));
            assertThat(postman.round()).isEqualTo(1);
            assertThat(sink.mails).hasSize(1);
            assertThat(store.committed(Outbox::depth)).isEqualTo(new Outbox.Depth(0, 1, 0));
        }
    }

    @Test
    void a_mail_is_given_up_only_after_more_than_a_day() {
        Duration all = Duration.ZERO;
        for (int i = 1; i < Outbox.MOST_ATTEMPTS; i++) {
            all = all.plus(Outbox.pause(i));
        }
        assertThat(all).isGreaterThan(Duration.ofHours(24));
    }

    @Test
    void a_wrong_address_stops_the_start_and_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new DeskSettings(
                                List.of("a@b\r\nBcc: c@d"), "t@o.example", "o.example", ZONE))
                .withMessageContaining("desk.recipients");
    }

    private Desk.Told report(EnforcerStore store, Order order, Done done) {
        return store.committed(c -> desk.report(c, order, done, clocks.now()));
    }

    private List<Outbox.Mail> due(EnforcerStore store) {
        return store.committed(c -> Outbox.due(c, clocks.now(), 1_000));
    }

    private static Letter letter(Order order, Done done) {
        return Letter.about(order, done, "TW-ABCDE", Sample.NOW, ZONE);
    }

    private static SmtpPost post(SmtpSink sink) {
        return new SmtpPost(
                new SmtpSettings("127.0.0.1", sink.port(), false, Optional.empty()),
                SETTINGS.from());
    }

    private static String headers(String mail) {
        return mail.substring(0, mail.indexOf("\n\n"));
    }

    private EnforcerStore open() throws SQLException {
        return EnforcerStore.open(folder.resolve("enforcer.db"));
    }
}
