package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
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
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.order.Anchors;
import org.tapwarden.enforcer.order.Anchors.Anchor;
import org.tapwarden.enforcer.order.Anchors.Kind;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.radius.Session;
import org.tapwarden.enforcer.radius.Sessions;

/// Anchors as the sensor's real store has them.
class TapAnchorsTest {

    private static final Instant BEGUN = Instant.parse("2026-11-02T10:00:00Z");
    private static final Instant LATER = BEGUN.plusSeconds(600);
    private static final Mac FIRST = Mac.parse("02:00:00:00:00:01");
    private static final Mac SECOND = Mac.parse("02:00:00:00:00:02");
    private static final Mac THIRD = Mac.parse("02:00:00:00:00:03");

    private static final Anchor PORT = new Anchor(Kind.SWITCH_PORT, "closet-2 Gi1/0/14");
    private static final Segment ROOMS = segment("rooms", 20);
    private static final Segment VOICE = segment("voice", 30);

    @TempDir Path folder;
    private final Set<Mac> accounted = new LinkedHashSet<>();
    private SensorStore store;
    private Endpoints endpoints;
    private TapAnchors anchors;

    @BeforeEach
    void open() throws Exception {
        store = new SensorStore(folder.resolve("sensor.db"), new Segments(List.of(ROOMS, VOICE)));
        endpoints = new Endpoints(Makers.load(), store::nextId, store, 100);
        anchors = new TapAnchors(store, new Accounted());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    /// Who came to which port, by accounting.
    private final class Accounted implements Sessions {
        @Override
        public List<Session> of(Mac mac) {
            return List.of();
        }

        @Override
        public Set<Mac> under(String account, Instant since) {
            return account.equals("host/room-12.example") && since.equals(BEGUN)
                    ? accounted
                    : Set.of();
        }

        @Override
        public Set<Mac> at(String place, Instant since) {
            return place.equals(PORT.value()) && since.equals(BEGUN) ? accounted : Set.of();
        }
    }

    private static Segment segment(String name, int vlan) {
        return new Segment(
                name, "s", "b", Set.of(vlan), List.of(), Population.STAFF, TapKind.ACCESS, 0);
    }

    private Endpoint seen(Mac mac, Instant at, String name) {
        return seen(ROOMS, mac, at, name);
    }

    private Endpoint seen(Segment where, Mac mac, Instant at, String name) {
        long nanos = at.getEpochSecond() * 1_000_000_000L;
        Endpoint endpoint = Objects.requireNonNull(endpoints.atMac(where, mac.bits(), nanos));
        if (!name.isEmpty()) {
            endpoints.hostName(endpoint, name, nanos, "dhcp");
        }
        store.awaitCommitted(store.submitted());
        return endpoint;
    }

    private void at(Endpoint endpoint, String port, String source, Instant when) {
        store.bound(
                new Binding(
                        endpoint.id(),
                        Binding.PLACE,
                        "switch=\"closet-2\" port=\"" + port + "\"",
                        when.toEpochMilli(),
                        source,
                        90));
        store.awaitCommitted(store.submitted());
    }

    private static Subject subject(Endpoint endpoint, Mac mac) {
        return new Subject(endpoint.id(), Set.of(mac), Set.of(), "");
    }

    @Test
    void a_switchs_own_word_anchors_and_what_anybody_can_say_does_not() {
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "");
        at(first, "Gi1/0/9", "lldp", BEGUN.minusSeconds(60));
        assertThat(anchors.of(subject(first, FIRST), LATER)).isEmpty();
        at(first, "Gi1/0/14", "snmp", BEGUN.minusSeconds(50));
        assertThat(anchors.of(subject(first, FIRST), LATER)).containsExactly(PORT);
    }

    @Test
    void a_port_that_two_share_anchors_neither() {
        Endpoint first = seen(FIRST, BEGUN, "");
        Endpoint second = seen(SECOND, BEGUN, "");
        at(first, "Gi1/0/14", "snmp", BEGUN);
        at(second, "Gi1/0/14", "snmp", BEGUN);
        assertThat(anchors.of(subject(first, FIRST), LATER)).isEmpty();
        assertThat(anchors.of(subject(first, FIRST), BEGUN))
                .as("the other came after the first was held")
                .containsExactly(PORT);
    }

    private void proved(Endpoint endpoint, String account, Instant when) {
        store.bound(
                new Binding(
                        endpoint.id(),
                        Binding.AUTHENTICATED,
                        account,
                        when.toEpochMilli(),
                        "802.1x",
                        95));
        store.approve(
                new ApprovedList.Entry(
                        new Mac(endpoint.mac()), account, "", "", "", "", "", "", "", "", null),
                Devices.PROVED_ITSELF,
                when.toEpochMilli());
        store.awaitCommitted(store.submitted());
    }

    /// That it proved itself makes a machine approved, and is no reason to spare it.
    @Test
    void an_account_that_was_proved_leads_to_the_machines_next_mac() {
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "");
        proved(first, "host/room-12.example", BEGUN.minusSeconds(60));
        var account = new Anchor(Kind.MACHINE_IDENTITY, "host/room-12.example");
        assertThat(anchors.of(subject(first, FIRST), LATER)).containsExactly(account);
        accounted.add(SECOND);
        assertThat(anchors.since(subject(first, FIRST), Set.of(account), BEGUN))
                .as("let in, and not seen yet")
                .singleElement()
                .satisfies(
                        newcomer -> assertThat(newcomer.subject().macs()).containsExactly(SECOND));
        Endpoint second = seen(SECOND, BEGUN.plusSeconds(5), "");
        proved(second, "HOST/room-12.example", BEGUN.plusSeconds(6));
        assertThat(anchors.since(subject(first, FIRST), Set.of(account), BEGUN))
                .singleElement()
                .satisfies(newcomer -> {
                    assertThat(newcomer.anchors()).containsExactly(account);
                    assertThat(newcomer.approved()).isFalse();
                });
        assertThat(anchors.of(subject(second, SECOND), LATER))
                .as("it was the first one that stopped")
                .containsExactly(account);
        assertThat(anchors.of(subject(first, FIRST), LATER))
                .as("another is in by it now")
                .isEmpty();
    }

    @Test
    void another_machine_that_proved_itself_is_approved() {
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "");
        at(first, "Gi1/0/14", "snmp", BEGUN.minusSeconds(50));
        Endpoint second = seen(SECOND, BEGUN.plusSeconds(5), "");
        at(second, "Gi1/0/14", "snmp", BEGUN.plusSeconds(6));
        proved(second, "host/room-13.example", BEGUN.plusSeconds(6));
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT), BEGUN))
                .singleElement()
                .satisfies(newcomer -> assertThat(newcomer.approved()).isTrue());
    }

    @Test
    void who_is_new_at_the_port_is_told_and_whether_it_says_the_same_of_itself() {
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "kids-phone");
        at(first, "Gi1/0/14", "snmp", BEGUN.minusSeconds(60));
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT), BEGUN)).isEmpty();
        Endpoint second = seen(SECOND, BEGUN.plusSeconds(5), "kids-phone");
        at(second, "Gi1/0/14", "snmp", BEGUN.plusSeconds(6));
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT), BEGUN))
                .singleElement()
                .satisfies(newcomer -> {
                    assertThat(newcomer.subject().macs()).containsExactly(SECOND);
                    assertThat(newcomer.isNew()).isTrue();
                    assertThat(newcomer.alike()).isTrue();
                    assertThat(newcomer.approved()).isFalse();
                    assertThat(newcomer.anchors()).containsExactly(PORT);
                });
    }

    /// A device writes its tags itself, and so chooses where it is seen.
    @Test
    void in_whatever_segment_it_is_seen_a_newcomer_at_the_port_is_told() {
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "");
        at(first, "Gi1/0/14", "snmp", BEGUN.minusSeconds(60));
        Endpoint second = seen(VOICE, SECOND, BEGUN.plusSeconds(5), "");
        at(second, "Gi1/0/14\" label=\"Room 12\" vlan=\"30", "radius-accounting", BEGUN);
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT), BEGUN))
                .singleElement()
                .satisfies(newcomer -> {
                    assertThat(newcomer.subject().macs()).containsExactly(SECOND);
                    assertThat(newcomer.anchors()).containsExactly(PORT);
                });
    }

    @Test
    void behind_a_telephone_nobody_knows_who_of_the_two_has_a_new_mac() {
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "");
        at(first, "Gi1/0/14", "snmp", BEGUN.minusSeconds(60));
        Endpoint telephone = seen(VOICE, THIRD, BEGUN.minusSeconds(50), "");
        at(telephone, "Gi1/0/14", "snmp", BEGUN.minusSeconds(50));
        assertThat(anchors.of(subject(first, FIRST), LATER))
                .as("a segment each")
                .containsExactly(PORT);
        var _ = seen(VOICE, THIRD, BEGUN.plusSeconds(1), "");
        Endpoint second = seen(VOICE, SECOND, BEGUN.plusSeconds(5), "");
        at(second, "Gi1/0/14", "snmp", BEGUN.plusSeconds(6));
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT), BEGUN)).isEmpty();
        var _ = seen(ROOMS, SECOND, BEGUN.plusSeconds(70), "");
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT), BEGUN)).hasSize(1);
    }

    @Test
    void without_an_anchor_who_is_alike_in_the_segment_is_told() {
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "kids-phone");
        var _ = seen(VOICE, THIRD, BEGUN.plusSeconds(4), "kids-phone");
        assertThat(anchors.since(subject(first, FIRST), Set.of(), BEGUN)).isEmpty();
        var _ = seen(SECOND, BEGUN.plusSeconds(5), "kids-phone");
        assertThat(anchors.since(subject(first, FIRST), Set.of(), BEGUN))
                .singleElement()
                .satisfies(newcomer -> {
                    assertThat(newcomer.subject().macs()).containsExactly(SECOND);
                    assertThat(newcomer.anchors()).isEmpty();
                });
    }

    /// As it is with a new MAC and the old address: the frames look like the first device's.
    @Test
    void whom_a_switch_let_in_at_the_port_is_told_before_the_sensor_knows_it() {
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "");
        at(first, "Gi1/0/14", "radius-accounting", BEGUN.minusSeconds(60));
        accounted.addAll(List.of(FIRST, SECOND, THIRD));
        store.approve(
                new ApprovedList.Entry(THIRD, "printer", "", "", "", "", "", "", "", "", null),
                "the office",
                BEGUN.toEpochMilli());
        store.awaitCommitted(store.submitted());
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT), BEGUN))
                .extracting(n -> n.subject().macs(), Anchors.Newcomer::isNew, n -> n.approved())
                .containsExactly(
                        tuple(Set.of(SECOND), true, false), tuple(Set.of(THIRD), true, true));
        var _ = seen(SECOND, BEGUN.minusSeconds(5), "");
        accounted.remove(THIRD);
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT), BEGUN))
                .as("known before, and not told to be there")
                .isEmpty();
    }

    /// A relay writes into requests alone, so who asks for nothing is at no relay's port.
    @Test
    void where_a_lease_alone_anchors_who_is_new_with_an_address_of_its_own_is_told() {
        var relay = new Anchor(Kind.OPTION_82, "10.20.0.1 p1");
        Endpoint first = seen(FIRST, BEGUN.minusSeconds(60), "");
        has(seen(SECOND, BEGUN.plusSeconds(5), ""), "10.20.0.77", "ip");
        has(seen(THIRD, BEGUN.plusSeconds(6), ""), "10.20.0.78", "dhcp");
        var others = List.of("fd20::7", "169.254.7.7");
        for (int i = 0; i < others.size(); i++) {
            has(seen(new Mac(THIRD.bits() + 1 + i), BEGUN.plusSeconds(7), ""), others.get(i), "ip");
        }
        assertThat(anchors.since(subject(first, FIRST), Set.of(relay), BEGUN))
                .singleElement()
                .satisfies(newcomer -> {
                    assertThat(newcomer.subject().macs()).containsExactly(SECOND);
                    assertThat(newcomer.unleased()).isTrue();
                    assertThat(newcomer.anchors()).isEmpty();
                });
        assertThat(anchors.since(subject(first, FIRST), Set.of(PORT, relay), BEGUN)).isEmpty();
    }

    private void has(Endpoint endpoint, String address, String source) {
        endpoints.bind(endpoint, Address.parse(address), endpoint.firstNanos(), source);
        store.awaitCommitted(store.submitted());
    }
}
