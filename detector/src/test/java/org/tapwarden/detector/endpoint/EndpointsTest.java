package org.tapwarden.detector.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

class EndpointsTest {

    private static final long LAPTOP = 0x002170000001L;
    private static final long PHONE = 0x0a1122000001L;
    private static final Segment STUDENTS = segment("students", TapKind.ACCESS);
    private static final Segment LIBRARY = segment("library", TapKind.ACCESS);
    private static final Segment ROUTED = segment("branch", TapKind.ROUTED);
    private static final long START = 1_750_000_000_000_000_000L;

    private static Makers makers;

    private final List<Binding> bindings = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private Endpoints endpoints;

    @BeforeAll
    static void load() throws IOException {
        makers = Makers.load();
    }

    @BeforeEach
    void open() {
        var ledger =
                new Endpoints.Ledger() {
                    @Override
                    public void endpoint(Endpoint endpoint) {
                        // Rows are told of the endpoint itself here.
                    }

                    @Override
                    public void bound(Binding binding) {
                        bindings.add(binding);
                    }
                };
        endpoints = new Endpoints(makers, ids::incrementAndGet, ledger, 100);
    }

    private static Segment segment(String name, TapKind tap) {
        return new Segment(
                name,
                "HS1",
                "",
                Set.of(),
                List.of(Prefix.parse("10.0.0.0/8")),
                Population.STUDENT,
                tap,
                0);
    }

    private static long after(Duration time) {
        return START + time.toNanos();
    }

    private Endpoint laptop() {
        return Objects.requireNonNull(endpoints.atMac(STUDENTS, LAPTOP, START));
    }

    private List<String> values(String fact) {
        return bindings.stream().filter(b -> b.fact().equals(fact)).map(Binding::value).toList();
    }

    private static Address address(int number) {
        return Address.parse("10.1." + number / 256 + "." + number % 256);
    }

    @Test
    void who_says_another_name_in_every_frame_gets_a_row_a_minute() {
        Endpoint laptop = laptop();
        for (int second = 0; second < 150; second++) {
            endpoints.hostName(laptop, "name-" + second, after(Duration.ofSeconds(second)), "mdns");
        }
        assertThat(values(Binding.HOST_NAME)).containsExactly("name-0", "name-60", "name-120");
        assertThat(laptop.hostName()).as("the newest is known all the same").isEqualTo("name-149");
    }

    @Test
    void two_sources_each_keep_what_they_say_and_repeating_it_is_no_news() {
        Endpoint laptop = laptop();
        for (int hour = 0; hour < 24; hour++) {
            endpoints.hostName(laptop, "pc-1", after(Duration.ofHours(hour)), "dhcp");
            endpoints.hostName(laptop, "pc-1.local", after(Duration.ofHours(hour)), "mdns");
        }
        assertThat(values(Binding.HOST_NAME)).containsExactly("pc-1", "pc-1.local");
    }

    @Test
    void facts_of_one_endpoint_are_bounded_and_in_one_line_each() {
        Endpoint laptop = laptop();
        for (int i = 0; i < 1_000; i++) {
            endpoints.learn(laptop, Binding.SOFTWARE, "agent " + i, START, "http", 40);
        }
        assertThat(laptop.factLines().lines()).hasSize(Facts.MOST);
        assertThat(values(Binding.SOFTWARE).size()).isLessThan(Facts.MOST);
        Endpoint other = Objects.requireNonNull(endpoints.atMac(STUDENTS, PHONE, START));
        endpoints.learn(
                other, Binding.HOST_NAME, "a\tb\nc\u2028" + "x".repeat(999), START, "dhcp", 1);
        assertThat(values(Binding.HOST_NAME)).containsExactly("a b c " + "x".repeat(249));
        var back = new Facts();
        back.recall(other.factLines());
        assertThat(back.lines()).isEqualTo(other.factLines());
    }

    /// A day of temporary IPv6 addresses each is no reason to stop knowing new ones.
    @Test
    void an_address_that_was_not_seen_for_a_day_makes_room_and_says_when_it_was_last_seen() {
        Endpoint laptop = laptop();
        for (int i = 0; i < Endpoint.MOST_ADDRESSES; i++) {
            endpoints.bind(laptop, address(i), after(Duration.ofMinutes(i)), "nd");
        }
        endpoints.bind(laptop, address(99), after(Duration.ofHours(20)), "nd");
        assertThat(endpoints.addressesRefused()).isEqualTo(1);
        endpoints.confirm(laptop, address(0), after(Duration.ofHours(30)));
        endpoints.bind(laptop, address(99), after(Duration.ofHours(40)), "nd");
        assertThat(laptop.addresses())
                .hasSize(Endpoint.MOST_ADDRESSES)
                .contains(address(0), address(99))
                .doesNotContain(address(1));
        Binding last = bindings.get(bindings.size() - 2);
        assertThat(last.fact()).isEqualTo(Binding.ADDRESS_LAST);
        assertThat(last.value()).isEqualTo(address(1).toString());
        assertThat(last.fromMillis()).isEqualTo(after(Duration.ofMinutes(1)) / 1_000_000L);
        assertThat(endpoints.holder(0, address(1))).isNull();
    }

    @Test
    void a_flood_of_addresses_fills_only_the_record_of_whoever_makes_them_up() {
        Endpoint laptop = laptop();
        for (int i = 0; i < 10_000; i++) {
            endpoints.bind(laptop, address(i), START + i, "arp");
        }
        assertThat(laptop.addresses()).hasSize(Endpoint.MOST_ADDRESSES);
        assertThat(endpoints.addressesRefused()).isEqualTo(10_000 - Endpoint.MOST_ADDRESSES);
        assertThat(values(Binding.ADDRESS)).hasSize(Endpoint.MOST_ADDRESSES);
    }

    @Test
    void who_moves_between_segments_in_every_frame_gets_a_row_a_minute() {
        laptop();
        for (int second = 1; second < 121; second++) {
            Segment where = second % 2 == 0 ? STUDENTS : LIBRARY;
            endpoints.atMac(where, LAPTOP, after(Duration.ofSeconds(second)));
        }
        assertThat(values(Binding.SEGMENT).size()).isBetween(2, 3);
    }

    @Test
    void an_approval_ends_in_event_time_and_leaves_a_known_device() {
        Endpoint laptop = laptop();
        long ends = after(Duration.ofDays(1)) / 1_000_000L;
        var approval =
                new Approval(Standing.APPROVED, ends, "asset:4711", null, Approval.Origin.OFFICE);
        endpoints.approvals(Map.of(LAPTOP, approval), START);
        assertThat(laptop.standing()).isEqualTo(Standing.APPROVED);
        endpoints.forward(after(Duration.ofHours(23)));
        assertThat(laptop.standing()).isEqualTo(Standing.APPROVED);
        endpoints.forward(after(Duration.ofDays(1)));
        assertThat(laptop.standing()).isEqualTo(Standing.KNOWN);
        assertThat(values(Binding.STANDING)).containsExactly("unknown", "approved", "known");
        assertThat(values(Binding.DEVICE)).containsExactly("asset:4711");
    }

    /// Another asset tag is another row; the one before stays as it was written.
    @Test
    void an_endpoint_that_becomes_another_device_gets_a_row_and_none_is_rewritten() {
        laptop();
        for (String device : List.of("asset:1", "asset:2", "asset:2")) {
            var approval =
                    new Approval(
                            Standing.APPROVED,
                            Approval.NEVER,
                            device,
                            null,
                            Approval.Origin.OFFICE);
            endpoints.approvals(Map.of(LAPTOP, approval), START);
        }
        assertThat(values(Binding.DEVICE)).containsExactly("asset:1", "asset:2");
    }

    @Test
    void behind_a_router_the_told_mac_is_what_the_office_knows() {
        Endpoint there =
                Objects.requireNonNull(
                        endpoints.identify(ROUTED, address(7), LAPTOP, START, "dhcp", 80));
        assertThat(there.mac()).as("no frame showed it").isZero();
        assertThat(there.identity()).isEqualTo(LAPTOP);
        endpoints.approvals(Map.of(LAPTOP, new Approval(Standing.APPROVED)), START);
        assertThat(there.standing()).isEqualTo(Standing.APPROVED);
        assertThat(values(Binding.MAC)).containsExactly(new Mac(LAPTOP).toString());
        assertThat(endpoints.identify(STUDENTS, address(8), LAPTOP, START, "dhcp", 80))
                .as("where the tap sees MACs, the wire is believed")
                .isNull();
    }

    @Test
    void a_guess_names_what_it_rests_on() {
        Endpoint laptop = laptop();
        endpoints.fingerprint(laptop, "MSFT 5.0", "1,3,6", START);
        assertThat(laptop.snapshot().kind()).isEqualTo("Windows computer");
        assertThat(laptop.snapshot().grounds())
                .containsExactly("in DHCP it says to be of the kind 'MSFT 5.0'");
        endpoints.service(laptop, "_ipp._tcp", START, "mdns");
        assertThat(laptop.snapshot().kind()).isEqualTo("printer");
        assertThat(laptop.snapshot().grounds()).containsExactly("it offers '_ipp._tcp'");
        Endpoint phone = Objects.requireNonNull(endpoints.atMac(STUDENTS, PHONE, START));
        assertThat(phone.snapshot().grounds()).hasSize(1);
    }
}
