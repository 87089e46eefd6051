package org.tapwarden.detector.forgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.forgery.Story.guilty;
import static org.tapwarden.detector.forgery.Story.innocent;
import static org.tapwarden.detector.forgery.Wire.ALL;
import static org.tapwarden.detector.forgery.Wire.ANNA;
import static org.tapwarden.detector.forgery.Wire.ANNA_IP;
import static org.tapwarden.detector.forgery.Wire.EVE_IP;
import static org.tapwarden.detector.forgery.Wire.GATEWAY;
import static org.tapwarden.detector.forgery.Wire.GATEWAY_IP;
import static org.tapwarden.detector.forgery.Wire.SERVER;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

class BorrowedVoicesTest {

    private static final String SOMEWHERE = "address-spoofing students";
    private static final Address ROUTER = Address.parse("fe80::1");
    private static final Address ROUTERS_ALL = Address.parse("ff02::1");
    private static final Address SECOND_GATEWAY = Address.parse("10.20.0.254");

    private static Wire advertises(Wire wire, int lifetime, String... prefixes) {
        return wire.see(
                new Sighting.RouterAdvertised(
                        wire.frame(GATEWAY, ALL, ROUTER, ROUTERS_ALL),
                        lifetime,
                        GATEWAY.bits(),
                        List.of(prefixes).stream().map(Address::parse).toList(),
                        List.of()));
    }

    private static Wire offers(Wire wire, Mac client, Address router) {
        return wire.dhcpReply(SERVER, 2, client, ANNA_IP, router);
    }

    static Stream<Story> stories() {
        return Stream.of(
                guilty(
                        "offers to nobody, with the server's MAC",
                        wire -> {
                            for (int i = 0; i < 1_000; i++) {
                                offers(wire, new Mac(0x0a0000000000L + i), GATEWAY_IP);
                            }
                        },
                        SOMEWHERE),
                guilty(
                        "the server's MAC sends clients to another gateway, by turns with the server",
                        wire -> {
                            for (int i = 0; i < 3; i++) {
                                wire.dhcp(ANNA, ANNA, 1, "anna", "MSFT 5.0");
                                offers(wire, ANNA, EVE_IP);
                                offers(wire, ANNA, Address.parse("10.20.0.99")).pause(30);
                            }
                        },
                        SOMEWHERE),
                guilty(
                        "the router is said to be none, again and again",
                        wire -> {
                            for (int i = 0; i < 4; i++) {
                                advertises(wire, 1_800, "fd20::").pause(5);
                                advertises(wire, 0).pause(5);
                            }
                        },
                        SOMEWHERE),
                guilty(
                        "a thousand advertisements with another prefix",
                        wire -> {
                            advertises(wire, 1_800, "fd20::");
                            for (int i = 0; i < 1_000; i++) {
                                advertises(wire, 1_800, "fd66::");
                            }
                        },
                        SOMEWHERE),
                innocent(
                        "a router program is started again",
                        wire -> {
                            advertises(wire, 1_800, "fd20::").pause(100);
                            advertises(wire, 0).pause(2);
                            for (int i = 0; i < 5; i++) {
                                advertises(wire, 1_800, "fd20::").pause(16);
                            }
                        }),
                innocent(
                        "a router gets another prefix",
                        wire -> {
                            for (int i = 0; i < 5; i++) {
                                advertises(wire, 1_800, "fd20::").pause(100);
                            }
                            for (int i = 0; i < 50; i++) {
                                advertises(wire, 1_800, "fd21::").pause(100);
                            }
                        }),
                innocent(
                        "a router answers each of many that were just started",
                        wire -> {
                            for (int i = 0; i < 200; i++) {
                                advertises(wire, 1_800, "fd20::").pause(0.1);
                            }
                        }),
                innocent(
                        "the server's settings are changed",
                        wire -> {
                            for (int i = 0; i < 5; i++) {
                                wire.dhcp(ANNA, ANNA, 1, "anna", "MSFT 5.0");
                                offers(wire, ANNA, GATEWAY_IP).pause(60);
                            }
                            for (int i = 0; i < 5; i++) {
                                wire.dhcp(ANNA, ANNA, 1, "anna", "MSFT 5.0");
                                offers(wire, ANNA, SECOND_GATEWAY).pause(60);
                            }
                        }),
                innocent(
                        "five hundred ask and are answered",
                        wire -> {
                            for (int i = 0; i < 500; i++) {
                                var client = new Mac(0x002170000000L + i);
                                wire.dhcp(client, client, 1, "pc-" + i, "MSFT 5.0");
                                offers(wire, client, GATEWAY_IP).probes(client, ANNA_IP);
                                wire.pause(0.3);
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void voices(Story story) {
        Wire wire = Wire.access().morning();
        story.plays().accept(wire);
        assertThat(wire.cases()).isEqualTo(story.cases());
        assertThat(wire.asked()).allSatisfy(asked -> assertThat(asked.macs()).isEmpty());
    }

    @Test
    void a_server_may_send_some_to_the_second_gateway_that_the_office_declared() {
        var wire = new Wire(TapKind.ACCESS, Map.of(Role.ROUTER, Set.of(SECOND_GATEWAY.toString())));
        wire.morning().announces(Mac.parse("3c:08:f6:00:7f:02"), SECOND_GATEWAY);
        for (int i = 0; i < 5; i++) {
            wire.dhcp(ANNA, ANNA, 1, "anna", "MSFT 5.0");
            offers(wire, ANNA, i % 2 == 0 ? GATEWAY_IP : SECOND_GATEWAY).pause(30);
        }
        assertThat(wire.cases()).isEmpty();
    }

    @Test
    void made_up_servers_find_no_more_room_than_there_is() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < 2 * BorrowedVoices.CAPACITY; i++) {
            wire.dhcpReply(new Mac(0x0a0000000000L + i), 2, ANNA, ANNA_IP, GATEWAY_IP);
        }
        assertThat(wire.sensor().counters().get("server_voices"))
                .isLessThanOrEqualTo(BorrowedVoices.CAPACITY);
        assertThat(wire.sensor().counters().get("server_voices_refused")).isPositive();
    }
}
