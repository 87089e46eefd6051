package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.sensor.Office.ANDROID;
import static org.tapwarden.detector.sensor.Office.GATEWAY;
import static org.tapwarden.detector.sensor.Office.GATEWAY_ADDRESS;
import static org.tapwarden.detector.sensor.Office.LAPTOP;
import static org.tapwarden.detector.sensor.Office.PREFIX;
import static org.tapwarden.detector.sensor.Office.ROUTER;
import static org.tapwarden.detector.sensor.Office.WINDOWS;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Sighting.Capability;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.rogue.Proposals;
import org.tapwarden.detector.rogue.RouterReason;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

/// What rogue equipment does, on a wire with the everyday of a school, each with the case that it
/// has to become.
class RogueTechniquesTest {

    private static final Map<Role, Set<String>> DECLARED =
            Map.of(
                    Role.ROUTER, Set.of(GATEWAY.toString()),
                    Role.DHCP_SERVER, Set.of(GATEWAY_ADDRESS),
                    Role.SWITCH, Set.of("00:00:0c:00:07:00"),
                    Role.ACCESS_POINT, Set.of("00:0b:86:00:00:01"));

    /// @param does what the equipment does after the everyday
    /// @param who its MAC
    record Technique(
            String name,
            Map<Role, Set<String>> declared,
            Consumer<Office> does,
            Mac who,
            Set<String> rules) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Technique undeclared(
            String name, Mac who, Consumer<Office> does, String... rules) {
        return new Technique(name, Map.of(), does, who, Set.of(rules));
    }

    private static Technique declared(
            String name, Mac who, Consumer<Office> does, String... rules) {
        return new Technique(name, DECLARED, does, who, Set.of(rules));
    }

    private static void homeRouter(Office office) {
        office.asks(ROUTER, "10.20.0.50", "TL-WR841N", "udhcp 1.35.0");
        office.answers(
                GATEWAY, GATEWAY_ADDRESS, ROUTER, "10.20.0.50", GATEWAY_ADDRESS, GATEWAY_ADDRESS);
    }

    private static void laptop(Office office) {
        office.asks(LAPTOP, "10.20.0.51", "miguels-laptop", "MSFT 5.0");
    }

    static Stream<Technique> techniques() {
        return Stream.of(
                undeclared(
                        "a router translates: one hop more",
                        ROUTER,
                        office -> {
                            homeRouter(office);
                            office.syn(ROUTER, "10.20.0.50", 63, ANDROID);
                            office.syn(ROUTER, "10.20.0.50", 127, WINDOWS);
                        },
                        "rogue-router"),
                undeclared(
                        "a router sets the time to live: several systems by their TCP",
                        ROUTER,
                        office -> {
                            homeRouter(office);
                            for (int i = 0; i < 2; i++) {
                                office.syn(ROUTER, "10.20.0.50", 64, ANDROID);
                                office.syn(ROUTER, "10.20.0.50", 64, WINDOWS);
                            }
                        },
                        "rogue-router"),
                undeclared(
                        "a router sets the time to live, one TCP: several systems by their browsers",
                        ROUTER,
                        office -> {
                            homeRouter(office);
                            for (int i = 0; i < 2; i++) {
                                browses(office, ROUTER, "10.20.0.50", "(Linux; Android 14; Pixel)");
                                browses(office, ROUTER, "10.20.0.50", "(X11; CrOS x86_64 14541)");
                            }
                        },
                        "rogue-router"),
                undeclared(
                        "a router's SSDP",
                        ROUTER,
                        office ->
                                office.announces(
                                        ROUTER,
                                        "10.20.0.50",
                                        "urn:schemas-upnp-org:device:InternetGatewayDevice:1"),
                        "rogue-router"),
                undeclared(
                        "a router plugged in with its LAN side: another DHCP server",
                        ROUTER,
                        office ->
                                office.answers(
                                        2,
                                        ROUTER,
                                        "192.168.0.1",
                                        LAPTOP,
                                        "192.168.0.50",
                                        null,
                                        "192.168.0.1",
                                        "192.168.0.1"),
                        "rogue-dhcp-server",
                        "rogue-router"),
                declared(
                        "a DHCP server that offers what the office's offers",
                        LAPTOP,
                        office ->
                                office.answers(
                                        2,
                                        LAPTOP,
                                        "10.20.0.51",
                                        new Mac(0x002170000001L),
                                        "10.20.1.2",
                                        null,
                                        GATEWAY_ADDRESS,
                                        GATEWAY_ADDRESS),
                        "rogue-dhcp-server"),
                declared(
                        "a DHCP server that refuses what clients have",
                        LAPTOP,
                        office ->
                                office.answers(
                                        6,
                                        LAPTOP,
                                        "10.20.0.51",
                                        new Mac(0x002170000001L),
                                        null,
                                        null,
                                        null,
                                        null),
                        "rogue-dhcp-server"),
                declared(
                        "a DHCP server that pretends a relay",
                        LAPTOP,
                        office ->
                                office.answers(
                                        2,
                                        LAPTOP,
                                        "10.20.0.51",
                                        new Mac(0x002170000001L),
                                        "10.20.1.2",
                                        "10.20.0.51",
                                        "10.20.0.51",
                                        "10.20.0.51"),
                        "rogue-dhcp-server"),
                declared(
                        "a DHCP server under the number of the office's",
                        LAPTOP,
                        office ->
                                office.answers(
                                        2,
                                        LAPTOP,
                                        GATEWAY_ADDRESS,
                                        new Mac(0x002170000001L),
                                        "10.20.1.2",
                                        null,
                                        "10.20.0.51",
                                        "10.20.0.51"),
                        "rogue-dhcp-server"),
                undeclared(
                        "a DHCP server with the right router and a strange resolver",
                        LAPTOP,
                        office ->
                                office.answers(
                                        2,
                                        LAPTOP,
                                        "10.20.0.51",
                                        new Mac(0x002170000001L),
                                        "10.20.1.2",
                                        null,
                                        GATEWAY_ADDRESS,
                                        "198.51.100.53"),
                        "rogue-dhcp-server"),
                declared(
                        "a DHCPv6 server",
                        LAPTOP,
                        office ->
                                office.tell(
                                        LAPTOP,
                                        "fe80::51",
                                        new Telling.Dhcpv6Message(
                                                2,
                                                "0001",
                                                "0002",
                                                List.of(Address.parse("2001:db8:66::7")))),
                        "rogue-dhcp-server"),
                undeclared(
                        "IPv6 routes of another network",
                        ROUTER,
                        office -> office.advertise(ROUTER, "fe80::66", 1_800, "2001:db8:66::"),
                        "rogue-router-advertisement",
                        "rogue-router"),
                undeclared(
                        "another resolver in the router's own network",
                        LAPTOP,
                        office -> {
                            office.advertise(
                                    GATEWAY,
                                    "fe80::1",
                                    1_800,
                                    List.of(Address.parse("2001:db8:20::53")),
                                    PREFIX);
                            office.advertise(
                                    LAPTOP,
                                    "fe80::66",
                                    0,
                                    List.of(Address.parse("2001:db8:66::53")),
                                    PREFIX);
                        },
                        "rogue-router-advertisement"),
                undeclared(
                        "a computer that becomes an IPv6 router where there was none to compare",
                        LAPTOP,
                        office -> {
                            laptop(office);
                            office.advertise(LAPTOP, "fe80::66", 1_800, PREFIX);
                        },
                        "rogue-router-advertisement"),
                undeclared(
                        "the router's lifetime ended in its name",
                        LAPTOP,
                        office -> office.advertise(LAPTOP, "fe80::1", 0),
                        "rogue-router-advertisement"),
                undeclared(
                        "the router's address used in turn with it",
                        LAPTOP,
                        office -> {
                            for (int i = 0; i < 2; i++) {
                                office.advertise(LAPTOP, "fe80::1", 1_800, PREFIX);
                                office.advertise(GATEWAY, "fe80::1", 1_800, PREFIX);
                            }
                        },
                        "rogue-router-advertisement"),
                declared(
                        "IPv6 routes of a stranger that copies the router's",
                        LAPTOP,
                        office -> office.advertise(LAPTOP, "fe80::66", 1_800, PREFIX),
                        "rogue-router-advertisement"),
                undeclared(
                        "a bridge plugged in later",
                        ROUTER,
                        office -> office.bridge(ROUTER, 0xffff, ROUTER),
                        "rogue-bridge",
                        "rogue-router"),
                undeclared(
                        "a bridge that wants to be the root",
                        LAPTOP,
                        office -> office.bridge(LAPTOP, 0, LAPTOP),
                        "rogue-bridge"),
                declared(
                        "a bridge that was there from the start and is not the office's",
                        LAPTOP,
                        office -> office.bridge(LAPTOP, 0x8000, LAPTOP),
                        "rogue-bridge"),
                undeclared(
                        "a router's LLDP",
                        ROUTER,
                        office -> {
                            homeRouter(office);
                            office.equipment(
                                    ROUTER,
                                    "OpenWrt",
                                    "OpenWrt 23.05.3",
                                    Capability.BRIDGE,
                                    Capability.ACCESS_POINT,
                                    Capability.ROUTER);
                        },
                        "rogue-router"),
                declared(
                        "an access point's LLDP, from the start",
                        ROUTER,
                        office -> office.equipment(ROUTER, "ap", "EAP245", Capability.ACCESS_POINT),
                        "rogue-router"),
                declared(
                        "CAPWAP with somebody else's controller",
                        ROUTER,
                        office ->
                                office.flow(
                                        ROUTER,
                                        "10.20.0.50",
                                        GATEWAY,
                                        "203.0.113.77",
                                        Protocol.named("capwap", Category.NETWORK),
                                        null),
                        "rogue-router"),
                undeclared(
                        "CAPWAP that asks in vain for a controller",
                        ROUTER,
                        office ->
                                office.flow(
                                        ROUTER,
                                        "10.20.0.50",
                                        Office.EVERYBODY,
                                        "255.255.255.255",
                                        Protocol.named("capwap", Category.NETWORK),
                                        null,
                                        0,
                                        EndReason.IDLE),
                        "rogue-router"),
                undeclared(
                        "a router that runs a computer's system, and its LLDP",
                        ROUTER,
                        office -> {
                            homeRouter(office);
                            office.equipment(
                                    ROUTER, "box", "Debian GNU/Linux 12", Capability.ROUTER);
                        },
                        "rogue-router"),
                undeclared(
                        "a laptop's hotspot",
                        LAPTOP,
                        office -> {
                            laptop(office);
                            office.syn(LAPTOP, "10.20.0.51", 128, WINDOWS);
                            office.syn(LAPTOP, "10.20.0.51", 127, WINDOWS);
                            office.syn(LAPTOP, "10.20.0.51", 63, ANDROID);
                            office.claim(LAPTOP, "192.168.137.1");
                        },
                        "rogue-router"),
                undeclared(
                        "a phone's hotspot",
                        LAPTOP,
                        office -> {
                            office.syn(LAPTOP, "10.20.0.51", 63, ANDROID);
                            office.syn(LAPTOP, "10.20.0.51", 63, ANDROID);
                            office.tell(
                                    LAPTOP,
                                    "172.20.10.1",
                                    new Telling.NameAnnounced("ana-iphone", Protocol.MDNS));
                        },
                        "rogue-router"),
                undeclared(
                        "a repeater",
                        ROUTER,
                        office -> {
                            office.asks(ROUTER, "10.20.0.50", "RE305", null);
                            for (int i = 0; i < 3; i++) {
                                Mac behind = new Mac(0x0a0000000000L + i);
                                office.asks(ROUTER, behind, "10.20.0.6" + i, null, null, null);
                            }
                        },
                        "rogue-router"),
                undeclared(
                        "a bridging access point behind a switch port",
                        ROUTER,
                        office -> {
                            var port = new Telling.RelayPort("Gi1/0/7", "closet-2");
                            office.asks(ROUTER, ROUTER, "10.20.0.50", null, "udhcp 1.35", port);
                            for (int i = 0; i < 3; i++) {
                                Mac phone = new Mac(0x0a0000000000L + i);
                                office.asks(phone, phone, "10.20.0.6" + i, null, null, port);
                            }
                        },
                        "rogue-router"),
                undeclared(
                        "a radio beside a wire",
                        ROUTER,
                        office -> {
                            office.beacon(new Mac(ROUTER.bits() + 1), "free-wifi");
                            homeRouter(office);
                        },
                        "rogue-router"),
                undeclared(
                        "a radio with a private address beside a wire",
                        ROUTER,
                        office -> {
                            homeRouter(office);
                            office.beacon(new Mac(ROUTER.bits() | 0x020000000000L), "free-wifi");
                            office.claim(ROUTER, "10.20.0.50");
                        },
                        "rogue-router"));
    }

    private static void browses(Office office, Mac mac, String address, String system) {
        office.flow(
                mac,
                address,
                GATEWAY,
                "203.0.113.10",
                Protocol.HTTP,
                "Mozilla/5.0 " + system + " AppleWebKit/537.36");
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void becomes_a_case_about_the_device_and_no_other(Technique technique) {
        Office office = Office.inUse(technique.declared());
        assertThat(office.cases()).as("before").isEmpty();
        technique.does().accept(office);
        assertThat(office.rules()).containsExactlyInAnyOrderElementsOf(technique.rules());
        assertThat(office.kept.alerts)
                .allSatisfy(a -> assertThat(a.mac()).isEqualTo(technique.who().toString()));
    }

    /// The decision falls at the frame that completes it, not at a later tick.
    @ParameterizedTest
    @MethodSource("techniques")
    void is_told_with_the_event_time_of_a_frame_that_showed_it(Technique technique) {
        Office office = Office.inUse(technique.declared());
        long before = office.now;
        technique.does().accept(office);
        Instant first = Instant.ofEpochSecond(0, before);
        Instant last = Instant.ofEpochSecond(0, office.now);
        assertThat(office.kept.alerts)
                .allSatisfy(a -> assertThat(a.firstSeen()).isBetween(first, last));
    }

    /// The same on a tap of which nobody said that it shows devices: nothing that needs this.
    @ParameterizedTest
    @MethodSource("techniques")
    void where_the_tap_kind_is_not_declared_no_server_and_no_bridge_is_accused(
            Technique technique) {
        Office office = Office.with(TapKind.UNDECLARED, technique.declared());
        office.everyday();
        technique.does().accept(office);
        assertThat(office.rules()).isSubsetOf("rogue-router");
    }

    /// The stacks of such a subsystem and its host alternate as those behind a router do; it is one
    /// family, and the dock's maker is none where the laptop says its name.
    @Test
    void a_subsystem_that_shares_its_hosts_address_in_a_dock_is_no_rogue_router() {
        Office office = Office.inUse();
        office.asks(ROUTER, "10.20.3.7", "teacher-laptop", "MSFT 5.0");
        for (int i = 0; i < 20; i++) {
            office.syn(ROUTER, "10.20.3.7", i % 2 == 0 ? 128 : 64, i % 2 == 0 ? WINDOWS : ANDROID);
        }
        assertThat(office.kept.evidence).anyMatch(e -> e.reason() == RouterReason.SEVERAL_STACKS);
        assertThat(office.rules()).doesNotContain("rogue-router");
    }

    /// Whoever is proposed and approved is no suspect any more; the others stay proposed.
    @Test
    void equipment_that_nobody_approved_is_proposed_with_what_it_says() {
        Office office = Office.inUse();
        Mac point = Mac.parse("00:0b:86:11:22:33");
        office.asks(point, "10.20.0.60", "library-ap", null);
        office.equipment(point, "library-ap", "ArubaOS", Capability.ACCESS_POINT);
        office.flow(
                point,
                "10.20.0.60",
                Mac.parse("00:0b:86:00:00:01"),
                "10.20.0.8",
                Protocol.named("capwap", Category.NETWORK),
                null);
        assertThat(office.sensor.proposals())
                .extracting(Proposals.Proposal::role)
                .containsExactly(Role.SWITCH, Role.ACCESS_POINT, Role.WLAN_CONTROLLER);
        assertThat(office.sensor.proposals().get(1).grounds()).contains("library-ap");
        assertThat(office.kept.bindings)
                .filteredOn(row -> row.fact().equals(Binding.ROLE))
                .extracting(row -> row.value() + " " + row.source())
                .as("where people find it")
                .contains("access-point lldp", "wlan-controller capwap");
        office.sensor.approved(Map.of(point.bits(), Standing.APPROVED));
        assertThat(office.sensor.proposals())
                .extracting(Proposals.Proposal::role)
                .containsExactly(Role.SWITCH, Role.WLAN_CONTROLLER);
    }
}
