package org.tapwarden.detector.forgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.forgery.Story.guilty;
import static org.tapwarden.detector.forgery.Story.innocent;
import static org.tapwarden.detector.forgery.Wire.ALL;
import static org.tapwarden.detector.forgery.Wire.ANNA;
import static org.tapwarden.detector.forgery.Wire.ANNA_IP;
import static org.tapwarden.detector.forgery.Wire.BEN;
import static org.tapwarden.detector.forgery.Wire.BEN_IP;
import static org.tapwarden.detector.forgery.Wire.GATEWAY;
import static org.tapwarden.detector.forgery.Wire.GATEWAY_IP;
import static org.tapwarden.detector.forgery.Wire.SERVER;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Devices.Standing;

class ClonedMacsTest {

    private static final String ANNA_TWICE = "mac-cloning " + ANNA;
    private static final long WINDOWS = 0x2134114L;
    private static final long LINUX = 0x24813L;

    private static void relayed(Wire wire, String port) {
        wire.told(
                SERVER,
                GATEWAY,
                Address.parse("10.20.0.1"),
                Wire.SERVER_IP,
                new Telling.DhcpRequest(
                        ANNA.bits(),
                        3,
                        "anna",
                        "MSFT 5.0",
                        "1,3,6",
                        null,
                        null,
                        GATEWAY_IP,
                        new Telling.RelayPort(port, "switch-7")));
    }

    static Stream<Story> stories() {
        return Stream.of(
                guilty(
                        "two clients ask under one MAC by turns",
                        wire -> {
                            for (int i = 0; i < 2; i++) {
                                wire.dhcp(ANNA, ANNA, 3, "anna", "MSFT 5.0").pause(20);
                                wire.dhcp(ANNA, ANNA, 3, "kali", "dhcpcd-9").pause(20);
                            }
                        },
                        ANNA_TWICE),
                guilty(
                        "two systems open connections from one address by turns",
                        wire -> {
                            for (int i = 0; i < 6; i++) {
                                wire.syn(ANNA, ANNA_IP, 128, WINDOWS).pause(1);
                                wire.syn(ANNA, ANNA_IP, 64, LINUX).pause(1);
                            }
                        },
                        ANNA_TWICE),
                guilty(
                        "the same, where the tap did not keep TCP's options",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                wire.syn(ANNA, ANNA_IP, 128, 0).pause(1);
                                wire.syn(ANNA, ANNA_IP, 64, 0).pause(1);
                            }
                        },
                        ANNA_TWICE),
                guilty(
                        "two ports of switches by turns, as a relay says",
                        wire -> {
                            for (int i = 0; i < 4; i++) {
                                relayed(wire, "Gi1/0/3");
                                wire.pause(5);
                                relayed(wire, "Gi1/0/17");
                                wire.pause(5);
                            }
                        },
                        ANNA_TWICE),
                innocent(
                        "another system is started, and an hour later the first again",
                        wire -> {
                            wire.dhcp(ANNA, ANNA, 3, "anna", "MSFT 5.0").pause(120);
                            wire.dhcp(ANNA, ANNA, 3, "anna-linux", "dhcpcd-9").pause(3_600);
                            wire.dhcp(ANNA, ANNA, 3, "anna", "MSFT 5.0");
                        }),
                innocent(
                        "the network card starts first, then an installer, again and again",
                        wire -> {
                            for (int i = 0; i < 4; i++) {
                                wire.dhcp(ANNA, ANNA, 1, "pxe", "PXEClient:Arch:00007").pause(20);
                                wire.dhcp(ANNA, ANNA, 3, "initrd", "udhcp 1.35.0").pause(20);
                                wire.dhcp(ANNA, ANNA, 3, "anna", "MSFT 5.0").pause(40);
                            }
                        }),
                innocent(
                        "a device gets another name",
                        wire -> {
                            wire.dhcp(ANNA, ANNA, 3, "desktop-7x", "MSFT 5.0").pause(30);
                            wire.dhcp(ANNA, ANNA, 3, "anna", "MSFT 5.0").pause(30);
                            wire.dhcp(ANNA, ANNA, 3, "desktop-7x", "MSFT 5.0");
                        }),
                innocent(
                        "a program chooses its own time to live",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                wire.syn(ANNA, ANNA_IP, 64, LINUX).pause(1);
                                wire.syn(ANNA, ANNA_IP, 255, LINUX).pause(1);
                            }
                        }),
                innocent(
                        "a guest behind address translation, its time to live one below",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                wire.syn(ANNA, ANNA_IP, 128, WINDOWS).pause(1);
                                wire.syn(ANNA, ANNA_IP, 63, LINUX).pause(1);
                            }
                        }),
                innocent(
                        "a virtual machine with a MAC of its own",
                        wire -> {
                            var guest = Mac.parse("08:00:27:00:00:01");
                            wire.joins(guest, Address.parse("10.20.0.60"), "guest");
                            for (int i = 0; i < 10; i++) {
                                wire.syn(ANNA, ANNA_IP, 128, WINDOWS).pause(1);
                                wire.syn(guest, Address.parse("10.20.0.60"), 64, LINUX).pause(1);
                            }
                        }),
                innocent(
                        "a guest that shares the MAC over the air, with its own address",
                        wire -> {
                            var guest = Address.parse("10.20.0.61");
                            wire.asks(ANNA, guest, GATEWAY_IP);
                            for (int i = 0; i < 10; i++) {
                                wire.syn(ANNA, ANNA_IP, 128, WINDOWS).pause(1);
                                wire.syn(ANNA, guest, 64, LINUX).pause(1);
                            }
                        }),
                innocent(
                        "a system update: other options from then on",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                wire.syn(ANNA, ANNA_IP, 128, WINDOWS).pause(1);
                            }
                            for (int i = 0; i < 10; i++) {
                                wire.syn(ANNA, ANNA_IP, 64, LINUX).pause(1);
                            }
                        }),
                innocent(
                        "a phone walks to the next access point, and back after a while",
                        wire -> {
                            relayed(wire, "ap-1");
                            wire.pause(120);
                            relayed(wire, "ap-2");
                            wire.pause(120);
                            relayed(wire, "ap-1");
                        }));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void clones(Story story) {
        Wire wire = Wire.access().morning();
        story.plays().accept(wire);
        assertThat(wire.cases()).isEqualTo(story.cases());
    }

    @Test
    void a_client_on_two_segments_at_once_is_two() {
        Wire wire = Wire.tagged();
        var there = Address.parse("10.10.0.9");
        wire.onVlan(20).joins(ANNA, ANNA_IP, "anna");
        for (int i = 0; i < 10; i++) {
            wire.onVlan(20).asks(ANNA, ANNA_IP, GATEWAY_IP).pause(0.5);
            wire.onVlan(10).asks(ANNA, there, Address.parse("10.10.0.1")).pause(0.5);
        }
        assertThat(wire.cases()).containsExactly(ANNA_TWICE);
    }

    @Test
    void a_router_is_on_many_segments_and_a_client_moves_once() {
        Wire wire = Wire.tagged();
        wire.onVlan(20).joins(BEN, BEN_IP, "ben");
        for (int i = 0; i < 20; i++) {
            wire.onVlan(i % 2 == 0 ? 10 : 20);
            wire.claims(
                            GATEWAY,
                            ALL,
                            GATEWAY,
                            Address.parse(i % 2 == 0 ? "10.10.0.1" : "10.20.0.1"),
                            Manner.ANNOUNCES,
                            null)
                    .pause(0.2);
            wire.onVlan(i < 10 ? 20 : 10);
            wire.asks(BEN, i < 10 ? BEN_IP : Address.parse("10.10.0.4"), GATEWAY_IP);
        }
        assertThat(wire.cases()).isEmpty();
    }

    @Test
    void one_frame_mirrored_on_two_segments_is_one() {
        Wire wire = Wire.tagged();
        wire.onVlan(20).joins(ANNA, ANNA_IP, "anna");
        for (int i = 0; i < 20; i++) {
            wire.onVlan(20).asks(ANNA, ANNA_IP, GATEWAY_IP);
            wire.onVlan(10).asks(ANNA, ANNA_IP, GATEWAY_IP).pause(0.5);
        }
        assertThat(wire.cases()).isEmpty();
    }

    @Test
    void made_up_macs_do_not_displace_an_approved_one() {
        Wire wire = Wire.access();
        var approved = new HashMap<Long, Standing>();
        approved.put(ANNA.bits(), Standing.APPROVED);
        wire.sensor().approved(approved);
        wire.morning();
        wire.dhcp(ANNA, ANNA, 3, "anna", "MSFT 5.0");
        for (int i = 0; i < ClonedMacs.CAPACITY; i++) {
            var made = new Mac(0x0a0000000000L + i);
            wire.dhcp(made, made, 3, "x" + i, "dhcpcd-9");
        }
        Map<String, Long> counters = wire.sensor().counters();
        assertThat(counters.get("clone_watches")).isLessThanOrEqualTo(ClonedMacs.CAPACITY);
        assertThat(counters.get("clone_watches_refused")).isPositive();
        wire.dhcp(ANNA, ANNA, 3, "kali", "dhcpcd-9").dhcp(ANNA, ANNA, 3, "anna", "MSFT 5.0");
        assertThat(wire.cases()).contains(ANNA_TWICE);
    }
}
