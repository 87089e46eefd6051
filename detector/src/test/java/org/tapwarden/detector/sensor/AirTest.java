package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.NetworkOffered.Security;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Family;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;
import org.tapwarden.detector.segment.Wifi;

/// What the radio shows, from sightings to alerts.
class AirTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Mac OWN = Mac.parse("00:0b:86:10:20:a3");
    private static final Mac TWIN = Mac.parse("60:7e:a4:00:00:01");
    private static final Mac LAPTOP = Mac.parse("00:21:70:00:00:01");

    /// A maker of home routers, and the radio that such a box has.
    private static final Mac ROUTER = Mac.parse("50:c7:bf:10:20:30");

    private static final Mac ROUTERS_RADIO = Mac.parse("50:c7:bf:10:20:2f");

    private static final Wifi DECLARED =
            new Wifi(
                    Map.of("COE", Security.WPA2_ENTERPRISE),
                    Set.of(),
                    Set.of(Mac.parse("00:0b:86:10:20:a0").bits()),
                    null);

    private static Makers makers;

    private final Kept kept = new Kept();
    private long now = 1_750_000_000L * SECOND;

    @BeforeAll
    static void load() throws IOException {
        makers = Makers.load();
    }

    private static Policy policy() {
        try {
            return new PolicyFile(
                            Clauses.builtIn(),
                            text -> {
                                try {
                                    return FlowLanguage.parse(text, FlowLanguage.Options.UTC);
                                } catch (WrongQuery e) {
                                    throw new IllegalArgumentException(e);
                                }
                            })
                    .builtIn();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Segment segment(String name, String prefix, TapKind tap) {
        return new Segment(
                name,
                "HS1",
                "Main",
                Set.of(),
                List.of(Prefix.parse(prefix)),
                Population.STUDENT,
                tap,
                0,
                Map.of(Role.ACCESS_POINT, Set.of("50:c7:bf:77:00:01")));
    }

    private Sensor sensor(Wifi wifi) {
        return sensor(wifi, TapKind.ACCESS);
    }

    private Sensor sensor(Wifi wifi, TapKind tap) {
        var ids = new AtomicLong();
        var segments =
                new Segments(
                        List.of(
                                segment("students", "10.20.0.0/16", tap),
                                segment("library", "10.30.0.0/16", tap)),
                        wifi);
        return new Sensor(
                segments,
                policy(),
                makers,
                ids::incrementAndGet,
                kept,
                new Watches(),
                rule -> _ -> false);
    }

    /// One segment, so that each frame of a wire is known to be on it.
    private Sensor alone(TapKind tap) {
        var ids = new AtomicLong();
        return new Sensor(
                new Segments(List.of(segment("students", "10.20.0.0/16", tap))),
                policy(),
                makers,
                ids::incrementAndGet,
                kept,
                new Watches(),
                rule -> _ -> false);
    }

    private Sighting.Frame air(Mac from) {
        return new Sighting.Frame(now, 0, 0, -1, from.bits(), -1L >>> 16, null, null, true, 0);
    }

    private void offers(Sensor sensor, Mac radio, String ssid, Security security) {
        now += SECOND;
        sensor.see(new Sighting.NetworkOffered(air(radio), radio.bits(), ssid, 6, security, false));
    }

    private void ends(Sensor sensor, Mac radio, long from, long to) {
        now += SECOND / 100;
        sensor.see(new Sighting.LinkEnded(air(new Mac(from)), radio.bits(), from, to, 7, false));
    }

    private void onWire(Sensor sensor, Mac mac, String address) {
        now += SECOND;
        var about = Address.parse(address);
        var frame = new Sighting.Frame(now, 0, 0, -1, mac.bits(), -1L >>> 16, null, null);
        sensor.see(
                new Sighting.AddressClaimed(
                        frame,
                        mac.bits(),
                        about,
                        Sighting.AddressClaimed.Manner.ANNOUNCES,
                        null,
                        false));
    }

    private List<String> rules() {
        return kept.alerts.stream().map(a -> a.rule()).distinct().toList();
    }

    private List<String> sentences(Family family) {
        return kept.evidence.stream()
                .filter(e -> e.family() == family && !e.reason().speaksAgainst())
                .map(Evidence::sentence)
                .toList();
    }

    @Test
    void the_offices_name_from_a_stranger_is_a_case_of_the_segment() {
        Sensor sensor = sensor(DECLARED);
        offers(sensor, TWIN, "COE", Security.WPA2_ENTERPRISE);
        assertThat(kept.alerts).as("one frame may be a damaged one").isEmpty();
        offers(sensor, TWIN, "COE", Security.WPA2_ENTERPRISE);
        assertThat(rules()).containsExactly("evil-twin");
        assertThat(kept.alerts.getFirst().segment()).isEqualTo("students");
        assertThat(sentences(Family.AIR))
                .containsExactly(
                        "the office's wireless network is offered by a radio that is not the"
                                + " office's: 'COE' from 60:7e:a4:00:00:01 on channel 6");
    }

    /// One case of the segment: whoever reads it is told of each twin, up to a cap.
    @Test
    void a_second_twin_is_evidence_of_its_own_and_of_very_many_the_rest_is_counted() {
        Sensor sensor = sensor(DECLARED);
        int twins = Cases.MOST_OF_A_REASON + 3;
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < twins; i++) {
                offers(sensor, new Mac(TWIN.bits() + i), "COE", Security.WPA2_ENTERPRISE);
            }
        }
        assertThat(rules()).containsExactly("evil-twin");
        assertThat(kept.alerts.stream().map(a -> a.id()).distinct()).hasSize(1);
        assertThat(kept.alerts.getLast().evidence())
                .hasSize(Cases.MOST_OF_A_REASON)
                .anyMatch(e -> e.contains("'COE' from 60:7e:a4:00:00:01"))
                .anyMatch(e -> e.contains("'COE' from 60:7e:a4:00:00:02"))
                .doesNotHaveDuplicates();
        assertThat(kept.asked).as("no further message").hasSize(1);
        assertThat(sensor.counters()).containsEntry("evidence_held_back", 3L);
    }

    @Test
    void what_was_told_before_a_restart_is_not_told_again() {
        Sensor first = sensor(DECLARED);
        offers(first, TWIN, "COE", Security.WPA2_ENTERPRISE);
        offers(first, TWIN, "COE", Security.WPA2_ENTERPRISE);
        List<Evidence> before = List.copyOf(kept.evidence);
        Sensor next = sensor(DECLARED);
        before.forEach(e -> next.recall(CaseKind.EVIL_TWIN, "students", e));
        offers(next, TWIN, "COE", Security.WPA2_ENTERPRISE);
        offers(next, TWIN, "COE", Security.WPA2_ENTERPRISE);
        assertThat(kept.evidence).isEqualTo(before);
        var second = new Mac(TWIN.bits() + 1);
        offers(next, second, "COE", Security.WPA2_ENTERPRISE);
        offers(next, second, "COE", Security.WPA2_ENTERPRISE);
        assertThat(kept.evidence).hasSize(before.size() + 1);
    }

    @Test
    void findings_of_the_air_are_filed_where_the_operator_says() {
        Sensor sensor = sensor(new Wifi(DECLARED.ssids(), Set.of(OWN.bits()), Set.of(), "library"));
        offers(sensor, TWIN, "COE", Security.WPA2_ENTERPRISE);
        offers(sensor, TWIN, "COE", Security.WPA2_ENTERPRISE);
        assertThat(kept.alerts.getFirst().segment()).isEqualTo("library");
    }

    @Test
    void the_offices_own_radios_and_others_networks_are_nothing() {
        Sensor sensor = sensor(DECLARED);
        for (int i = 0; i < 200; i++) {
            offers(sensor, OWN, "COE", Security.WPA2_ENTERPRISE);
            offers(sensor, OWN, "COE", Security.WPA3_ENTERPRISE);
            offers(sensor, TWIN, "Cafe", Security.OPEN);
            offers(sensor, TWIN, "", Security.WPA2_ENTERPRISE);
        }
        assertThat(kept.evidence).isEmpty();
    }

    @Test
    void where_nothing_was_declared_nothing_is_said() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        Sensor named = sensor(new Wifi(DECLARED.ssids(), Set.of(), Set.of(), null));
        for (int i = 0; i < 5; i++) {
            offers(sensor, TWIN, "COE", Security.OPEN);
            offers(named, TWIN, "COE", Security.WPA3);
        }
        assertThat(kept.evidence).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"OPEN, true", "WPA2, true", "WPA2_ENTERPRISE, false", "WPA3_ENTERPRISE, false"})
    void weaker_protection_than_declared_is_a_case_whosever_radio_it_is(
            Security offered, boolean isCase) {
        Sensor sensor = sensor(DECLARED);
        offers(sensor, OWN, "COE", offered);
        offers(sensor, OWN, "COE", offered);
        assertThat(rules()).isEqualTo(isCase ? List.of("weakened-wifi") : List.of());
        offers(sensor, TWIN, "COE", offered);
        offers(sensor, TWIN, "COE", offered);
        assertThat(rules()).contains("evil-twin");
    }

    @Test
    void a_twin_that_goes_on_keeps_its_alert_fresh_and_makes_no_second() {
        Sensor sensor = sensor(DECLARED);
        for (int i = 0; i < 600; i++) {
            offers(sensor, TWIN, "COE", Security.WPA2_ENTERPRISE);
        }
        assertThat(kept.alerts.stream().map(a -> a.id()).distinct()).hasSize(1);
        assertThat(kept.alerts.size()).isLessThan(15);
    }

    /// A crowd with telephones, and their networks' beacons, sent to everybody.
    @Test
    void what_the_air_is_full_of_is_no_flood_of_the_wire() {
        Sensor sensor = alone(TapKind.ACCESS);
        for (int i = 0; i < 20_000; i++) {
            now += SECOND / 4_000;
            var phone = new Mac(0x0a00_0000_0000L + i);
            sensor.see(
                    new Sighting.NetworkOffered(
                            air(phone), phone.bits(), "p" + i, 6, Security.WPA2, false));
            sensor.see(new Sighting.StationHeard(air(phone), TWIN.bits(), phone.bits()));
        }
        assertThat(kept.evidence).isEmpty();
        assertThat(sensor.endpoints().all()).isEmpty();
    }

    @Test
    void the_ends_of_one_connection_from_both_sides_are_a_flood() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        for (int i = 0; i < 64; i++) {
            ends(sensor, OWN, OWN.bits(), LAPTOP.bits());
            ends(sensor, OWN, LAPTOP.bits(), OWN.bits());
        }
        assertThat(rules()).containsExactly("deauthentication-flood");
        assertThat(sentences(Family.AIR))
                .singleElement()
                .asString()
                .contains("00:0b:86:10:20:a3 and 00:21:70:00:00:01: both sides seem to hang up");
        assertThat(kept.alerts.getFirst().speaksAgainst().toString()).contains("contain strangers");
    }

    @Test
    void everybody_told_to_leave_again_and_again_is_a_flood() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        for (int i = 0; i < 24; i++) {
            assertThat(kept.alerts).isEmpty();
            ends(sensor, OWN, OWN.bits(), -1L >>> 16);
        }
        assertThat(sentences(Family.AIR)).singleElement().asString().contains("everybody is told");
    }

    @Test
    void one_station_told_to_leave_again_and_again_is_a_flood() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        for (int i = 0; i < 24; i++) {
            ends(sensor, OWN, OWN.bits(), LAPTOP.bits());
        }
        assertThat(sentences(Family.AIR)).singleElement().asString().contains("one device is told");
    }

    @Test
    void ends_that_come_now_and_then_are_ordinary() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        for (int i = 0; i < 500; i++) {
            ends(sensor, OWN, LAPTOP.bits(), OWN.bits());
            now += SECOND;
        }
        assertThat(kept.evidence).isEmpty();
    }

    /// A hundred stations hear twice that their access point is switched off; the 256th is too
    /// many.
    @Test
    void an_access_point_may_say_goodbye_to_all_its_stations() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        for (int i = 0; i < 200; i++) {
            ends(sensor, OWN, OWN.bits(), LAPTOP.bits() + i / 2);
        }
        assertThat(kept.evidence).isEmpty();
        for (int i = 200; i < 256; i++) {
            ends(sensor, OWN, OWN.bits(), LAPTOP.bits() + i);
        }
        assertThat(sentences(Family.AIR)).singleElement().asString().contains("many devices");
    }

    @Test
    void made_up_links_are_forgotten_and_counted() {
        Sensor sensor = sensor(DECLARED);
        for (int i = 0; i < 5_000; i++) {
            ends(sensor, new Mac(OWN.bits() + i), OWN.bits() + i, LAPTOP.bits());
            offers(sensor, new Mac(TWIN.bits() + i), "COE", Security.WPA2_ENTERPRISE);
        }
        assertThat(sensor.counters().get("air_links_forgotten")).isEqualTo(10_000 - 4_096);
        assertThat(sensor.counters().get("air_offers_forgotten")).isEqualTo(5_000 - 4_096);
    }

    private void forwards(Sensor sensor, Mac mac, String address) {
        for (int timeToLive : new int[] {64, 63}) {
            now += SECOND;
            var frame =
                    new Sighting.Frame(
                            now,
                            0,
                            0,
                            -1,
                            mac.bits(),
                            OWN.bits(),
                            Address.parse(address),
                            Address.parse("203.0.113.10"));
            sensor.see(new Sighting.SynSent(frame, timeToLive));
        }
    }

    @Test
    void a_radio_beside_the_mac_of_a_box_that_forwards_makes_a_case() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        Mac box = Mac.parse("00:1d:43:10:20:30");
        Mac radio = Mac.parse("02:1d:43:10:20:33");
        onWire(sensor, box, "10.20.0.50");
        offers(sensor, radio, "free", Security.OPEN);
        onWire(sensor, box, "10.20.0.50");
        assertThat(kept.alerts).as("one family is no case").isEmpty();
        assertThat(sentences(Family.AIR))
                .containsExactly(
                        "the radio of a Wi-Fi network (free) has an address next to its own");
        forwards(sensor, box, "10.20.0.50");
        assertThat(rules()).containsExactly("rogue-router");
        assertThat(kept.alerts.getFirst().families())
                .containsExactlyInAnyOrder("air", "forwarding");
    }

    @Test
    void the_offices_boxes_and_radios_are_not_suspected() {
        Sensor sensor = sensor(DECLARED);
        sensor.approved(Map.of(ROUTER.bits(), Standing.APPROVED));
        offers(sensor, ROUTERS_RADIO, "free", Security.OPEN);
        onWire(sensor, ROUTER, "10.20.0.50");
        offers(sensor, Mac.parse("50:c7:bf:77:00:02"), "free", Security.OPEN);
        onWire(sensor, Mac.parse("50:c7:bf:77:00:01"), "10.20.0.51");
        offers(sensor, OWN, "COE", Security.WPA2_ENTERPRISE);
        onWire(sensor, Mac.parse("00:0b:86:10:20:a5"), "10.20.0.52");
        assertThat(sentences(Family.AIR)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ROUTED", "OUTSIDE_NAT", "UNDECLARED"})
    void where_the_tap_does_not_show_whose_mac_is_whose_nothing_is_said(TapKind tap) {
        Sensor sensor = sensor(Wifi.UNDECLARED, tap);
        offers(sensor, ROUTERS_RADIO, "free", Security.OPEN);
        onWire(sensor, ROUTER, "10.20.0.50");
        assertThat(kept.evidence).noneMatch(e -> e.family() == Family.AIR);
    }

    @Test
    void what_the_radio_brings_is_not_on_the_wire() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        offers(sensor, ROUTERS_RADIO, "free", Security.OPEN);
        now += SECOND;
        sensor.see(
                new Sighting.AddressClaimed(
                        air(ROUTER),
                        ROUTER.bits(),
                        Address.parse("10.20.0.50"),
                        Sighting.AddressClaimed.Manner.ANNOUNCES,
                        null,
                        false));
        assertThat(sentences(Family.AIR)).isEmpty();
    }

    private void stationHeard(Sensor sensor, Mac radio, Mac station) {
        now += SECOND;
        sensor.see(new Sighting.StationHeard(air(station), radio.bits(), station.bits()));
    }

    private @Nullable String bothSides() {
        return sentences(Family.AIR).stream()
                .filter(s -> s.contains("bridges the two"))
                .findFirst()
                .orElse(null);
    }

    @Test
    void a_station_on_the_air_and_the_wire_by_turns_is_behind_a_box_that_bridges() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        offers(sensor, ROUTERS_RADIO, "free", Security.OPEN);
        onWire(sensor, ROUTER, "10.20.0.50");
        stationHeard(sensor, ROUTERS_RADIO, LAPTOP);
        onWire(sensor, LAPTOP, "10.20.0.60");
        assertThat(bothSides()).as("it may have moved").isNull();
        stationHeard(sensor, ROUTERS_RADIO, LAPTOP);
        assertThat(bothSides()).contains("(00:21:70:00:00:01) sends on the wire");
    }

    @Test
    void a_station_that_moves_is_behind_nothing() {
        Sensor sensor = sensor(Wifi.UNDECLARED);
        offers(sensor, ROUTERS_RADIO, "free", Security.OPEN);
        onWire(sensor, ROUTER, "10.20.0.50");
        onWire(sensor, LAPTOP, "10.20.0.60");
        stationHeard(sensor, ROUTERS_RADIO, LAPTOP);
        stationHeard(sensor, TWIN, LAPTOP);
        onWire(sensor, LAPTOP, "10.20.0.60");
        stationHeard(sensor, ROUTERS_RADIO, LAPTOP);
        onWire(sensor, LAPTOP, "10.20.0.60");
        now += 100 * SECOND;
        stationHeard(sensor, ROUTERS_RADIO, LAPTOP);
        assertThat(bothSides()).isNull();
    }
}
