package org.tapwarden.detector.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snmp4j.PDU;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

class SnmpLocatorTest {

    private static final long FIRST = 0x3c5282000001L;
    private static final long SECOND = 0xa483e7000002L;
    private static final long NOON = 1_764_158_400_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Located> changes = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private Agent agent() throws IOException {
        var agent = new Agent();
        open.add(agent);
        return agent;
    }

    private SnmpLocator locate(int mostMacs, Switches.Switch... switches) {
        var locator =
                new SnmpLocator(
                        new Switches(List.of(switches), Duration.ofMinutes(5), mostMacs),
                        () -> NOON,
                        System::nanoTime,
                        changes::addAll);
        open.add(locator);
        locator.start();
        return locator;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static SwitchState awaitAnswer(SnmpLocator locator, int number) throws Exception {
        await(() ->
                locator.states().get(number).answered().isPresent()
                        || locator.states().get(number).failure().isPresent());
        SwitchState state = locator.states().get(number);
        assertThat(state.failure()).as(state.sentence()).isEmpty();
        return state;
    }

    private static Failure awaitFailure(SnmpLocator locator, int number) throws Exception {
        await(() -> locator.states().get(number).failure().isPresent());
        return locator.states().get(number).failure().orElseThrow();
    }

    @Test
    void finds_the_port_and_the_vlan_of_a_device_and_only_asks() throws Exception {
        Agent agent = agent();
        agent.port(14, 1014, "Gi1/0/14", "Room 12");
        agent.port(15, 1015, "Gi1/0/15", "");
        agent.tagged(7, FIRST, 14, 3);
        agent.tagged(8, SECOND, 15, 3);
        agent.tagged(8, 0x00000c000009L, 15, 4); // the switch's own
        agent.put("1.3.6.1.2.1.17.7.1.4.2.1.3.0.20", new Gauge32(7));
        agent.put("1.3.6.1.2.1.17.7.1.4.2.1.3.0.30", new Gauge32(8));
        agent.put("1.3.6.1.2.1.17.7.1.4.2.1.3.0.31", new Gauge32(8));
        SnmpLocator locator = locate(8, agent.as("closet-2"));
        SwitchState state = awaitAnswer(locator, 0);
        assertThat(state.sentence()).matches("answered \\d+ s ago, 2 ports, 2 addresses");
        assertThat(state.sysName()).isEqualTo("agent");
        var place = new Place("closet-2", "Gi1/0/14", "Room 12", 20, Place.Source.SNMP, NOON);
        assertThat(locator.where(FIRST)).contains(new SnmpLocator.Known(place, Duration.ZERO));
        assertThat(locator.where(SECOND).orElseThrow().place().vlan())
                .as("two VLANs share its table")
                .isZero();
        assertThat(locator.where(0x00000c000009L)).isEmpty();
        assertThat(changes).contains(new Located(FIRST, place)).hasSize(2);
        assertThat(agent.asked).containsExactlyInAnyOrder(PDU.GET, PDU.GETBULK);
    }

    @Test
    void a_switch_without_vlans_is_read_from_the_plain_table() throws Exception {
        Agent agent = agent();
        agent.port(1, 1, "", "");
        agent.plain(FIRST, 1, 3);
        agent.plain(SECOND, 0, 3);
        SnmpLocator locator = locate(8, agent.as("old"));
        awaitAnswer(locator, 0);
        assertThat(locator.where(FIRST).orElseThrow().place())
                .isEqualTo(new Place("old", "1", "", 0, Place.Source.SNMP, NOON));
        assertThat(locator.where(SECOND)).as("behind no port").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"8, 8, 0", "9, 8, 1", "2, 1, 1", "1, 1, 0"})
    void many_devices_behind_a_port_make_it_an_uplink(int devices, int most, int uplinks)
            throws Exception {
        Agent agent = agent();
        agent.port(1, 1, "p1", "");
        for (int i = 0; i < devices; i++) {
            agent.plain(FIRST + i, 1, 3);
        }
        SnmpLocator locator = locate(most, agent.as("sw"));
        assertThat(awaitAnswer(locator, 0).uplinks()).isEqualTo(uplinks);
        assertThat(locator.where(FIRST).isPresent()).isEqualTo(uplinks == 0);
    }

    /// Capabilities: bridge 0x20, access point 0x10, router 0x08, telephone 0x04, station 0x01.
    @ParameterizedTest
    @CsvSource({
        "20, true",
        "28, true",
        "30, true",
        "24, false",
        "04, false",
        "01, false",
        "00, false",
        "'', false"
    })
    void a_neighbour_that_bridges_makes_its_port_an_uplink_and_a_telephone_does_not(
            String capabilities, boolean uplink) throws Exception {
        Agent agent = agent();
        agent.port(1, 101, "p1", "");
        agent.port(2, 102, "p2", "");
        agent.plain(FIRST, 1, 3);
        agent.plain(SECOND, 2, 3);
        // What LLDP calls port 5 is the interface p1.
        agent.put("1.0.8802.1.1.2.1.3.7.1.3.5", new OctetString("p1"));
        agent.put(
                "1.0.8802.1.1.2.1.4.1.1.12.0.5.1",
                capabilities.isEmpty()
                        ? new OctetString()
                        : OctetString.fromHexString(capabilities + ":00"));
        SnmpLocator locator = locate(8, agent.as("sw"));
        assertThat(awaitAnswer(locator, 0).uplinks()).isEqualTo(uplink ? 1 : 0);
        assertThat(locator.where(FIRST).isPresent()).isNotEqualTo(uplink);
        assertThat(locator.where(SECOND)).isPresent();
    }

    /// An access point that bridges, with stations behind it: the switch at the other end of the
    /// cable knows which of the MACs is the point itself.
    @ParameterizedTest
    @CsvSource({"4, 5", "3, 7"})
    void the_neighbour_itself_has_a_place_at_an_uplink_where_the_switch_hears_its_mac(
            int kind, int column) throws Exception {
        Agent agent = agent();
        agent.port(1, 101, "p1", "Hall");
        agent.port(2, 102, "p2", "");
        agent.plain(FIRST, 1, 3);
        agent.plain(FIRST + 1, 1, 3);
        agent.plain(SECOND, 2, 3);
        String row = "1.0.8802.1.1.2.1.4.1.1.";
        agent.put(row + "12.0.101.1", OctetString.fromHexString("20"));
        agent.put(row + (column - 1) + ".0.101.1", new Integer32(kind));
        agent.put(row + column + ".0.101.1", octets(FIRST));
        // Who says at p1 that it is the device at p2 is not believed.
        agent.put(row + "12.0.101.2", OctetString.fromHexString("20"));
        agent.put(row + "4.0.101.2", new Integer32(4));
        agent.put(row + "5.0.101.2", octets(SECOND));
        SnmpLocator locator = locate(8, agent.as("sw"));
        assertThat(awaitAnswer(locator, 0).uplinks()).isEqualTo(1);
        assertThat(locator.where(FIRST).orElseThrow().place())
                .extracting(Place::port, Place::label)
                .containsExactly("p1", "Hall");
        assertThat(locator.where(FIRST + 1)).as("behind it").isEmpty();
        assertThat(locator.where(SECOND).orElseThrow().place().port()).isEqualTo("p2");
    }

    private static OctetString octets(long mac) {
        return new OctetString(ByteBuffer.allocate(8).putLong(mac).array(), 2, 6);
    }

    @ParameterizedTest
    @CsvSource({"102, p2", "1, p1"})
    void a_neighbour_without_a_named_port_is_at_the_interface_or_else_at_the_port_of_its_number(
            int number, String port) throws Exception {
        Agent agent = agent();
        agent.port(1, 101, "p1", "");
        agent.port(2, 102, "p2", "");
        agent.plain(FIRST, 1, 3);
        agent.plain(SECOND, 2, 3);
        agent.put("1.0.8802.1.1.2.1.4.1.1.12.0." + number + ".1", OctetString.fromHexString("20"));
        SnmpLocator locator = locate(8, agent.as("sw"));
        awaitAnswer(locator, 0);
        assertThat(locator.where(port.equals("p1") ? FIRST : SECOND)).isEmpty();
        assertThat(locator.where(port.equals("p1") ? SECOND : FIRST)).isPresent();
    }

    @Test
    void the_port_with_the_fewest_devices_behind_it_is_closest() throws Exception {
        Agent upstream = agent();
        upstream.port(1, 1, "to-closet", "");
        Agent closet = agent();
        closet.port(5, 5, "p5", "");
        closet.plain(FIRST, 5, 3);
        for (int i = 0; i < 4; i++) {
            upstream.plain(FIRST + i, 1, 3);
        }
        SnmpLocator locator = locate(8, closet.as("closet"), upstream.as("core"));
        awaitAnswer(locator, 0);
        awaitAnswer(locator, 1);
        assertThat(locator.where(FIRST).orElseThrow().place().device()).isEqualTo("closet");
        assertThat(locator.where(FIRST + 1).orElseThrow().place().device()).isEqualTo("core");
    }

    @Test
    void a_table_at_the_cap_is_read_and_one_beyond_it_tells_no_place() throws Exception {
        Agent whole = agent();
        Agent long20k = agent();
        for (Agent agent : List.of(whole, long20k)) {
            agent.port(1, 1, "p1", "");
            agent.port(2, 2, "uplink", "");
            agent.plain(FIRST, 1, 3);
        }
        fill(whole, BridgeReader.MOST_ROWS - 1);
        fill(long20k, 20_000 - 1);
        SnmpLocator locator = locate(8, whole.as("whole"), long20k.as("long"));
        SwitchState read = awaitAnswer(locator, 0);
        assertThat(read.addresses()).isEqualTo(BridgeReader.MOST_ROWS);
        assertThat(read.cut()).isFalse();
        assertThat(locator.where(FIRST).orElseThrow().place().device()).isEqualTo("whole");
        SwitchState cut = awaitAnswer(locator, 1);
        assertThat(cut.cut()).isTrue();
        assertThat(cut.addresses()).isEqualTo(BridgeReader.MOST_ROWS);
        assertThat(cut.sentence()).endsWith("too long to be read, so no place is told");
        assertThat(locator.counters()).containsEntry("tables_cut", 1L);
        assertThat(changes).extracting(c -> c.place().device()).containsOnly("whole");
        assertThat(long20k.questions.get())
                .as("no more was asked than the cap needs")
                .isLessThan(BridgeReader.MOST_ROWS / 20 + 50);
    }

    private static void fill(Agent agent, int rows) {
        for (int i = 0; i < rows; i++) {
            agent.plain(0x020000000000L + i, 2, 3);
        }
    }

    @Test
    void no_more_places_of_one_switch_are_kept_than_the_cap_and_the_rest_is_counted()
            throws Exception {
        Agent agent = agent();
        int beyond = 10;
        for (int i = 0; i < BridgeReader.MOST_PLACES + beyond; i++) {
            agent.plain(0x020000000000L + i, 1 + i % 3_000, 3);
        }
        SnmpLocator locator = locate(8, agent.as("sw"));
        awaitAnswer(locator, 0);
        assertThat(locator.counters())
                .containsEntry("places_known", (long) BridgeReader.MOST_PLACES)
                .containsEntry("places_held_back", (long) beyond);
    }

    @Test
    void what_is_wrong_has_a_name_and_holds_up_no_other_switch() throws Exception {
        Agent good = agent();
        good.port(1, 1, "p1", "");
        good.plain(FIRST, 1, 3);
        Agent empty = agent();
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Switches.Switch dead =
                    new Switches.Switch(
                            "dead",
                            "127.0.0.1",
                            silent.getLocalPort(),
                            "reader",
                            Switches.Authentication.SHA_256,
                            Agent.SECRETS);
            var nowhere =
                    new Switches.Switch(
                            "nowhere",
                            "switch.invalid",
                            161,
                            "reader",
                            Switches.Authentication.SHA_256,
                            Agent.SECRETS);
            SnmpLocator locator =
                    locate(
                            8,
                            dead,
                            nowhere,
                            good.as("forged", new Secrets("another password", "private password")),
                            empty.as("empty"),
                            good.as("good"));
            awaitAnswer(locator, 4);
            assertThat(locator.states().get(0).failure()).as("still being asked").isEmpty();
            assertThat(locator.where(FIRST)).isPresent();
            assertThat(awaitFailure(locator, 2)).isEqualTo(Failure.AUTHENTICATION);
            assertThat(locator.states().get(2).sentence())
                    .isEqualTo("authentication failed; never answered");
            assertThat(awaitFailure(locator, 3)).isEqualTo(Failure.NO_TABLE);
            assertThat(awaitFailure(locator, 1)).isEqualTo(Failure.UNRESOLVED);
            assertThat(awaitFailure(locator, 0)).isEqualTo(Failure.TIMEOUT);
            assertThat(locator.counters())
                    .containsEntry("failed_authentication", 1L)
                    .containsEntry("failed_no_table", 1L)
                    .containsEntry("failed_timeout", 1L)
                    .containsEntry("failed_unresolved", 1L)
                    .containsEntry("failed_malformed", 0L)
                    .containsEntry("configured", 5L)
                    .containsEntry("answering", 1L)
                    .containsEntry("polls", 5L);
        }
    }

    @Test
    void an_agent_that_goes_in_circles_is_left() throws Exception {
        var circling =
                new Agent() {
                    @Override
                    VariableBinding following(OID oid) {
                        return new VariableBinding(
                                new OID("1.3.6.1.2.1.17.1.4.1.2.7"), new Integer32(7));
                    }
                };
        open.add(circling);
        SnmpLocator locator = locate(8, circling.as("sw"));
        assertThat(awaitFailure(locator, 0)).isEqualTo(Failure.MALFORMED);
    }

    @Test
    void a_switch_that_goes_on_answering_for_too_long_is_left() throws Exception {
        var endless =
                new Agent() {
                    @Override
                    VariableBinding following(OID oid) {
                        OID next = new OID(oid);
                        boolean column = oid.last() <= 3;
                        return new VariableBinding(
                                column ? next.append(10) : next.nextPeer(), new Integer32(7));
                    }
                };
        open.add(endless);
        var seconds = new AtomicLong();
        var locator =
                new SnmpLocator(
                        new Switches(List.of(endless.as("sw")), Duration.ofMinutes(5), 8),
                        () -> NOON,
                        () -> TimeUnit.SECONDS.toNanos(seconds.incrementAndGet()),
                        changes::addAll);
        open.add(locator);
        locator.start();
        assertThat(awaitFailure(locator, 0)).isEqualTo(Failure.TOO_SLOW);
        assertThat(endless.questions.get()).isLessThanOrEqualTo(62);
        assertThat(locator.counters()).containsEntry("failed_too_slow", 1L);
    }

    @Test
    void cells_that_cannot_be_what_they_stand_for_are_counted_and_left_out() throws Exception {
        Agent agent = agent();
        agent.port(1, 1, "p\u001b[2J1", "Room\n12\u202e");
        agent.plain(FIRST, 1, 3);
        agent.put("1.3.6.1.2.1.17.4.3.1.2.1.2.3", new Integer32(1)); // too short
        agent.put("1.3.6.1.2.1.17.4.3.1.2.0.300.0.0.0.1", new Integer32(1)); // no octet
        agent.put("1.3.6.1.2.1.17.4.3.1.2.1.0.0.0.0.9", new Integer32(1)); // a group
        agent.put("1.3.6.1.2.1.17.4.3.1.2.0.1.2.3.4.5", new OctetString("1")); // a text
        agent.put("1.3.6.1.2.1.17.4.3.1.2.0.1.2.3.4.6", new Integer32(-5));
        agent.put("1.3.6.1.2.1.17.4.3.1.2.0.1.2.3.4.7", new Counter32(4_294_967_295L));
        SnmpLocator locator = locate(8, agent.as("sw"));
        assertThat(awaitAnswer(locator, 0).addresses()).isEqualTo(1);
        assertThat(locator.counters()).containsEntry("cells_malformed", 6L);
        Place place = locator.where(FIRST).orElseThrow().place();
        assertThat(place.port()).isEqualTo("p[2J1");
        assertThat(place.label()).isEqualTo("Room12");
    }

    @Test
    void an_old_switch_authenticates_with_sha_1_and_one_is_asked_over_ipv6() throws Exception {
        var old = new Agent("::1", Switches.Authentication.SHA_1);
        open.add(old);
        old.port(1, 1, "p1", "");
        old.plain(FIRST, 1, 3);
        Switches.Switch as256 = old.as("old");
        var as1 =
                new Switches.Switch(
                        "old",
                        as256.host(),
                        as256.port(),
                        as256.user(),
                        Switches.Authentication.SHA_1,
                        as256.secrets());
        SnmpLocator locator = locate(8, as1);
        awaitAnswer(locator, 0);
        assertThat(locator.where(FIRST).map(k -> k.place().port())).isEqualTo(Optional.of("p1"));
    }

    @Test
    void closing_ends_its_threads_while_a_switch_is_being_asked() throws Exception {
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var dead =
                    new Switches.Switch(
                            "dead",
                            "127.0.0.1",
                            silent.getLocalPort(),
                            "reader",
                            Switches.Authentication.SHA_256,
                            Agent.SECRETS);
            SnmpLocator locator = locate(8, dead);
            await(() -> locator.counters().get("polls") == 1);
            long began = System.nanoTime();
            locator.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(locator.counters()).containsEntry("failed_timeout", 0L);
        }
    }
}
