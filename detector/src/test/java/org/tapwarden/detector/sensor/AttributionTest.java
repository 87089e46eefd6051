package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;

class AttributionTest {

    private static final long GATEWAY = 0x00000c000001L;
    private static final long LAPTOP = 0x002170000001L;
    private static final long OTHER = 0x002170000002L;
    private static final Address OURS = Address.parse("10.20.0.51");
    private static final Address WEB = Address.parse("203.0.113.10");
    private static final Segment STUDENTS =
            new Segment(
                    "students",
                    "HS1",
                    "Main",
                    Set.of(),
                    List.of(Prefix.parse("10.20.0.0/16")),
                    Population.STUDENT,
                    TapKind.ACCESS,
                    0);

    private static final long FIRST_STRANGER = 0x0200_0001_0000L;

    private static Makers makers;

    private final AtomicLong ids = new AtomicLong();
    private final Set<Long> atAPort = new HashSet<>();
    private Endpoints endpoints;
    private Attribution whose;

    @BeforeAll
    static void load() throws IOException {
        makers = Makers.load();
    }

    @BeforeEach
    void begin() {
        endpoints = new Endpoints(makers, ids::incrementAndGet, new Kept(), 100);
        whose = new Attribution(new Segments(List.of(STUDENTS)), endpoints, atAPort::contains);
    }

    private static Sighting.Frame frame(long from, long to, Address sender) {
        return new Sighting.Frame(1_000, 0, 0, -1, from, to, sender, WEB);
    }

    private Endpoint known(long mac) {
        return Objects.requireNonNull(endpoints.atMac(STUDENTS, mac, 1));
    }

    @Test
    void what_a_gateway_hands_on_is_the_senders_and_counts_no_hops() {
        endpoints.bind(known(LAPTOP), OURS, 1, "dhcp");
        assertThat(whose.sender(frame(GATEWAY, 0, OURS))).isSameAs(known(LAPTOP));
        assertThat(whose.firstSender(frame(GATEWAY, 0, OURS))).isNull();
        assertThat(whose.routedOnAccess("students")).isEqualTo(1);
    }

    @Test
    void a_client_keeps_what_it_sends_when_another_mac_claims_its_address() {
        Endpoint laptop = known(LAPTOP);
        endpoints.bind(laptop, OURS, 1, "dhcp");
        endpoints.askForAddress(laptop);
        endpoints.bind(known(OTHER), OURS, 2, "arp");
        assertThat(whose.firstSender(frame(LAPTOP, GATEWAY, OURS))).isSameAs(laptop);
        assertThat(whose.firstSender(frame(OTHER, GATEWAY, OURS))).isSameAs(known(OTHER));
    }

    @Test
    void two_senders_make_a_gateway_of_whoever_did_not_ask_for_an_address() {
        endpoints.askForAddress(known(OTHER));
        for (long through : new long[] {GATEWAY, OTHER}) {
            Endpoint hop = known(through);
            whose.firstSender(frame(1, through, OURS));
            assertThat(hop.handsOn()).isFalse();
            whose.firstSender(frame(2, through, OURS));
            assertThat(hop.handsOn()).isTrue();
        }
        assertThat(known(GATEWAY).isNextHop()).isTrue();
        assertThat(known(OTHER).isNextHop()).isFalse();
        // Automatic steps keep away from both.
        assertThat(known(OTHER).isInfrastructure()).isTrue();
    }

    @Test
    void somebody_behind_a_gateway_is_an_endpoint_of_its_own_without_a_mac() {
        known(GATEWAY).handOn();
        Endpoint behind = whose.sender(frame(GATEWAY, 0, OURS));
        assertThat(behind).isNotNull().isNotSameAs(known(GATEWAY));
        assertThat(Objects.requireNonNull(behind).mac()).isZero();
    }

    /// As a router's MAC does, and that of a device that took another and kept its address.
    @Test
    void who_brings_what_another_address_stands_on_is_a_device_once_a_switch_has_it_at_a_port() {
        endpoints.bind(known(LAPTOP), OURS, 1, "dhcp");
        Endpoint _ = whose.firstSender(frame(OTHER, GATEWAY, OURS));
        assertThat(endpoints.known(STUDENTS.space(), OTHER)).isNull();
        whose.atAPort(STUDENTS.space(), OTHER, 2_000);
        assertThat(Objects.requireNonNull(endpoints.known(STUDENTS.space(), OTHER)).segment())
                .isEqualTo(STUDENTS);
        whose.atAPort(STUDENTS.space(), GATEWAY, 2_000);
        assertThat(endpoints.known(STUDENTS.space(), GATEWAY)).as("not seen").isNull();

        atAPort.add(GATEWAY);
        assertThat(whose.sender(frame(GATEWAY, 0, OURS))).isSameAs(known(LAPTOP));
        assertThat(endpoints.known(STUDENTS.space(), GATEWAY)).as("told before").isNotNull();
    }

    @Test
    void strangers_leave_at_the_cap_the_one_that_was_not_seen_for_longest_first() {
        endpoints.bind(known(LAPTOP), OURS, 1, "dhcp");
        for (long i = 0; i <= Strangers.CAPACITY; i++) {
            Endpoint _ = whose.firstSender(frame(FIRST_STRANGER + i, GATEWAY, OURS));
        }
        assertThat(whose.strangersDisplaced()).isEqualTo(1);
        whose.atAPort(STUDENTS.space(), FIRST_STRANGER, 2_000);
        assertThat(endpoints.known(STUDENTS.space(), FIRST_STRANGER)).isNull();
        whose.atAPort(STUDENTS.space(), FIRST_STRANGER + 1, 2_000);
        assertThat(endpoints.known(STUDENTS.space(), FIRST_STRANGER + 1)).isNotNull();
    }
}
