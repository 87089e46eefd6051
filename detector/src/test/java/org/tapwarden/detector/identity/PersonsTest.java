package org.tapwarden.detector.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.identity.Identification.Source;
import org.tapwarden.detector.identity.Identification.What;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

class PersonsTest {

    private static final long PC = Mac.parse("00:21:70:00:00:01").bits();
    private static final long OTHER = Mac.parse("00:21:70:00:00:02").bits();
    private static final Address ADDRESS = Address.parse("10.20.0.7");
    private static final long START = 1_750_000_000_000L;
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private static Makers makers;

    private final Segment segment = segment("students", 0);
    private final List<Binding> rows = new ArrayList<>();
    private final List<String> machines = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private final Endpoints endpoints =
            new Endpoints(
                    makers,
                    ids::incrementAndGet,
                    new Endpoints.Ledger() {
                        @Override
                        public void endpoint(Endpoint endpoint) {}

                        @Override
                        public void bound(Binding binding) {}
                    },
                    100);
    private final Persons persons = persons(Persons.CAPACITY);
    private long now = START;

    @BeforeAll
    static void load() throws IOException {
        makers = Makers.load();
    }

    private static Segment segment(String name, int space) {
        return new Segment(
                name,
                "HS1",
                "Main",
                Set.of(),
                List.of(Prefix.parse("10.20.0.0/16")),
                Population.STUDENT,
                TapKind.ACCESS,
                space);
    }

    private Persons persons(int capacity) {
        return new Persons(
                endpoints,
                Set.of(0, 1),
                rows::add,
                (endpoint, name, _) -> machines.add(endpoint.id() + " " + name),
                capacity);
    }

    private Endpoint endpoint(long mac) {
        return Objects.requireNonNull(endpoints.atMac(segment, mac, now * 1_000_000));
    }

    private void say(Source source, What what, String person, String server) {
        now += 1_000;
        persons.forward(now);
        persons.see(said(PC, source, what, person, server));
    }

    private Identification said(long mac, Source source, What what, String person, String server) {
        Place place =
                server.isEmpty()
                        ? null
                        : new Place(server, "1/14", "", 120, Place.Source.RADIUS, now);
        return new Identification(mac, null, person, what, source, source.confidence(), now, place);
    }

    private void began(String person) {
        say(Source.RADIUS_ACCOUNTING, What.BEGAN, person, "sw1");
    }

    private void ended(String person) {
        say(Source.RADIUS_ACCOUNTING, What.ENDED, person, "sw1");
    }

    private void ticket(String person) {
        say(Source.KERBEROS, What.GOES_ON, person, "");
    }

    /// The rows about persons, as `names|source|confidence`.
    private List<String> users() {
        return rows.stream()
                .filter(row -> row.fact().equals(Persons.USER))
                .map(row ->
                        row.value().replace('\n', '+')
                                + "|"
                                + row.source()
                                + "|"
                                + row.confidence())
                .toList();
    }

    private List<String> values(String fact) {
        return rows.stream().filter(row -> row.fact().equals(fact)).map(Binding::value).toList();
    }

    @Test
    void a_session_binds_a_person_and_a_place_and_its_end_closes_the_binding() {
        endpoint(PC);
        began("kim");
        ended("kim");
        assertThat(users()).containsExactly("kim|radius-accounting|95", "|nobody|0");
        assertThat(values(Persons.PLACE))
                .containsExactly("switch=\"sw1\" port=\"1/14\" vlan=\"120\"");
        assertThat(rows.getLast().fromMillis()).isEqualTo(now);
    }

    @Test
    void the_same_person_however_written_is_one() {
        endpoint(PC);
        began("kim@school.example");
        ticket("Kim@SCHOOL.EXAMPLE");
        ticket("SCHOOL\\kim");
        assertThat(users()).containsExactly("kim@school.example|radius-accounting|95");
        assertThat(persons.use(1)).isEqualTo(Use.ONE_PERSON);
    }

    @Test
    void one_that_anybody_can_forge_changes_no_verified_session() {
        endpoint(PC);
        began("kim");
        say(Source.RADIUS_SEEN, What.BEGAN, "mallory", "sw1");
        say(Source.RADIUS_SEEN, What.ENDED, "kim", "sw1");
        assertThat(users()).containsExactly("kim|radius-accounting|95");
        assertThat(persons.counters())
                .containsEntry("identities_contradicted", 1L)
                .containsEntry("identities_unended", 1L);
    }

    @Test
    void seen_alone_it_is_believed_less() {
        endpoint(PC);
        say(Source.RADIUS_SEEN, What.BEGAN, "kim", "sw1");
        say(Source.RADIUS_SEEN, What.ENDED, "kim", "sw2");
        say(Source.RADIUS_SEEN, What.ENDED, "kim", "sw1");
        assertThat(users()).containsExactly("kim|radius-seen|60", "|nobody|0");
    }

    @Test
    void the_next_session_at_the_same_switch_ends_one_whose_end_was_lost() {
        endpoint(PC);
        began("kim");
        began("lee");
        assertThat(users()).containsExactly("kim|radius-accounting|95", "lee|radius-accounting|95");
        assertThat(persons.use(1)).isEqualTo(Use.ONE_PERSON);
    }

    @Test
    void more_than_three_persons_within_a_day_share_a_machine() {
        endpoint(PC);
        for (String person : List.of("kim", "lee", "max")) {
            began(person);
            ended(person);
        }
        assertThat(persons.use(1)).isEqualTo(Use.ONE_PERSON);
        began("noor");
        assertThat(persons.use(1)).isEqualTo(Use.SHARED);
        assertThat(users()).endsWith("noor|radius-accounting|71");
        assertThat(values(Persons.USE)).containsExactly("shared");
        assertThat(Use.SHARED.sentence()).startsWith("Shared: more than 3 persons");
        now += 25 * HOUR;
        began("noor");
        assertThat(persons.use(1)).as("a day later").isEqualTo(Use.ONE_PERSON);
        assertThat(values(Persons.USE)).containsExactly("shared", "one person");
    }

    @Test
    void two_whose_tickets_come_in_turns_use_it_both() {
        endpoint(PC);
        ticket("kim");
        ticket("lee");
        assertThat(users()).as("one after the other").endsWith("lee|kerberos|80");
        ticket("kim");
        assertThat(persons.use(1)).isEqualTo(Use.SEVERAL_AT_ONCE);
        assertThat(users()).endsWith("lee+kim|kerberos|40");
        assertThat(values(Persons.USE)).containsExactly("multi-user");
    }

    @Test
    void sessions_of_two_kinds_at_once_say_where_each_name_is_from() {
        endpoint(PC);
        began("kim");
        ticket("admin-lee");
        assertThat(users()).endsWith("kim+admin-lee|radius-accounting, kerberos|47");
        assertThat(persons.use(1)).isEqualTo(Use.SEVERAL_AT_ONCE);
    }

    @Test
    void a_terminal_server_has_no_more_than_eight_names() {
        endpoint(PC);
        for (int i = 0; i < Usage.MOST_AT_ONCE + 2; i++) {
            say(Source.RADIUS_ACCOUNTING, What.BEGAN, "person" + i, "sw" + i);
        }
        assertThat(users().getLast()).startsWith("person2+").contains("+person9|");
        assertThat(persons.counters()).containsEntry("identities_displaced_at_once", 2L);
    }

    @Test
    void a_ticket_says_nothing_after_ten_hours() {
        endpoint(PC);
        ticket("kim");
        long last = now;
        persons.forward(last + 10 * HOUR - MINUTE);
        assertThat(users()).hasSize(1);
        persons.forward(last + 11 * HOUR);
        assertThat(users()).endsWith("|nobody|0");
        assertThat(rows.getLast().fromMillis()).isEqualTo(last + 10 * HOUR);
    }

    @Test
    void a_machine_is_no_person_and_whoever_approves_machines_hears_of_it() {
        endpoint(PC);
        began("host/pc1.school.example");
        began("SCHOOL\\PC1$");
        say(Source.RADIUS_SEEN, What.BEGAN, "host/forged", "sw1");
        ended("host/pc1.school.example");
        assertThat(machines).containsExactly("1 host/pc1.school.example", "1 SCHOOL\\PC1$");
        assertThat(users()).isEmpty();
    }

    @Test
    void nobody_is_called_anonymous() {
        endpoint(PC);
        began("anonymous@school.example");
        began("@school.example");
        assertThat(users()).isEmpty();
        assertThat(persons.counters()).containsEntry("identities_nobody", 2L);
    }

    @Test
    void a_name_with_a_line_break_is_one_name() {
        endpoint(PC);
        began("kim\nprincipal");
        assertThat(users()).containsExactly("kim principal|radius-accounting|95");
    }

    @Test
    void lists_and_host_names_count_while_nobody_is_known_to_be_there() {
        Endpoint pc = endpoint(PC);
        persons.forward(now);
        persons.see(pc, said(PC, Source.DHCP_NAME, What.GOES_ON, "jo", ""));
        persons.listed(
                List.of(new PersonsList.Entry(PC, null, "librarian", START, START + 2 * HOUR)));
        now += MINUTE;
        persons.forward(now);
        began("kim");
        ended("kim");
        now = START + 3 * HOUR;
        persons.forward(now);
        assertThat(users())
                .containsExactly(
                        "jo|dhcp-name|40",
                        "librarian|list|70",
                        "kim|radius-accounting|95",
                        "librarian|list|70",
                        "jo|dhcp-name|40");
        assertThat(persons.use(1)).isEqualTo(Use.ONE_PERSON);
    }

    @Test
    void what_comes_before_the_first_frame_waits_for_it() {
        began("kim");
        assertThat(users()).isEmpty();
        persons.arrived(endpoint(PC), null);
        assertThat(users()).containsExactly("kim|radius-accounting|95");
        assertThat(persons.counters()).containsEntry("identities_awaited", 0L);
    }

    @Test
    void by_address_it_is_the_holders_once_there_is_one() {
        Source source = Source.KERBEROS;
        persons.see(new Identification(0, ADDRESS, "kim", What.GOES_ON, source, 80, now, null));
        Endpoint pc = endpoint(PC);
        endpoints.bind(pc, ADDRESS, now * 1_000_000, "arp");
        persons.arrived(pc, ADDRESS);
        assertThat(users()).containsExactly("kim|kerberos|80");
    }

    @Test
    void a_device_that_two_networks_have_is_nobodys() {
        endpoint(PC);
        Endpoint twin = endpoints.atMac(segment("annex", 1), PC, now * 1_000_000);
        assertThat(twin).isNotNull();
        began("kim");
        assertThat(users()).isEmpty();
        assertThat(persons.counters()).containsEntry("identities_ambiguous", 1L);
    }

    @Test
    void what_waits_is_bounded_and_given_up_after_ten_minutes() {
        for (int i = 0; i < Awaited.MOST + 1; i++) {
            persons.see(said(OTHER + i, Source.RADIUS_ACCOUNTING, What.BEGAN, "kim", "sw1"));
        }
        assertThat(persons.counters())
                .containsEntry("identities_awaited", (long) Awaited.MOST)
                .containsEntry("identities_awaited_displaced", 1L);
        for (int i = 0; i < Awaited.MOST_OF_ONE + 1; i++) {
            persons.see(said(PC, Source.RADIUS_ACCOUNTING, What.GOES_ON, "kim" + i, "sw1"));
        }
        assertThat(persons.counters().get("identities_awaited")).isLessThanOrEqualTo(Awaited.MOST);
        persons.forward(now);
        persons.forward(now + Awaited.WAITS_MILLIS + MINUTE);
        assertThat(persons.counters()).containsEntry("identities_awaited", 0L);
        assertThat(persons.counters().get("identities_awaited_given_up")).isPositive();
    }

    @Test
    void endpoints_beyond_the_cap_are_counted() {
        Persons few = persons(1);
        endpoint(PC);
        endpoint(OTHER);
        few.see(said(PC, Source.RADIUS_ACCOUNTING, What.BEGAN, "kim", "sw1"));
        few.see(said(OTHER, Source.RADIUS_ACCOUNTING, What.BEGAN, "lee", "sw1"));
        assertThat(users()).containsExactly("kim|radius-accounting|95");
        assertThat(few.counters()).containsEntry("identities_refused", 1L);
    }

    @Test
    void forged_packets_write_one_row_a_second_and_the_last_word_a_minute_later() {
        endpoint(PC);
        for (int i = 0; i < 10; i++) {
            now -= 950;
            say(Source.RADIUS_SEEN, What.BEGAN, "person" + i % 2, "sw1");
        }
        assertThat(users()).hasSize(1);
        assertThat(persons.counters().get("identities_put_off")).isPositive();
        persons.forward(now + MINUTE);
        assertThat(users()).hasSize(2).endsWith("person1|radius-seen|60");
    }

    @Test
    void what_was_verified_takes_the_place_of_what_waits_and_nothing_else_does() {
        for (int i = 0; i < Awaited.MOST; i++) {
            persons.see(said(OTHER + i, Source.RADIUS_SEEN, What.BEGAN, "mallory", "sw1"));
        }
        persons.see(said(PC, Source.RADIUS_SEEN, What.BEGAN, "mallory", "sw1"));
        persons.see(
                new Identifications.Numbered(
                        1, said(PC, Source.RADIUS_ACCOUNTING, What.BEGAN, "kim", "sw1")));
        persons.arrived(endpoint(PC), null);
        assertThat(users()).containsExactly("kim|radius-accounting|95");
    }

    @Test
    void a_late_record_never_turns_the_ledger_back() {
        endpoint(PC);
        began("kim");
        long row = now;
        now -= HOUR;
        persons.see(said(PC, Source.RADIUS_ACCOUNTING, What.BEGAN, "lee", "sw1"));
        assertThat(rows.getLast().fromMillis()).isEqualTo(row);
    }

    @Test
    void the_next_run_goes_on_where_this_one_was() {
        endpoint(PC);
        var first =
                new Identifications.Numbered(1, said(PC, Source.KERBEROS, What.GOES_ON, "kim", ""));
        persons.see(first);
        now += MINUTE;
        var second =
                new Identifications.Numbered(
                        2, said(OTHER, Source.RADIUS_ACCOUNTING, What.BEGAN, "lee", "sw1"));
        persons.see(second);
        assertThat(persons.doneThrough()).as("the second waits").isEqualTo(1);
        assertThat(persons.readThrough()).isEqualTo(2);

        List<Binding> kept = List.copyOf(rows);
        Persons next = persons(Persons.CAPACITY);
        kept.forEach(next::recall);
        next.goOn(0, 2);
        rows.clear();
        next.see(first);
        assertThat(rows).as("done before").isEmpty();
        endpoint(OTHER);
        next.see(second);
        assertThat(users()).containsExactly("lee|radius-accounting|95");
        assertThat(next.doneThrough()).isEqualTo(2);
        now += MINUTE;
        next.see(said(PC, Source.KERBEROS, What.ENDED, "kim", ""));
        assertThat(users()).endsWith("|nobody|0");
    }
}
