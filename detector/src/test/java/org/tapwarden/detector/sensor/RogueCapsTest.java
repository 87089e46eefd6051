package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.sensor.Office.GATEWAY;
import static org.tapwarden.detector.sensor.Office.GATEWAY_ADDRESS;
import static org.tapwarden.detector.sensor.Office.LAPTOP;
import static org.tapwarden.detector.sensor.Office.PREFIX;
import static org.tapwarden.detector.sensor.Office.WINDOWS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Sighting.Capability;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.segment.TapKind;

/// What detectors of rogue equipment remember has an end, and whoever goes beyond it is counted.
class RogueCapsTest {

    private static final long MADE_UP = 0x0a0000000000L;

    /// Does one thing under a number.
    private interface Doing {
        void with(Office office, int number);
    }

    /// @param most how often it is remembered; once more is one too many
    record Cap(String counter, int most, Doing doing) {
        @Override
        public String toString() {
            return counter;
        }
    }

    private static Mac mac(int number) {
        return new Mac(MADE_UP + number);
    }

    private static String address(int number) {
        return "10.20.%d.%d".formatted(number >> 8 & 255, number & 255);
    }

    private static void onWire(Office office, int number, Runnable does) {
        office.vlan = number + 1;
        does.run();
        office.vlan = -1;
    }

    static Stream<Cap> caps() {
        return Stream.of(
                new Cap(
                        "dhcp_wires_displaced",
                        8_192,
                        (office, n) -> onWire(office, n, () -> offer(office, LAPTOP))),
                new Cap("dhcp_servers_refused", 16, (office, n) -> offer(office, mac(n))),
                new Cap(
                        "dhcpv6_wires_displaced",
                        8_192,
                        (office, n) -> onWire(office, n, () -> reply(office, LAPTOP))),
                new Cap("dhcpv6_servers_refused", 16, (office, n) -> reply(office, mac(n))),
                new Cap(
                        "ra_wires_displaced",
                        8_192,
                        (office, n) ->
                                onWire(
                                        office,
                                        n,
                                        () -> office.advertise(GATEWAY, "fe80::1", 9, PREFIX))),
                new Cap(
                        "ra_routers_refused",
                        16,
                        (office, n) -> office.advertise(mac(n), "fe80::1:" + n, 9, PREFIX)),
                new Cap(
                        "bridge_wires_displaced",
                        8_192,
                        (office, n) -> onWire(office, n, () -> office.bridge(LAPTOP, 1, LAPTOP))),
                new Cap("bridges_refused", 64, (office, n) -> office.bridge(mac(n), 1, mac(n))),
                new Cap(
                        "stack_addresses_displaced",
                        50_000,
                        (office, n) -> office.syn(mac(n), address(n), 128, WINDOWS)),
                new Cap(
                        "repeaters_displaced",
                        20_000,
                        (office, n) -> office.asks(mac(n), LAPTOP, "10.20.0.9", null, null, null)),
                new Cap(
                        "relay_ports_displaced",
                        20_000,
                        (office, n) ->
                                office.asks(
                                        LAPTOP,
                                        LAPTOP,
                                        "10.20.0.9",
                                        null,
                                        null,
                                        new Telling.RelayPort("port " + n, "closet"))),
                new Cap(
                        "radio_makers_displaced",
                        4_096,
                        (office, n) -> office.beacon(new Mac(MADE_UP + ((long) n << 24)), "a")),
                new Cap("radio_networks_refused", 256, (office, n) -> office.beacon(mac(n), "a")),
                new Cap(
                        "radio_stations_displaced",
                        20_000,
                        (office, n) -> office.stationHeard(LAPTOP, mac(n))),
                new Cap(
                        "radios_beside_displaced",
                        20_000,
                        (office, n) -> {
                            // A network of a maker of its own, and a wire beside it.
                            Mac one = new Mac(MADE_UP + ((long) (n / 200) << 24) + 20L * n);
                            office.beacon(new Mac(one.bits() + 1), "a");
                            office.claim(one, address(n));
                        }),
                new Cap(
                        "managed_points_displaced",
                        20_000,
                        (office, n) ->
                                office.flow(
                                        mac(n),
                                        address(n),
                                        GATEWAY,
                                        "203.0.113.7",
                                        Protocol.named("capwap", Category.NETWORK),
                                        null)),
                new Cap(
                        "proposals_refused",
                        2_000,
                        (office, n) ->
                                office.equipment(mac(n), "ap", "", Capability.ACCESS_POINT)));
    }

    private static void offer(Office office, Mac server) {
        office.answers(
                server, GATEWAY_ADDRESS, LAPTOP, "10.20.0.9", GATEWAY_ADDRESS, GATEWAY_ADDRESS);
    }

    private static void reply(Office office, Mac server) {
        office.tell(
                server,
                "fe80::7",
                new Telling.Dhcpv6Message(
                        7, "0001", "0002", List.of(Address.parse("2001:db8:20::7"))));
    }

    @ParameterizedTest
    @MethodSource("caps")
    void one_more_than_is_remembered_is_counted(Cap cap) {
        Office office = Office.with(TapKind.ACCESS, Map.of());
        office.claim(LAPTOP, "10.20.255.9");
        if (cap.counter().startsWith("radios")) {
            office.wait(Duration.ofMinutes(2));
        }
        for (int number = 0; number < cap.most(); number++) {
            cap.doing().with(office, number);
        }
        assertThat(office.sensor.counters()).containsEntry(cap.counter(), 0L);
        cap.doing().with(office, cap.most());
        assertThat(office.sensor.counters().get(cap.counter())).isPositive();
    }
}
