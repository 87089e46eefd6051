package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Family;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.place.Located;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.policy.Automatic;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Measure;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;

class SensorTest {

    private static final Mac ROUTER = Mac.parse("50:c7:bf:10:20:30");
    private static final Mac LAPTOP = Mac.parse("00:21:70:00:00:01");
    private static final Mac GATEWAY = Mac.parse("00:00:0c:00:00:01");
    private static final Address WEB = Address.parse("203.0.113.10");

    private static Makers makers;

    private final Kept kept = new Kept();
    private long now = 1_750_000_000_000_000_000L;

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

    private Sensor sensor(TapKind tap) {
        return sensor(tap, policy());
    }

    private Sensor sensor(TapKind tap, Policy policy) {
        var segments =
                new Segments(
                        List.of(
                                new Segment(
                                        "students",
                                        "HS1",
                                        "Main",
                                        Set.of(),
                                        List.of(Prefix.parse("10.20.0.0/16")),
                                        Population.STUDENT,
                                        tap,
                                        0)));
        var ids = new AtomicLong();
        return new Sensor(
                segments,
                policy,
                makers,
                ids::incrementAndGet,
                kept,
                new Watches(),
                rule -> FlowPredicate.of(Objects.requireNonNull(rule.when()), Directory.NOBODY));
    }

    private Sighting.Frame frame(Mac from, Mac to, Address sender, Address receiver) {
        now += 1_000_000;
        return new Sighting.Frame(now, 0, 0, -1, from.bits(), to.bits(), sender, receiver);
    }

    private void dhcp(Sensor sensor, Mac mac, String address, String hostName, String vendor) {
        Address wanted = Address.parse(address);
        sensor.see(
                new Sighting.Told(
                        frame(mac, new Mac(-1L >>> 16), Address.parse("0.0.0.0"), wanted),
                        new Telling.DhcpRequest(
                                mac.bits(), 3, hostName, vendor, "1,3,6", null, wanted, null)));
        sensor.see(
                new Sighting.Told(
                        frame(GATEWAY, mac, Address.parse("10.20.0.1"), wanted),
                        new Telling.DhcpReply(mac.bits(), 5, null, wanted, null)));
    }

    private void syn(Sensor sensor, Mac mac, String address, int timeToLive) {
        sensor.see(
                new Sighting.SynSent(frame(mac, GATEWAY, Address.parse(address), WEB), timeToLive));
    }

    @Test
    void a_home_router_is_a_case_with_the_packet_that_completes_the_second_family() {
        Sensor sensor = sensor(TapKind.ACCESS);
        dhcp(sensor, ROUTER, "10.20.0.50", "TL-WR841N", "udhcp 1.35.0");
        assertThat(kept.alerts).isEmpty();
        syn(sensor, ROUTER, "10.20.0.50", 64);
        assertThat(kept.alerts).isEmpty();
        syn(sensor, ROUTER, "10.20.0.50", 63);
        assertThat(kept.alerts).isNotEmpty();
        var alert = kept.alerts.getFirst();
        assertThat(alert.clause()).isEqualTo("K.17");
        assertThat(alert.families()).containsExactly("identity", "forwarding");
        assertThat(alert.speaksAgainst()).isNotEmpty();
        assertThat(alert.mac()).isEqualTo(ROUTER.toString());
    }

    @Test
    void as_installed_a_quarantine_is_only_what_would_have_been() {
        Sensor sensor = sensor(TapKind.ACCESS);
        rogue(sensor);
        assertThat(kept.asked).hasSize(1);
        assertThat(kept.asked.getFirst().measure().mode()).isEqualTo(Measure.Mode.WOULD_HAVE);
        assertThat(kept.alerts.getLast().measure()).startsWith("would have: quarantine for 4 h");
    }

    private void rogue(Sensor sensor) {
        dhcp(sensor, ROUTER, "10.20.0.50", "TL-WR841N", "udhcp 1.35.0");
        for (int i = 0; i < 5; i++) {
            syn(sensor, ROUTER, "10.20.0.50", 63);
            syn(sensor, ROUTER, "10.20.0.50", 127);
        }
    }

    @Test
    void where_a_person_answers_for_it_the_quarantine_is_asked_for_in_earnest() {
        rogue(sensor(TapKind.ACCESS, switchedOn(Set.of())));
        assertThat(kept.asked.getLast().measure().mode()).isEqualTo(Measure.Mode.ACT);
    }

    @Test
    void whoever_is_on_the_never_list_is_only_told_of() {
        rogue(sensor(TapKind.ACCESS, switchedOn(Set.of(ROUTER.toString()))));
        assertThat(kept.asked.getLast().measure().mode()).isEqualTo(Measure.Mode.NOTIFY);
    }

    private static Policy switchedOn(Set<String> never) {
        return new Policy(
                policy().rules(),
                List.of(
                        new Automatic(
                                "rogue-router",
                                "students",
                                "network team",
                                LocalDate.of(2026, 9, 1),
                                never)));
    }

    @Test
    void one_family_never_makes_a_case() {
        Sensor sensor = sensor(TapKind.ACCESS);
        // A virtual machine in a laptop, and a docking station of a maker of routers.
        dhcp(sensor, LAPTOP, "10.20.0.51", "laptop", "MSFT 5.0");
        for (int i = 0; i < 50; i++) {
            syn(sensor, LAPTOP, "10.20.0.51", 63);
        }
        dhcp(sensor, ROUTER, "10.20.0.52", "dock-laptop", "MSFT 5.0");
        for (int i = 0; i < 50; i++) {
            syn(sensor, ROUTER, "10.20.0.52", 128);
        }
        // A network adapter of a maker of routers, in a computer with a virtual machine.
        Mac adapter = new Mac(ROUTER.bits() + 1);
        dhcp(sensor, adapter, "10.20.0.53", "library-pc-3", null);
        for (int i = 0; i < 50; i++) {
            syn(sensor, adapter, "10.20.0.53", i % 2 == 0 ? 64 : 63);
        }
        assertThat(kept.evidence).isNotEmpty();
        assertThat(kept.alerts).isEmpty();
    }

    /// A router whose owner gave it a name of his own still asks for its address as routers do.
    @Test
    void a_router_by_any_other_name_is_still_one() {
        Sensor sensor = sensor(TapKind.ACCESS);
        dhcp(sensor, ROUTER, "10.20.0.50", "miguels-box", "udhcp 1.35.0");
        syn(sensor, ROUTER, "10.20.0.50", 63);
        syn(sensor, ROUTER, "10.20.0.50", 127);
        assertThat(kept.alerts).isNotEmpty();
    }

    @Test
    void a_router_that_says_nothing_is_known_by_its_maker() {
        Sensor sensor = sensor(TapKind.ACCESS);
        syn(sensor, ROUTER, "10.20.0.50", 63);
        syn(sensor, ROUTER, "10.20.0.50", 63);
        assertThat(kept.alerts).isNotEmpty();
    }

    @Test
    void a_router_that_the_office_approved_is_no_case() {
        Sensor sensor = sensor(TapKind.ACCESS);
        sensor.approved(Map.of(ROUTER.bits(), Standing.APPROVED));
        rogue(sensor);
        assertThat(kept.alerts).isEmpty();
    }

    @Test
    void behind_a_layer_3_hop_two_hundred_hosts_are_two_hundred_devices_and_no_case() {
        Sensor sensor = sensor(TapKind.ROUTED);
        for (int round = 0; round < 5; round++) {
            for (int host = 1; host <= 200; host++) {
                syn(sensor, ROUTER, "10.20.1." + host, host % 3 == 0 ? 127 : 63);
                sensor.flow(flow("10.20.1." + host, ROUTER, Category.WEB, Basis.SEEN));
            }
        }
        assertThat(kept.alerts).isEmpty();
        assertThat(sensor.endpoints().all()).hasSize(200);
    }

    @Test
    void without_a_list_five_hundred_devices_and_three_hundred_private_macs_alarm_nobody() {
        Sensor sensor = sensor(TapKind.ACCESS);
        everybody(sensor);
        assertThat(sensor.learning()).isTrue();
        // And the gateway, which gives out the addresses.
        assertThat(sensor.endpoints().all()).hasSize(801);
        assertThat(kept.asked).isEmpty();
        assertThat(kept.alerts).isEmpty();
    }

    private void everybody(Sensor sensor) {
        for (int i = 0; i < 800; i++) {
            long maker = i < 500 ? 0x002170000000L : 0x0a0000000000L;
            dhcp(
                    sensor,
                    new Mac(maker + i),
                    "10.20.%d.%d".formatted(2 + i / 200, 1 + i % 200),
                    "pc-" + i,
                    "MSFT 5.0");
        }
        now += 60_000_000_000L;
        syn(sensor, LAPTOP, "10.20.0.51", 128);
    }

    @Test
    void with_a_list_a_private_mac_still_alarms_nobody_and_an_unknown_device_is_told_once() {
        Sensor sensor = sensor(TapKind.ACCESS);
        var approved = new HashMap<Long, Standing>();
        for (int i = 0; i < 499; i++) {
            approved.put(0x002170000000L + i, Standing.APPROVED);
        }
        approved.put(LAPTOP.bits(), Standing.APPROVED);
        sensor.approved(approved);
        everybody(sensor);
        sensor.over();
        assertThat(kept.asked).hasSize(1);
        assertThat(kept.asked.getFirst().alert().rule()).isEqualTo("unknown-device");
        assertThat(kept.asked.getFirst().macs())
                .containsExactly(new Mac(0x002170000000L + 499).toString());
    }

    @Test
    void a_tunnel_is_told_when_seen_and_never_when_only_inferred() {
        Sensor sensor = sensor(TapKind.ACCESS);
        sensor.flow(flow("10.20.0.51", LAPTOP, Category.VPN, Basis.INFERRED));
        assertThat(kept.alerts).isEmpty();
        FlowRecord placed = sensor.flow(flow("10.20.0.51", LAPTOP, Category.VPN, Basis.SEEN));
        assertThat(placed.place().segment()).isEqualTo("students");
        assertThat(placed.place().population()).isEqualTo(Population.STUDENT);
        assertThat(placed.place().sourceEndpoint()).isPositive();
        assertThat(kept.alerts).hasSize(1);
        assertThat(kept.alerts.getFirst().rule()).isEqualTo("vpn-tunnel");
        // The help desk sees device facts, and where somebody went is none.
        assertThat(kept.alerts.getFirst().toString()).doesNotContain(WEB.toString());
    }

    private FlowRecord flow(String source, Mac mac, Category category, Basis basis) {
        now += 1_000_000;
        var traffic = new FlowRecord.Traffic(now, now, 3, 300, 3, 300, 2, 18);
        return new FlowRecord(
                new FlowRecord.Identity("test", now, 1, null),
                new FlowRecord.Conversation(
                        0, Address.parse(source), 40_000, WEB, 443, 6, false, 0),
                traffic,
                traffic,
                new Label(Protocol.OPENVPN, null, category, basis, List.of()),
                FlowRecord.Names.NONE,
                new FlowRecord.Place(
                        "unnamed",
                        Population.UNKNOWN,
                        -1,
                        0,
                        null,
                        mac.bits(),
                        GATEWAY.bits(),
                        0,
                        0));
    }

    /// The frames of two senders, from MACs that nobody has, handed to whoever made them up.
    private void twoMadeUpSendersThrough(Sensor sensor, Mac through) {
        for (int i = 0; i < 2; i++) {
            sensor.see(
                    new Sighting.SynSent(
                            frame(
                                    new Mac(0x0a0000000000L + i),
                                    through,
                                    Address.parse("10.20.0.6" + i),
                                    WEB),
                            128));
        }
    }

    private void claim(Sensor sensor, Mac mac, String address) {
        Address claimed = Address.parse(address);
        sensor.see(
                new Sighting.AddressClaimed(
                        frame(mac, new Mac(-1L >>> 16), claimed, claimed),
                        mac.bits(),
                        claimed,
                        Sighting.AddressClaimed.Manner.ANSWERS,
                        null,
                        false));
    }

    private void dhcp(Sensor sensor, Mac mac, int messageType, Address wanted) {
        sensor.see(
                new Sighting.Told(
                        frame(mac, new Mac(-1L >>> 16), Address.parse("0.0.0.0"), wanted),
                        new Telling.DhcpRequest(
                                mac.bits(),
                                messageType,
                                "OpenWrt",
                                "udhcp 1.35.0",
                                "1,3,6",
                                null,
                                wanted,
                                null)));
    }

    @Test
    void a_gateway_is_no_suspect_however_many_hops_its_packets_made() {
        Sensor sensor = sensor(TapKind.ACCESS);
        claim(sensor, ROUTER, "10.20.0.1");
        twoMadeUpSendersThrough(sensor, ROUTER);
        for (int i = 0; i < 5; i++) {
            syn(sensor, ROUTER, "10.20.0.1", 63);
        }
        assertThat(kept.alerts).isEmpty();
    }

    /// Gateways and servers ask this way whether there is another DHCP server, and Windows, whose
    /// address is fixed, asks for its options.
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void a_gateway_that_asks_only_who_else_gives_out_addresses_is_no_suspect(int messageType) {
        Sensor sensor = sensor(TapKind.ACCESS);
        claim(sensor, ROUTER, "10.20.0.1");
        twoMadeUpSendersThrough(sensor, ROUTER);
        dhcp(sensor, ROUTER, messageType, Address.parse("10.20.0.1"));
        for (int i = 0; i < 5; i++) {
            syn(sensor, ROUTER, "10.20.0.1", 63);
        }
        assertThat(kept.alerts).isEmpty();
    }

    /// Two frames are cheap. The case is opened all the same; only an automatic step keeps away,
    /// since somebody may have forged the request of a true gateway.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_router_that_plays_the_gateway_with_two_made_up_senders_is_still_a_case(boolean first) {
        Sensor sensor = sensor(TapKind.ACCESS, switchedOn(Set.of()));
        if (first) {
            claim(sensor, ROUTER, "10.20.0.50");
            twoMadeUpSendersThrough(sensor, ROUTER);
        }
        dhcp(sensor, ROUTER, "10.20.0.50", "TL-WR841N", "udhcp 1.35.0");
        if (!first) {
            twoMadeUpSendersThrough(sensor, ROUTER);
        }
        rogue(sensor);
        var alert = kept.alerts.getLast();
        assertThat(alert.rule()).isEqualTo("rogue-router");
        assertThat(alert.mac()).isEqualTo(ROUTER.toString());
        assertThat(alert.speaksAgainst()).anyMatch(s -> s.contains("as through a gateway"));
        assertThat(kept.asked.getLast().measure().mode()).isEqualTo(Measure.Mode.NOTIFY);
    }

    @Test
    void a_router_whose_address_a_made_up_mac_claims_again_and_again_is_still_a_case() {
        Sensor sensor = sensor(TapKind.ACCESS);
        dhcp(sensor, ROUTER, "10.20.0.50", "TL-WR841N", "udhcp 1.35.0");
        for (int i = 0; i < 3; i++) {
            claim(sensor, new Mac(0x0a0000000000L), "10.20.0.50");
            syn(sensor, ROUTER, "10.20.0.50", 63);
        }
        assertThat(kept.alerts).isNotEmpty();
        assertThat(kept.alerts.getLast().mac()).isEqualTo(ROUTER.toString());
    }

    /// A gateway between two segments that the tap both sees hands on frames of known senders.
    @Test
    void what_a_gateway_hands_on_stays_the_senders() {
        Sensor sensor = sensor(TapKind.ACCESS);
        dhcp(sensor, LAPTOP, "10.20.0.51", "laptop", "MSFT 5.0");
        claim(sensor, ROUTER, "10.20.0.1");
        for (int i = 0; i < 5; i++) {
            syn(sensor, ROUTER, "10.20.0.51", 127);
        }
        assertThat(kept.evidence).allMatch(e -> e.family() != Family.FORWARDING);
        assertThat(kept.alerts).isEmpty();
        assertThat(sensor.routedOnAccess("students")).isEqualTo(5);
    }

    @Test
    void an_unknown_client_does_not_pass_for_a_switch_with_one_made_up_frame() {
        Sensor sensor = sensor(TapKind.ACCESS);
        sensor.approved(Map.of(GATEWAY.bits(), Standing.APPROVED));
        dhcp(sensor, LAPTOP, "10.20.0.51", "laptop", "MSFT 5.0");
        for (Mac mac : List.of(LAPTOP, new Mac(LAPTOP.bits() + 1))) {
            sensor.see(
                    new Sighting.EquipmentSpoke(
                            new Sighting.Frame(now, 0, 0, -1, mac.bits(), 0, null, null),
                            Sighting.EquipmentSpoke.Kind.LLDP,
                            new Sighting.Equipment("core-switch", null, null, null, 0, null)));
        }
        now += 60_000_000_000L;
        claim(sensor, GATEWAY, "10.20.0.1");
        sensor.over();
        assertThat(kept.alerts).extracting(a -> a.mac()).containsExactly(LAPTOP.toString());
    }

    /// Design 9.3: no automatic step touches a DHCP or name server.
    @Test
    void whoever_serves_addresses_or_names_to_two_is_only_told_of() {
        for (boolean names : new boolean[] {true, false}) {
            Sensor sensor = sensor(TapKind.ACCESS, switchedOn(Set.of()));
            for (int i = 0; i < 2; i++) {
                Address client = Address.parse("10.20.0.6" + i);
                var telling =
                        names
                                ? new Telling.NameAnswered("www.example.org", List.of(WEB), 60)
                                : new Telling.DhcpReply(LAPTOP.bits() + i, 5, null, client, null);
                sensor.see(
                        new Sighting.Told(
                                frame(ROUTER, LAPTOP, Address.parse("10.20.0.50"), client),
                                telling));
            }
            rogue(sensor);
            assertThat(kept.asked.getLast().measure().mode()).isEqualTo(Measure.Mode.NOTIFY);
            assertThat(kept.asked.getLast().measure().reason()).contains("serves others");
        }
    }

    /// Whoever answers its neighbours' LLMNR may be a poisoner.
    @Test
    void whoever_answers_its_neighbours_is_no_name_server() {
        Sensor sensor = sensor(TapKind.ACCESS, switchedOn(Set.of()));
        for (int i = 0; i < 5; i++) {
            sensor.see(
                    new Sighting.Told(
                            frame(
                                    ROUTER,
                                    LAPTOP,
                                    Address.parse("10.20.0.50"),
                                    Address.parse("10.20.0.6" + i)),
                            new Telling.NameAnswered(
                                    "wpad", List.of(WEB), 60, null, Protocol.LLMNR, i)));
        }
        rogue(sensor);
        assertThat(kept.asked.getLast().measure().reason()).doesNotContain("serves others");
    }

    @Test
    void a_resolver_that_lets_browsers_go_round_it_is_a_remark_and_no_alert() {
        Sensor sensor = sensor(TapKind.ACCESS);
        var client = Address.parse("10.20.0.60");
        for (var addresses : List.of(List.<Address>of(), List.of(WEB))) {
            assertThat(sensor.goesRoundItsResolver("students")).isEmpty();
            sensor.see(
                    new Sighting.Told(
                            frame(ROUTER, LAPTOP, Address.parse("10.20.0.50"), client),
                            new Telling.NameAnswered("use-application-dns.net", addresses, 60)));
        }
        assertThat(sensor.goesRoundItsResolver("students")).contains("NXDOMAIN");
        assertThat(kept.alerts).isEmpty();
    }

    @Test
    void after_a_restart_a_known_alert_goes_on_under_its_number_and_asks_for_nothing_again() {
        rogue(sensor(TapKind.ACCESS));
        var before = kept.alerts.getLast();
        kept.alerts.clear();
        kept.asked.clear();
        Sensor again = sensor(TapKind.ACCESS);
        again.recall(List.of(before), before.id(), before.revision());
        now += 120_000_000_000L;
        rogue(again);
        assertThat(kept.alerts).isNotEmpty();
        assertThat(kept.alerts.getLast().id()).isEqualTo(before.id());
        assertThat(kept.alerts.getLast().revision()).isGreaterThan(before.revision());
        assertThat(kept.alerts.getLast().firstSeen()).isEqualTo(before.firstSeen());
        assertThat(kept.asked).isEmpty();
    }

    @Test
    void the_same_sightings_give_the_same_alerts() {
        rogue(sensor(TapKind.ACCESS));
        List<?> first = List.copyOf(kept.alerts);
        kept.alerts.clear();
        now = 1_750_000_000_000_000_000L;
        rogue(sensor(TapKind.ACCESS));
        assertThat(kept.alerts).isEqualTo(first);
    }

    @Test
    void a_place_is_bound_to_the_endpoint_whichever_is_known_first() {
        Sensor sensor = sensor(TapKind.ACCESS);
        dhcp(sensor, LAPTOP, "10.20.0.7", "laptop", null);
        sensor.located(List.of(at(LAPTOP, "p1"), at(ROUTER, "p2")));
        sensor.located(List.of(at(LAPTOP, "p1")));
        dhcp(sensor, ROUTER, "10.20.0.8", "router", null);
        sensor.located(List.of(at(LAPTOP, "p3")));
        assertThat(kept.bindings.stream().filter(b -> b.fact().equals(Binding.PLACE)))
                .extracting(Binding::endpoint, Binding::value, Binding::source)
                .containsExactly(
                        tuple(1L, "switch=\"sw\" port=\"p1\"", "snmp"),
                        tuple(id(sensor, ROUTER), "switch=\"sw\" port=\"p2\"", "snmp"),
                        tuple(1L, "switch=\"sw\" port=\"p3\"", "snmp"));
        Endpoint laptop = sensor.endpoints().known(0, LAPTOP.bits());
        assertThat(laptop).isNotNull();
        assertThat(sensor.places(laptop)).extracting(Place::port).containsExactly("p3");
    }

    private static long id(Sensor sensor, Mac mac) {
        return Objects.requireNonNull(sensor.endpoints().known(0, mac.bits())).id();
    }

    private static Located at(Mac mac, String port) {
        return new Located(mac.bits(), new Place("sw", port, "", 0, Place.Source.SNMP, 5));
    }
}
