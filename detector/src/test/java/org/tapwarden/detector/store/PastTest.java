package org.tapwarden.detector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.Past.Holding;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;
import org.tapwarden.detector.sensor.Sensor;
import org.tapwarden.detector.sensor.Watches;

/// What endpoints did is written by the real table into the real store, and asked for afterwards.
class PastTest {

    private static final Segment STUDENTS = segment("students", 0, TapKind.ACCESS);
    private static final Segment ELSEWHERE = segment("elsewhere", 7, TapKind.ACCESS);
    private static final Address ADDRESS = Address.parse("10.1.2.3");
    private static final Address OTHER = Address.parse("10.1.2.4");
    private static final long LAPTOP = 0x002170000001L;
    private static final long PRINTER = 0x002170000002L;
    private static final long PRIVATE = 0x0a1122000001L;
    private static final long PRIVATE_TOO = 0x0e1122000002L;
    private static final Instant START = Instant.parse("2026-10-04T17:00:00Z");

    @TempDir Path folder;
    private SensorStore store;
    private Endpoints endpoints;

    private static Segment segment(String name, int space, TapKind tap) {
        return new Segment(
                name,
                "HS1",
                "",
                Set.of(),
                List.of(Prefix.parse("10.0.0.0/8")),
                Population.STUDENT,
                tap,
                space);
    }

    @BeforeEach
    void open() throws IOException {
        store =
                new SensorStore(
                        folder.resolve("sensor.db"), new Segments(List.of(STUDENTS, ELSEWHERE)));
        endpoints = new Endpoints(Makers.load(), store::nextId, store, 1_000);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Instant at(int minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    private static long nanos(int minutes) {
        return at(minutes).toEpochMilli() * 1_000_000L;
    }

    private Endpoint seen(long mac, Segment where, int minutes) {
        return Objects.requireNonNull(endpoints.atMac(where, mac, nanos(minutes)));
    }

    private Endpoint bound(long mac, Segment where, Address address, int minutes) {
        Endpoint endpoint = seen(mac, where, minutes);
        endpoints.bind(endpoint, address, nanos(minutes), "arp");
        return endpoint;
    }

    private List<Holding> holders(int minutes) {
        store.awaitCommitted(store.submitted());
        return store.past().holders(ADDRESS, at(minutes));
    }

    @Test
    void the_holder_at_a_time_is_told_with_since_last_confirmed_and_until() {
        bound(LAPTOP, STUDENTS, ADDRESS, 0);
        bound(LAPTOP, STUDENTS, ADDRESS, 20);
        bound(PRINTER, STUDENTS, ADDRESS, 60);
        assertThat(holders(-1)).isEmpty();
        Holding first = holders(40).getFirst();
        assertThat(first.mac()).isEqualTo(new Mac(LAPTOP).toString());
        assertThat(first.from()).isEqualTo(at(0));
        assertThat(first.confirmed()).isEqualTo(at(20));
        assertThat(first.until()).contains(at(60));
        assertThat(first.disputed()).isFalse();
        assertThat(holders(70))
                .extracting(Holding::mac)
                .containsExactly(new Mac(PRINTER).toString());
    }

    @Test
    void who_comes_back_to_an_address_is_told_for_both_times() {
        bound(LAPTOP, STUDENTS, ADDRESS, 0);
        bound(PRINTER, STUDENTS, ADDRESS, 60);
        bound(LAPTOP, STUDENTS, ADDRESS, 120);
        assertThat(holders(30).getFirst().confirmed()).isEqualTo(at(0));
        assertThat(holders(30).getFirst().until()).contains(at(60));
        assertThat(holders(90).getFirst().mac()).isEqualTo(new Mac(PRINTER).toString());
        assertThat(holders(90)).hasSize(1);
        Holding again = holders(150).getFirst();
        assertThat(again.from()).isEqualTo(at(120));
        assertThat(again.until()).isEmpty();
    }

    @Test
    void one_address_in_two_spaces_has_two_answers() {
        bound(LAPTOP, STUDENTS, ADDRESS, 0);
        bound(PRINTER, ELSEWHERE, ADDRESS, 0);
        assertThat(holders(1))
                .extracting(Holding::segment)
                .containsExactly("students", "elsewhere");
    }

    @Test
    void two_that_quarrel_about_an_address_are_both_told() {
        for (int minute = 0; minute < 10; minute += 2) {
            bound(LAPTOP, STUDENTS, ADDRESS, minute);
            bound(PRINTER, STUDENTS, ADDRESS, minute + 1);
        }
        assertThat(holders(4))
                .hasSize(2)
                .allMatch(Holding::disputed)
                .extracting(Holding::mac)
                .containsExactly(new Mac(LAPTOP).toString(), new Mac(PRINTER).toString());
    }

    /// A forged claim takes the address in the ledger; the owner's own frames go on.
    @Test
    void an_owner_that_goes_on_after_a_claim_is_told_beside_the_claimant() {
        Endpoint owner = bound(LAPTOP, STUDENTS, ADDRESS, 0);
        bound(PRINTER, STUDENTS, ADDRESS, 10);
        endpoints.confirm(owner, ADDRESS, nanos(30));
        seen(LAPTOP, STUDENTS, 30);
        assertThat(holders(20)).hasSize(2).allMatch(Holding::disputed);
    }

    @Test
    void an_endpoint_is_told_as_it_was_with_who_said_it_and_since_when() {
        Endpoint laptop = bound(LAPTOP, STUDENTS, ADDRESS, 0);
        endpoints.hostName(laptop, "old-name", nanos(1), "dhcp");
        endpoints.hostName(laptop, "old.local", nanos(2), "mdns");
        endpoints.hostName(laptop, "new-name", nanos(60), "dhcp");
        bound(LAPTOP, STUDENTS, OTHER, 61);
        bound(PRINTER, STUDENTS, ADDRESS, 62);
        store.awaitCommitted(store.submitted());
        assertThat(told(laptop, 30, Binding.HOST_NAME)).containsExactly("old.local", "old-name");
        assertThat(told(laptop, 90, Binding.HOST_NAME)).containsExactly("new-name", "old.local");
        assertThat(told(laptop, 30, Binding.ADDRESS)).containsExactly("10.1.2.3");
        assertThat(told(laptop, 90, Binding.ADDRESS)).containsExactly("10.1.2.4");
        assertThat(told(laptop, 90, Binding.SEGMENT)).containsExactly("students");
        assertThat(store.past().asOf(laptop.id(), at(-5))).isEmpty();
        Past.Fact name =
                store.past().asOf(laptop.id(), at(90)).orElseThrow().facts().stream()
                        .filter(f -> f.value().equals("new-name"))
                        .findFirst()
                        .orElseThrow();
        assertThat(name.source()).isEqualTo("dhcp");
        assertThat(name.since()).isEqualTo(at(60));
    }

    private List<String> told(Endpoint endpoint, int minutes, String fact) {
        return store.past().asOf(endpoint.id(), at(minutes)).orElseThrow().facts().stream()
                .filter(f -> f.fact().equals(fact))
                .map(Past.Fact::value)
                .toList();
    }

    @Test
    void a_name_or_mac_means_who_had_it_by_then() {
        Endpoint laptop = bound(LAPTOP, STUDENTS, ADDRESS, 0);
        endpoints.hostName(laptop, "Room-12", nanos(10), "dhcp");
        store.awaitCommitted(store.submitted());
        assertThat(store.past().meant("room-12", at(20))).containsExactly(laptop.id());
        assertThat(store.past().meant("room-12", at(5))).isEmpty();
        assertThat(store.past().meant("00-21-70-00-00-01", at(5))).containsExactly(laptop.id());
        assertThat(store.past().meant("nobody", at(5))).isEmpty();
    }

    @Test
    void a_diff_tells_who_came_who_went_and_what_changed() {
        Endpoint laptop = bound(LAPTOP, STUDENTS, ADDRESS, 0);
        endpoints.hostName(laptop, "old-name", nanos(1), "dhcp");
        bound(PRINTER, ELSEWHERE, OTHER, 0);
        int day = 24 * 60;
        endpoints.hostName(laptop, "new-name", nanos(3 * day), "dhcp");
        bound(PRIVATE, STUDENTS, Address.parse("10.1.2.9"), 3 * day);
        seen(LAPTOP, STUDENTS, 5 * day);
        seen(PRIVATE, STUDENTS, 5 * day);
        store.awaitCommitted(store.submitted());
        Past.Difference all = store.past().between(at(day), at(5 * day), "");
        assertThat(all.added())
                .extracting(Past.Line::mac)
                .containsExactly(new Mac(PRIVATE).toString());
        assertThat(all.gone())
                .extracting(Past.Line::mac)
                .containsExactly(new Mac(PRINTER).toString());
        assertThat(all.changed())
                .extracting(
                        c -> c.line().mac() + " " + c.fact() + " " + c.before() + ">" + c.after())
                .containsExactly(new Mac(LAPTOP) + " host.name old-name>new-name");
        assertThat(all.complete()).isTrue();
        assertThat(store.past().between(at(day), at(5 * day), "students").gone()).isEmpty();
    }

    @Test
    void private_addresses_of_one_client_id_or_name_are_suggested_and_never_merged() {
        Endpoint one = bound(PRIVATE, STUDENTS, ADDRESS, 0);
        Endpoint other = bound(PRIVATE_TOO, STUDENTS, OTHER, 10);
        endpoints.learn(one, Binding.CLIENT_ID, "ff00010203", nanos(1), "dhcp", 70);
        endpoints.learn(other, Binding.CLIENT_ID, "ff00010203", nanos(11), "dhcp", 70);
        store.awaitCommitted(store.submitted());
        Past.Suggestion suggested = store.past().perhapsSame(other.id()).getFirst();
        assertThat(suggested.endpoint()).isEqualTo(one.id());
        assertThat(suggested.confidence()).isEqualTo(70);
        assertThat(suggested.why()).contains("client id 'ff00010203'");
        assertThat(told(one, 20, Binding.DEVICE)).isEmpty();
    }

    @Test
    void a_name_that_many_share_suggests_nothing() {
        for (int i = 0; i < 7; i++) {
            Endpoint phone = seen(PRIVATE + i * 0x10L, STUDENTS, i);
            endpoints.hostName(phone, "iPhone", nanos(i), "dhcp");
        }
        store.awaitCommitted(store.submitted());
        assertThat(store.past().perhapsSame(1)).isEmpty();
    }

    @Test
    void what_was_last_confirmed_and_known_is_there_after_a_restart_and_not_written_again()
            throws IOException {
        Endpoint laptop = bound(LAPTOP, STUDENTS, ADDRESS, 0);
        endpoints.hostName(laptop, "room-12", nanos(1), "dhcp");
        endpoints.confirm(laptop, ADDRESS, nanos(5));
        seen(LAPTOP, STUDENTS, 5);
        store.close();
        open();
        assertThat(holders(9).getFirst().confirmed()).isEqualTo(at(5));
        var sensor =
                new Sensor(
                        new Segments(List.of(STUDENTS, ELSEWHERE)),
                        new Policy(List.of(), List.of()),
                        Makers.load(),
                        store::nextId,
                        store,
                        new Watches(),
                        _ -> _ -> false);
        store.recall(sensor);
        endpoints = sensor.endpoints();
        Endpoint back = Objects.requireNonNull(endpoints.known(0, LAPTOP));
        long before = store.submitted();
        endpoints.hostName(back, "room-12", nanos(9), "dhcp");
        assertThat(store.submitted()).isEqualTo(before);
    }
}
