package org.tapwarden.detector.forgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.forgery.Wire.ALL;
import static org.tapwarden.detector.forgery.Wire.ANNA;
import static org.tapwarden.detector.forgery.Wire.ANNA_IP;
import static org.tapwarden.detector.forgery.Wire.EVE;
import static org.tapwarden.detector.forgery.Wire.EVE_IP;
import static org.tapwarden.detector.forgery.Wire.GATEWAY;
import static org.tapwarden.detector.forgery.Wire.GATEWAY_IP;
import static org.tapwarden.detector.forgery.Wire.SERVER;
import static org.tapwarden.detector.forgery.Wire.SERVER_IP;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.place.Located;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

/// A thousand forged ARP, DHCP and RA frames with the gateway's and the server's MAC: who is
/// accused, and where they say the forger is.
class ForgersPlaceTest {

    private static final Map<Role, Set<String>> DECLARED =
            Map.of(
                    Role.ROUTER, Set.of(GATEWAY.toString()),
                    Role.DHCP_SERVER, Set.of(SERVER.toString()));

    private static final String SEGMENT = "address-spoofing students";

    private static void arp(Wire wire, Mac with) {
        wire.claims(
                with,
                ANNA,
                EVE,
                with.equals(GATEWAY) ? GATEWAY_IP : SERVER_IP,
                Manner.ANSWERS,
                null);
    }

    private static void offer(Wire wire, Mac with, int number) {
        wire.told(
                with,
                ALL,
                SERVER_IP,
                ANNA_IP,
                new Telling.DhcpReply(
                        0x0a00_0000_0000L + number,
                        2,
                        SERVER_IP,
                        ANNA_IP,
                        null,
                        EVE_IP,
                        EVE_IP,
                        3_600));
    }

    private static void route(Wire wire, Mac with) {
        Address sender = Address.parse("fe80::1");
        wire.see(
                new Sighting.RouterAdvertised(
                        wire.frame(with, ALL, sender, Address.parse("ff02::1")),
                        1_800,
                        EVE.bits(),
                        List.of(Address.parse("fd66::")),
                        List.of()));
    }

    /// The router says what is so, before and in between.
    private static void trueRoute(Wire wire) {
        Address sender = Address.parse("fe80::1");
        wire.see(
                new Sighting.RouterAdvertised(
                        wire.frame(GATEWAY, ALL, sender, Address.parse("ff02::1")),
                        1_800,
                        GATEWAY.bits(),
                        List.of(Address.parse("fd20::")),
                        List.of()));
    }

    private static Arguments thousand(String name, Mac with, Consumer<Wire> frame) {
        return Arguments.of(Named.of(name, frame), with);
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(GATEWAY, SERVER)
                .flatMap(with -> {
                    String whose =
                            with.equals(GATEWAY)
                                    ? " with the gateway's MAC"
                                    : " with the server's MAC";
                    int[] number = {0};
                    return Stream.of(
                            thousand("ARP" + whose, with, wire -> arp(wire, with)),
                            thousand("DHCP" + whose, with, wire -> offer(wire, with, number[0]++)),
                            thousand("RA" + whose, with, wire -> route(wire, with)));
                });
    }

    private static Wire office() {
        Wire wire = new Wire(TapKind.ACCESS, DECLARED).morning();
        for (int i = 0; i < 5; i++) {
            trueRoute(wire);
            wire.pause(20);
        }
        assertThat(wire.everything()).isEmpty();
        return wire;
    }

    private static Located at(Mac mac, String port, Wire wire) {
        return new Located(
                mac.bits(),
                new Place(
                        "closet-2",
                        port,
                        "Room 12",
                        0,
                        Place.Source.SNMP,
                        wire.nanos() / 1_000_000L - 40_000));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void is_said_to_be_spoofing_on_the_segment_with_the_port_and_never_the_owner(
            Consumer<Wire> frame, Mac with) {
        Wire wire = office();
        wire.sensor().located(List.of(at(with, "Gi1/0/7", wire), at(EVE, "Gi1/0/9", wire)));
        for (int i = 0; i < 1_000; i++) {
            frame.accept(wire);
            wire.pause(0.01);
        }
        assertThat(wire.cases()).containsExactly(SEGMENT);
        neitherGatewayNorServer(wire);
        List<String> evidence = wire.everything().getLast().evidence();
        assertThat(evidence)
                .anyMatch(e -> e.contains("MAC of the forged frames is at closet-2, port Gi1/0/7"))
                .anyMatch(e -> e.contains(EVE + " at closet-2, port Gi1/0/9 (Room 12) (snmp, "))
                .noneMatch(e -> e.contains("not observable here"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void where_nobody_knows_the_port_that_is_said(Consumer<Wire> frame, Mac with) {
        Wire wire = office();
        for (int i = 0; i < 1_000; i++) {
            frame.accept(wire);
            wire.pause(0.01);
        }
        assertThat(wire.cases()).containsExactly(SEGMENT);
        neitherGatewayNorServer(wire);
        assertThat(wire.everything().getLast().evidence())
                .anyMatch(e -> e.contains("which port they come from is not observable here"))
                .anyMatch(e -> e.contains(EVE + ", of which no port is known"))
                .noneMatch(e -> e.contains("closet-2"));
    }

    private static void neitherGatewayNorServer(Wire wire) {
        assertThat(wire.everything()).extracting(Alert::mac).containsOnly("");
        assertThat(wire.asked()).isNotEmpty().allSatisfy(a -> assertThat(a.macs()).isEmpty());
    }

    @Test
    void a_forger_with_a_mac_of_its_own_is_named_with_its_port() {
        Wire wire = office();
        wire.sensor().located(List.of(at(EVE, "Gi1/0/9", wire)));
        for (int i = 0; i < 1_000; i++) {
            wire.answers(EVE, ANNA, GATEWAY_IP).pause(0.05);
        }
        assertThat(wire.cases()).containsExactly("address-spoofing " + EVE);
        assertThat(wire.everything().getLast().evidence())
                .anyMatch(e -> e.startsWith("its frames come in at closet-2, port Gi1/0/9"));
    }

    @Test
    void a_port_that_becomes_known_later_is_added() {
        Wire wire = office();
        for (int i = 0; i < 40; i++) {
            arp(wire, GATEWAY);
            wire.pause(5);
            if (i == 20) {
                wire.sensor().located(List.of(at(GATEWAY, "Gi1/0/7", wire)));
            }
        }
        assertThat(wire.cases()).containsExactly(SEGMENT);
        assertThat(wire.everything().getLast().evidence())
                .anyMatch(e -> e.contains("not observable here"))
                .anyMatch(e -> e.contains("forged frames is at closet-2, port Gi1/0/7"));
    }
}
