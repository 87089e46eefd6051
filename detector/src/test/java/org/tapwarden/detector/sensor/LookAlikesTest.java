package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.sensor.Office.ANDROID;
import static org.tapwarden.detector.sensor.Office.EVERYBODY;
import static org.tapwarden.detector.sensor.Office.GATEWAY;
import static org.tapwarden.detector.sensor.Office.GATEWAY_ADDRESS;
import static org.tapwarden.detector.sensor.Office.IPHONE;
import static org.tapwarden.detector.sensor.Office.LAPTOP;
import static org.tapwarden.detector.sensor.Office.PREFIX;
import static org.tapwarden.detector.sensor.Office.ROUTER;
import static org.tapwarden.detector.sensor.Office.SWITCH_PORT;
import static org.tapwarden.detector.sensor.Office.WEB;
import static org.tapwarden.detector.sensor.Office.WINDOWS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.classifier.Sighting.Capability;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

/// What looks like rogue equipment and is an office's everyday. Nothing of it may become a case:
/// not where the office declared its equipment, and not where it did not.
class LookAlikesTest {

    private static final Mac VRRP = Mac.parse("00:00:5e:00:01:0a");
    private static final Mac SECOND_GATEWAY = Mac.parse("00:00:0c:00:00:02");
    private static final Mac VM_HOST = Mac.parse("00:25:90:00:00:05");
    private static final Mac PHONE = Mac.parse("00:04:f2:00:00:09");
    private static final Mac MANAGED_AP = Mac.parse("00:0b:86:11:22:33");
    private static final Mac CONTROLLER = Mac.parse("00:0b:86:00:00:01");
    private static final Protocol CAPWAP = Protocol.named("capwap", Category.NETWORK);

    /// @param does what happens; `early` happens before the everyday, as equipment does that is
    ///   always there
    record LookAlike(String name, Consumer<Office> early, Consumer<Office> does) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static LookAlike later(String name, Consumer<Office> does) {
        return new LookAlike(name, _ -> {}, does);
    }

    private static LookAlike always(String name, Consumer<Office> does) {
        return new LookAlike(name, does, does);
    }

    private static Mac client(int number) {
        return new Mac(0x002170000000L + number);
    }

    static Stream<LookAlike> all() {
        return Stream.of(
                always("VRRP, HSRP and GLBP: a virtual gateway moves", LookAlikesTest::vrrp),
                always("DHCP servers that fail over", LookAlikesTest::failOver),
                always("a DHCP relay, and another one after it failed", LookAlikesTest::relay),
                always("a far DHCP server's answers through the gateway", LookAlikesTest::far),
                always("two DHCP servers of other wires on their own", LookAlikesTest::servers),
                later("a DHCP server gets another range", LookAlikesTest::renumbers),
                later("a boot server beside the DHCP server", LookAlikesTest::bootServer),
                later("a router announces another prefix", LookAlikesTest::ipv6Renumbers),
                always("two routers with one prefix", LookAlikesTest::twoRouters),
                later("a speaker that is a gateway for sensors", LookAlikesTest::thread),
                always("proxy ARP", LookAlikesTest::proxyArp),
                later("a sleep proxy", LookAlikesTest::sleepProxy),
                later("two network cards as one", LookAlikesTest::teaming),
                later("a docking station of a maker of routers", LookAlikesTest::dock),
                always("a host of virtual machines", LookAlikesTest::virtualMachines),
                later("a laptop with containers", LookAlikesTest::containers),
                later("a laptop that starts another system", LookAlikesTest::dualBoot),
                later("a virtual machine bridged under its host's MAC", LookAlikesTest::bridgedVm),
                later("a telephone with a computer behind it", LookAlikesTest::telephone),
                later("a casting stick", LookAlikesTest::castingStick),
                later("a printer with Wi-Fi Direct", LookAlikesTest::wifiDirect),
                always("an access point that switches locally", LookAlikesTest::localSwitching),
                always("an access point with a tunnel", LookAlikesTest::tunnelled),
                always("guests translated by a controller", LookAlikesTest::guestNat),
                always("a layer-3 switch", LookAlikesTest::layer3Switch),
                later("a load balancer", LookAlikesTest::loadBalancer),
                later("a traceroute", LookAlikesTest::traceroute),
                later("temporary addresses", LookAlikesTest::temporaryAddresses),
                later("phones with private MACs", LookAlikesTest::privateMacs),
                later("a phone that was at somebody's hotspot", LookAlikesTest::afterHotspot),
                later("a programmer's browser", LookAlikesTest::emulator),
                always("switches that change their root", LookAlikesTest::rootChange));
    }

    private static void vrrp(Office office) {
        for (Mac mac : List.of(GATEWAY, VRRP, SECOND_GATEWAY)) {
            office.claim(VRRP, "10.20.0.3");
            // RFC 9568, section 8.2.2: the virtual router has a link-local address of its own.
            office.advertise(VRRP, "fe80::a", 1_800, PREFIX);
            office.see(
                    new Sighting.SynSent(
                            office.frame(client(1), VRRP, Address.parse("10.20.1.2"), WEB), 128));
            office.see(
                    new Sighting.SynSent(
                            office.frame(mac, client(1), WEB, Address.parse("10.20.1.2")), 63));
        }
    }

    private static void failOver(Office office) {
        Mac second = Mac.parse("00:15:5d:00:00:02");
        for (int i = 0; i < 4; i++) {
            office.answers(
                    GATEWAY,
                    GATEWAY_ADDRESS,
                    client(i),
                    "10.20.1." + (i + 1),
                    GATEWAY_ADDRESS,
                    GATEWAY_ADDRESS);
            office.answers(
                    second,
                    "10.20.0.2",
                    client(i),
                    "10.20.1." + (i + 101),
                    GATEWAY_ADDRESS,
                    "10.20.0.2");
        }
    }

    private static void relay(Office office) {
        for (Mac router : List.of(GATEWAY, SECOND_GATEWAY)) {
            for (int i = 0; i < 3; i++) {
                office.answers(
                        2,
                        router,
                        GATEWAY_ADDRESS,
                        client(i),
                        "10.20.1." + (i + 1),
                        router.equals(GATEWAY) ? GATEWAY_ADDRESS : "10.20.0.3",
                        GATEWAY_ADDRESS,
                        GATEWAY_ADDRESS);
            }
        }
        // What the server sends to a relay of another segment passes, too.
        office.see(
                new Sighting.Told(
                        office.frame(
                                GATEWAY,
                                SECOND_GATEWAY,
                                Address.parse(GATEWAY_ADDRESS),
                                Address.parse("10.99.0.1")),
                        new Telling.DhcpReply(
                                client(1).bits(),
                                5,
                                Address.parse(GATEWAY_ADDRESS),
                                Address.parse("10.99.0.7"),
                                Address.parse("10.99.0.1"),
                                Address.parse("10.99.0.1"),
                                Address.parse("10.99.0.1"),
                                60)));
    }

    private static void far(Office office) {
        for (int i = 0; i < 4; i++) {
            String address = "10.20.1." + (i + 1);
            confirms(office, GATEWAY, client(i), "10.99.0.5", address, GATEWAY_ADDRESS, client(i));
        }
    }

    private static void servers(Office office) {
        for (int i = 0; i < 8; i++) {
            Mac server = new Mac(0x00155d000004L + i % 2);
            String number = "10.20.0." + (5 + i % 2);
            String scope = "10.77." + i;
            confirms(office, server, GATEWAY, number, scope + ".9", scope + ".1", client(i));
        }
    }

    private static void confirms(
            Office office,
            Mac from,
            Mac to,
            String number,
            String assigned,
            String router,
            Mac client) {
        office.see(
                new Sighting.Told(
                        office.frame(from, to, Address.parse(number), Address.parse(assigned)),
                        new Telling.DhcpReply(
                                client.bits(),
                                5,
                                Address.parse(number),
                                Address.parse(assigned),
                                null,
                                Address.parse(router),
                                Address.parse(number),
                                60)));
    }

    private static void renumbers(Office office) {
        for (int i = 0; i < 3; i++) {
            office.answers(
                    GATEWAY,
                    GATEWAY_ADDRESS,
                    client(i),
                    "10.20.200." + (i + 1),
                    "10.20.200.254",
                    "10.20.200.254");
        }
    }

    private static void bootServer(Office office) {
        Mac boot = Mac.parse("00:15:5d:00:00:03");
        office.answers(2, boot, "10.20.0.9", client(1), null, null, null, null);
        office.answers(5, boot, "10.20.0.9", client(1), null, null, null, null);
    }

    private static void ipv6Renumbers(Office office) {
        office.advertise(GATEWAY, "fe80::1", 1_800, "2001:db8:21::");
        office.advertise(GATEWAY, "fe80::1", 0, PREFIX);
    }

    private static void twoRouters(Office office) {
        office.see(
                new Sighting.SynSent(
                        office.frame(client(1), SECOND_GATEWAY, Address.parse("10.20.1.2"), WEB),
                        128));
        office.claim(SECOND_GATEWAY, "10.20.0.3");
        office.see(
                new Sighting.SynSent(
                        office.frame(client(2), SECOND_GATEWAY, Address.parse("10.20.1.3"), WEB),
                        128));
        office.advertise(GATEWAY, "fe80::1", 1_800, PREFIX);
        office.advertise(SECOND_GATEWAY, "fe80::2", 1_800, PREFIX);
    }

    private static void thread(Office office) {
        Mac speaker = Mac.parse("00:21:e9:00:00:04");
        office.asks(speaker, "10.20.3.4", "HomePod", null);
        office.advertise(speaker, "fe80::44", 0, "fd11:2233:4455:1::");
    }

    private static void proxyArp(Office office) {
        for (int i = 0; i < 40; i++) {
            office.claim(GATEWAY, "10.20.9." + (i + 1));
        }
        office.syn(GATEWAY, "10.20.9.1", 63, null);
        office.syn(GATEWAY, "10.20.9.2", 127, null);
    }

    private static void sleepProxy(Office office) {
        Mac proxy = Mac.parse("00:21:e9:00:00:05");
        office.asks(proxy, "10.20.3.5", "apple-tv", null);
        office.tell(
                proxy,
                "10.20.3.5",
                new Telling.ServiceAnnounced("_sleep-proxy._udp.local", null, Protocol.MDNS));
        for (int i = 0; i < 5; i++) {
            office.claim(proxy, "10.20.1." + (i + 1));
        }
    }

    private static void teaming(Office office) {
        for (int i = 0; i < 6; i++) {
            Mac card = new Mac(VM_HOST.bits() + i % 2);
            office.claim(card, "10.20.3.6");
            office.syn(card, "10.20.3.6", 64, ANDROID);
            // The team asks for its address under the first card's.
            office.asks(card, VM_HOST, "10.20.3.6", "fileserver", null, null);
        }
    }

    private static void dock(Office office) {
        office.asks(ROUTER, "10.20.3.7", "teacher-laptop", "MSFT 5.0");
        for (int i = 0; i < 20; i++) {
            office.syn(ROUTER, "10.20.3.7", 128, WINDOWS);
        }
    }

    private static void virtualMachines(Office office) {
        office.equipment(
                VM_HOST, "pve1", "Debian GNU/Linux 12", Capability.BRIDGE, Capability.ROUTER);
        for (int i = 0; i < 6; i++) {
            Mac guest = new Mac(0x525400000000L + i);
            office.asks(guest, "10.20.4." + (i + 1), "vm-" + i, null);
            office.syn(guest, "10.20.4." + (i + 1), 64, ANDROID);
            office.syn(VM_HOST, "10.20.3.8", i % 2 == 0 ? 63 : 127, i % 2 == 0 ? ANDROID : WINDOWS);
        }
    }

    private static void containers(Office office) {
        office.asks(LAPTOP, "10.20.3.9", "dev-laptop", null);
        office.equipment(
                LAPTOP, "dev-laptop", "Ubuntu 24.04 LTS", Capability.BRIDGE, Capability.ROUTER);
        for (int i = 0; i < 20; i++) {
            office.syn(LAPTOP, "10.20.3.9", i % 2 == 0 ? 64 : 63, ANDROID);
        }
    }

    private static void dualBoot(Office office) {
        for (int day = 0; day < 5; day++) {
            boolean windows = day % 2 == 0;
            office.asks(ROUTER, "10.20.3.10", "lab-pc", windows ? "MSFT 5.0" : null);
            for (int i = 0; i < 10; i++) {
                office.syn(ROUTER, "10.20.3.10", windows ? 128 : 64, windows ? WINDOWS : ANDROID);
            }
            office.wait(Duration.ofMinutes(2));
        }
    }

    private static void bridgedVm(Office office) {
        for (int i = 0; i < 10; i++) {
            office.syn(ROUTER, "10.20.3.11", 128, WINDOWS);
            office.syn(ROUTER, "10.20.3.12", 64, ANDROID);
        }
    }

    private static void telephone(Office office) {
        office.equipment(PHONE, "SEP0004F2", "phone", Capability.TELEPHONE, Capability.BRIDGE);
        office.asks(PHONE, "10.20.3.13", "phone-13", null);
        office.asks(LAPTOP, "10.20.3.14", "desk-14", "MSFT 5.0");
        office.syn(LAPTOP, "10.20.3.14", 128, WINDOWS);
        office.syn(PHONE, "10.20.3.13", 64, ANDROID);
    }

    private static void castingStick(Office office) {
        Mac stick = Mac.parse("00:1a:11:00:00:06");
        office.announces(stick, "10.20.3.15", "urn:dial-multiscreen-org:service:dial:1");
        office.tell(
                stick,
                "10.20.3.15",
                new Telling.ServiceAnnounced("_googlecast._tcp.local", null, Protocol.MDNS));
        office.claim(stick, "192.168.49.1");
        office.beacon(new Mac(stick.bits() | 0x020000000000L), "DIRECT-cast");
        office.claim(stick, "10.20.3.15");
    }

    private static void wifiDirect(Office office) {
        Mac printer = Mac.parse("00:17:a4:00:00:07");
        office.beacon(new Mac(printer.bits() | 0x020000000000L), "DIRECT-7A-HP OfficeJet");
        office.announces(printer, "10.20.3.16", "urn:schemas-upnp-org:device:Printer:1");
        office.claim(printer, "192.168.223.1");
        office.claim(printer, "10.20.3.16");
    }

    private static void localSwitching(Office office) {
        office.asks(MANAGED_AP, "10.20.3.17", "library-ap", null);
        office.equipment(MANAGED_AP, "library-ap", "ArubaOS", Capability.ACCESS_POINT);
        office.beacon(new Mac(MANAGED_AP.bits() + 2), "school");
        office.claim(MANAGED_AP, "10.20.3.17");
        var port = new Telling.RelayPort("Gi1/0/9", "closet-2");
        office.asks(MANAGED_AP, MANAGED_AP, "10.20.3.17", "library-ap", null, port);
        for (int i = 0; i < 6; i++) {
            Mac pupil = new Mac(0x0a0000000100L + i);
            office.asks(pupil, pupil, "10.20.5." + (i + 1), null, null, port);
            office.stationHeard(new Mac(MANAGED_AP.bits() + 2), pupil);
            office.syn(pupil, "10.20.5." + (i + 1), 64, IPHONE);
        }
    }

    private static void tunnelled(Office office) {
        office.asks(MANAGED_AP, "10.20.3.18", "gym-ap", null);
        office.flow(MANAGED_AP, "10.20.3.18", EVERYBODY, "255.255.255.255", CAPWAP, null, 0, null);
        office.equipment(MANAGED_AP, "gym-ap", "ArubaOS", Capability.ACCESS_POINT);
        office.flow(MANAGED_AP, "10.20.3.18", CONTROLLER, "10.20.0.8", CAPWAP, null);
        office.flow(
                MANAGED_AP,
                "10.20.3.18",
                CONTROLLER,
                "10.20.0.8",
                Protocol.named("gre", Category.NETWORK),
                null);
        // Its first question, to everybody, ends unanswered; its controller answered elsewhere.
        office.flow(
                MANAGED_AP,
                "10.20.3.18",
                EVERYBODY,
                "255.255.255.255",
                CAPWAP,
                null,
                0,
                EndReason.IDLE);
    }

    private static void guestNat(Office office) {
        office.equipment(CONTROLLER, "wlc-1", "ArubaOS", Capability.ROUTER);
        for (int i = 0; i < 12; i++) {
            office.syn(
                    CONTROLLER, "10.20.0.8", i % 2 == 0 ? 63 : 127, i % 2 == 0 ? IPHONE : WINDOWS);
        }
    }

    private static void layer3Switch(Office office) {
        for (int i = 0; i < 20; i++) {
            office.syn(SWITCH_PORT, "10.20.1." + (i % 10 + 1), i % 2 == 0 ? 127 : 63, WINDOWS);
        }
        office.equipment(SWITCH_PORT, "core", "Cisco IOS", Capability.BRIDGE, Capability.ROUTER);
    }

    private static void loadBalancer(Office office) {
        Mac balancer = Mac.parse("00:01:d7:00:00:08");
        for (int i = 0; i < 30; i++) {
            office.claim(balancer, "10.20.6." + (i + 1));
            office.syn(balancer, "10.20.6." + (i + 1), 255, ANDROID);
        }
    }

    private static void traceroute(Office office) {
        for (int hops = 1; hops <= 30; hops++) {
            office.syn(LAPTOP, "10.20.3.19", hops, WINDOWS);
        }
        office.syn(LAPTOP, "10.20.3.19", 128, WINDOWS);
    }

    private static void temporaryAddresses(Office office) {
        for (int i = 0; i < 40; i++) {
            String address = "2001:db8:20::" + Integer.toHexString(i + 16);
            office.claim(LAPTOP, address);
            office.syn(LAPTOP, address, 128, WINDOWS);
        }
    }

    private static void privateMacs(Office office) {
        for (int i = 0; i < 100; i++) {
            Mac phone = new Mac(0x0e0000000000L + i * 7919L);
            office.asks(phone, "10.20.7." + (i + 1), null, "android-dhcp-14");
            office.syn(phone, "10.20.7." + (i + 1), 64, i % 2 == 0 ? ANDROID : IPHONE);
        }
    }

    private static void afterHotspot(Office office) {
        Mac phone = Mac.parse("00:21:e9:00:00:0a");
        office.asks(phone, "172.20.10.3", "anas-ipad", null);
        office.see(
                new Sighting.AddressClaimed(
                        office.frame(
                                phone,
                                EVERYBODY,
                                Address.parse("172.20.10.3"),
                                Address.parse("172.20.10.1")),
                        phone.bits(),
                        Address.parse("172.20.10.3"),
                        Manner.ASKS,
                        Address.parse("172.20.10.1"),
                        false));
        office.asks(phone, "10.20.3.20", "anas-ipad", null);
    }

    private static void emulator(Office office) {
        office.asks(ROUTER, "10.20.3.21", "dev-dock", "MSFT 5.0");
        for (int i = 0; i < 10; i++) {
            office.flow(
                    ROUTER,
                    "10.20.3.21",
                    GATEWAY,
                    "203.0.113.10",
                    Protocol.HTTP,
                    i % 2 == 0 ? "Mozilla/5.0 (Windows NT 10.0)" : "Dalvik/2.1.0 (Android 14)");
        }
    }

    private static void rootChange(Office office) {
        Mac bridge = Mac.parse("00:00:0c:00:07:00");
        office.bridge(SWITCH_PORT, 0x8000, bridge);
        office.bridge(SWITCH_PORT, 0x1000, bridge);
        // Another port of the same switch, and a tree for each VLAN.
        office.bridge(new Mac(SWITCH_PORT.bits() + 1), 0x8014, bridge);
    }

    @ParameterizedTest
    @MethodSource("all")
    void is_no_case_where_nothing_is_declared(LookAlike one) {
        Office office = Office.with(TapKind.ACCESS, Map.of());
        quiet(office, one);
    }

    @ParameterizedTest
    @MethodSource("all")
    void is_no_case_where_the_office_declared_its_equipment(LookAlike one) {
        Office office =
                Office.with(
                        TapKind.ACCESS,
                        Map.of(
                                Role.ROUTER,
                                Set.of(
                                        GATEWAY.toString(),
                                        SECOND_GATEWAY.toString(),
                                        VRRP.toString(),
                                        SWITCH_PORT.toString(),
                                        CONTROLLER.toString()),
                                Role.DHCP_SERVER,
                                Set.of(GATEWAY_ADDRESS, "00:15:5d:00:00:02"),
                                Role.SWITCH,
                                Set.of("00:00:0c:00:07:00"),
                                Role.ACCESS_POINT,
                                Set.of(MANAGED_AP.toString()),
                                Role.WLAN_CONTROLLER,
                                Set.of("10.20.0.8")));
        quiet(office, one);
    }

    private static void quiet(Office office, LookAlike one) {
        one.early().accept(office);
        office.everyday();
        one.does().accept(office);
        assertThat(office.cases()).isEmpty();
    }
}
