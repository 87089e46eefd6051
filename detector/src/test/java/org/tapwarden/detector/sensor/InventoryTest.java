package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;

/// What is learnt of devices by listening.
class InventoryTest {

    private static final Mac ROUTER = Mac.parse("00:00:0c:00:00:01");
    private static final Mac STATION = Mac.parse("00:21:70:00:00:01");
    private static final Address GIVEN = Address.parse("10.30.0.9");
    private static final Address SERVER = Address.parse("10.9.0.1");
    private static final Address RELAY = Address.parse("10.30.0.1");
    private static final long START = 1_750_000_000_000_000_000L;

    private static Makers makers;

    @BeforeAll
    static void load() throws IOException {
        makers = Makers.load();
    }

    private static final class Approved implements Outlet {
        final List<Binding> bindings = new ArrayList<>();
        final List<ApprovedList.Entry> entries = new ArrayList<>();

        @Override
        public void endpoint(Endpoint endpoint) {
            // Looked at in the sensor.
        }

        @Override
        public void bound(Binding binding) {
            bindings.add(binding);
        }

        @Override
        public void evidence(CaseKind kind, String segment, Evidence evidence) {
            throw new AssertionError("nobody did anything");
        }

        @Override
        public void alert(Alert alert, Optional<Asked> asked) {
            throw new AssertionError("nobody did anything");
        }

        @Override
        public void approve(ApprovedList.Entry entry, String source, long atMillis) {
            entries.add(entry);
        }

        @Override
        public void identified(long done, long through) {
            throw new AssertionError("no journal is read");
        }

        List<String> values(String fact) {
            return bindings.stream()
                    .filter(b -> b.fact().equals(fact))
                    .map(Binding::value)
                    .toList();
        }
    }

    private final Approved outlet = new Approved();
    private final Sensor sensor = sensor();

    private Sensor sensor() {
        return new Sensor(
                new Segments(
                        List.of(
                                segment("branch", "10.30.0.0/16", TapKind.ROUTED, 30),
                                segment("students", "10.20.0.0/16", TapKind.ACCESS, 20))),
                new Policy(List.of(), List.of()),
                makers,
                new AtomicLong()::incrementAndGet,
                outlet,
                new Watches(),
                _ -> _ -> false);
    }

    private static Segment segment(String name, String prefix, TapKind tap, int vlan) {
        return new Segment(
                name,
                "HS1",
                "",
                Set.of(vlan),
                List.of(Prefix.parse(prefix)),
                Population.STUDENT,
                tap,
                0);
    }

    private static Sighting.Frame frame(Mac from, Address sender, Address receiver, int vlan) {
        return new Sighting.Frame(START, 0, 0, vlan, from.bits(), ROUTER.bits(), sender, receiver);
    }

    private static Sighting request(Mac station) {
        return new Sighting.Told(
                frame(ROUTER, RELAY, SERVER, 9),
                new Telling.DhcpRequest(
                        station.bits(),
                        3,
                        "room-12",
                        "MSFT 5.0",
                        "1,3,6",
                        "01aa",
                        GIVEN,
                        RELAY,
                        new Telling.RelayPort("Gi1/0/14", "closet-2")));
    }

    private static Sighting ack(Mac station, Address given) {
        return new Sighting.Told(
                frame(ROUTER, SERVER, RELAY, 9),
                new Telling.DhcpReply(station.bits(), 5, SERVER, given, RELAY));
    }

    @Test
    void behind_a_router_the_key_is_the_mac_in_dhcp_and_never_the_frames() {
        sensor.see(request(STATION));
        assertThat(sensor.endpoints().all()).as("a request alone proves no address").isEmpty();
        sensor.see(ack(STATION, GIVEN));
        Endpoint endpoint = sensor.endpoints().holder(0, GIVEN);
        assertThat(endpoint).isNotNull();
        assertThat(endpoint.mac()).isZero();
        assertThat(endpoint.identity()).isEqualTo(STATION.bits());
        assertThat(endpoint.hostName()).isEqualTo("room-12");
        assertThat(outlet.values(Binding.MAC)).containsExactly(STATION.toString());
        assertThat(outlet.values(Binding.CLIENT_ID)).containsExactly("01aa");
        assertThat(outlet.values(Binding.VENDOR_CLASS)).containsExactly("MSFT 5.0");
        assertThat(sensor.endpoints().known(0, ROUTER.bits())).isNull();
    }

    @Test
    void the_relays_word_for_the_port_is_a_place_once() {
        for (int i = 0; i < 3; i++) {
            sensor.see(request(STATION));
            sensor.see(ack(STATION, GIVEN));
        }
        assertThat(outlet.values(Binding.PLACE))
                .containsExactly("switch=\"closet-2\" port=\"Gi1/0/14\"");
        Endpoint station = sensor.endpoints().holder(0, GIVEN);
        assertThat(station).isNotNull();
        assertThat(sensor.places(station))
                .extracting(Place::source)
                .containsExactly(Place.Source.OPTION_82);
    }

    /// Who is on the wire can write such a request as well, so it has to be the router's.
    @ParameterizedTest
    @CsvSource({
        "10.20.0.1, 00:1a:2b:3c:4d:01, 10.20.0.1, 00:1a:2b:3c:4d:01, 1",
        "10.20.0.1, 02:00:00:00:00:66, 10.20.0.1, 00:1a:2b:3c:4d:01, 0",
        "10.20.0.66, 02:00:00:00:00:66, 10.20.0.66, 02:00:00:00:00:66, 0",
        "10.20.0.1, 00:1a:2b:3c:4d:01, 10.20.0.66, 00:1a:2b:3c:4d:01, 0"
    })
    void on_an_access_segment_the_port_counts_that_its_own_router_wrote(
            String relay, String from, String answered, String to, int places) {
        Address given = Address.parse("10.20.3.4");
        Address router = Address.parse("10.20.0.1");
        sensor.see(
                new Sighting.Told(
                        new Sighting.Frame(
                                START,
                                0,
                                0,
                                20,
                                Mac.parse(from).bits(),
                                ROUTER.bits(),
                                Address.parse(relay),
                                SERVER),
                        new Telling.DhcpRequest(
                                STATION.bits(),
                                3,
                                null,
                                null,
                                null,
                                null,
                                given,
                                Address.parse(relay),
                                new Telling.RelayPort("Gi1/0/14", "closet-2"))));
        sensor.see(
                new Sighting.Told(
                        new Sighting.Frame(
                                START,
                                0,
                                0,
                                20,
                                ROUTER.bits(),
                                Mac.parse(to).bits(),
                                SERVER,
                                Address.parse(answered)),
                        new Telling.DhcpReply(
                                STATION.bits(),
                                5,
                                SERVER,
                                given,
                                Address.parse(answered),
                                router,
                                null,
                                3_600)));
        assertThat(outlet.values(Binding.PLACE)).hasSize(places);
        assertThat(outlet.values(Binding.HOST_NAME)).isEmpty();
    }

    @Test
    void requests_that_nobody_answers_are_forgotten_at_the_cap() {
        for (int i = 0; i < RelayedRequests.CAPACITY + 5; i++) {
            sensor.see(request(new Mac(STATION.bits() + i)));
        }
        assertThat(sensor.counters()).containsEntry("relayed_requests_forgotten", 5L);
        sensor.see(ack(STATION, GIVEN));
        Endpoint endpoint = sensor.endpoints().holder(0, GIVEN);
        assertThat(endpoint).isNotNull();
        assertThat(endpoint.hostName()).as("forgotten").isEmpty();
        assertThat(endpoint.identity()).as("the answer says it").isEqualTo(STATION.bits());
    }

    @Test
    void the_vlan_and_how_tcp_looks_are_learnt_where_devices_are_seen() {
        Address own = Address.parse("10.20.0.5");
        var stack = new Sighting.Stack(64_240, 0x2481_3000_0000_0000L, 1_460, 7, 1, true);
        sensor.see(
                new Sighting.AddressClaimed(
                        frame(STATION, own, own, 20),
                        STATION.bits(),
                        own,
                        Sighting.AddressClaimed.Manner.ANNOUNCES,
                        null,
                        false));
        sensor.see(
                new Sighting.SynSent(
                        frame(STATION, own, Address.parse("203.0.113.1"), 20), 64, stack));
        assertThat(outlet.values(Binding.VLAN)).containsExactly("20");
        assertThat(outlet.values(Binding.STACK))
                .containsExactly(
                        "hops 64, window 64240, options 2-4-8-1-3, scale 7, not to be fragmented");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox",
                "Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537 Chrome/141 Safari/537 | Chrome on ChromeOS",
                "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0 | Edge",
                "Microsoft-CryptoAPI/10.0 | Windows itself",
                "curl/8.5.0 | curl",
                "Jane Doe's own browser 1.0 | ''"
            })
    void of_a_user_agent_only_the_family_is_kept(String agent, String family) {
        assertThat(AgentFamily.of(agent)).isEqualTo(family);
    }

    // ---- machines that proved themselves

    @Test
    void a_machine_that_proved_itself_is_approved_for_a_while_and_once_a_day() {
        sensor.see(request(STATION));
        sensor.machineAuthenticated(STATION.bits(), "host/pc-12.office.example");
        sensor.machineAuthenticated(STATION.bits(), "host/pc-12.office.example");
        assertThat(outlet.entries).hasSize(1);
        ApprovedList.Entry entry = outlet.entries.getFirst();
        assertThat(entry.mac()).isEqualTo(STATION);
        assertThat(entry.name()).isEqualTo("host/pc-12.office.example");
        assertThat(Duration.ofNanos(START).plus(ProvenMachines.LASTS).toSeconds())
                .isEqualTo(entry.expires() == null ? 0 : entry.expires().getEpochSecond());
    }

    @Test
    void the_offices_word_about_a_machine_stands() {
        var proven = new ProvenMachines(outlet);
        for (Standing said : List.of(Standing.RETIRED, Standing.APPROVED)) {
            proven.authenticated(STATION.bits(), "pc", new Approval(said), START);
        }
        proven.authenticated(0, "pc", null, START);
        proven.authenticated(Mac.parse("ff:ff:ff:ff:ff:ff").bits(), "pc", null, START);
        assertThat(outlet.entries).isEmpty();
    }

    @Test
    void machines_of_one_day_are_remembered_up_to_the_cap_and_the_rest_waits() {
        var proven = new ProvenMachines(outlet);
        for (int i = 0; i < ProvenMachines.CAPACITY + 3; i++) {
            proven.authenticated(STATION.bits() + i, "pc", null, START);
        }
        assertThat(outlet.entries).hasSize(ProvenMachines.CAPACITY);
        assertThat(proven.putOff()).isEqualTo(3);
        proven.authenticated(
                STATION.bits() + ProvenMachines.CAPACITY,
                "pc",
                null,
                START + Duration.ofDays(1).toNanos());
        assertThat(outlet.entries).hasSize(ProvenMachines.CAPACITY + 1);
    }

    @Test
    void machines_alone_end_no_learning() {
        var machine =
                new Approval(Standing.APPROVED, Approval.NEVER, "", null, Approval.Origin.MACHINE);
        sensor.approvals(Map.of(STATION.bits(), machine));
        assertThat(sensor.learning()).isTrue();
        sensor.approvals(Map.of(STATION.bits(), new Approval(Standing.RETIRED)));
        assertThat(sensor.learning()).isFalse();
    }
}
