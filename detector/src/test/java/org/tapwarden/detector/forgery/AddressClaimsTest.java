package org.tapwarden.detector.forgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.forgery.Story.guilty;
import static org.tapwarden.detector.forgery.Story.innocent;
import static org.tapwarden.detector.forgery.Wire.ALL;
import static org.tapwarden.detector.forgery.Wire.ANNA;
import static org.tapwarden.detector.forgery.Wire.ANNA_IP;
import static org.tapwarden.detector.forgery.Wire.BEN;
import static org.tapwarden.detector.forgery.Wire.BEN_IP;
import static org.tapwarden.detector.forgery.Wire.EVE;
import static org.tapwarden.detector.forgery.Wire.EVE_IP;
import static org.tapwarden.detector.forgery.Wire.GATEWAY;
import static org.tapwarden.detector.forgery.Wire.GATEWAY_IP;
import static org.tapwarden.detector.forgery.Wire.SERVER;
import static org.tapwarden.detector.forgery.Wire.SERVER_IP;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.segment.TapKind;

class AddressClaimsTest {

    private static final String BY_EVE = "address-spoofing " + EVE;
    private static final String SOMEWHERE = "address-spoofing students";
    private static final Mac VRRP = Mac.parse("00:00:5e:00:01:0a");
    private static final Mac HSRP = Mac.parse("00:00:0c:07:ac:01");
    private static final Mac SPARE = Mac.parse("3c:08:f6:7f:00:01");
    private static final Address ROUTER_6 = Address.parse("fe80::1");
    private static final Address ANNA_6 = Address.parse("fe80::a");

    static Stream<Story> stories() {
        return Stream.of(
                guilty(
                        "unasked ARP answers to one laptop, each two seconds",
                        wire -> {
                            for (int i = 0; i < 5; i++) {
                                wire.answers(EVE, ANNA, GATEWAY_IP).pause(2);
                            }
                        },
                        BY_EVE),
                guilty(
                        "just after the gateway had answered the laptop",
                        wire -> {
                            wire.asks(ANNA, ANNA_IP, GATEWAY_IP).answers(GATEWAY, ANNA, GATEWAY_IP);
                            for (int i = 0; i < 5; i++) {
                                wire.answers(EVE, ANNA, GATEWAY_IP).pause(0.1);
                            }
                        },
                        BY_EVE),
                guilty(
                        "neighbour advertisements to one, said to be for all",
                        wire -> {
                            wire.announces(GATEWAY, ROUTER_6);
                            for (int i = 0; i < 3; i++) {
                                wire.claims(EVE, ANNA, EVE, ROUTER_6, Manner.ANNOUNCES, null);
                            }
                        },
                        BY_EVE),
                guilty(
                        "both ends of a conversation, once each",
                        wire -> wire.answers(EVE, ANNA, GATEWAY_IP).answers(EVE, GATEWAY, ANNA_IP),
                        BY_EVE),
                guilty(
                        "announcements to all while the gateway still speaks",
                        wire -> {
                            for (int i = 0; i < 4; i++) {
                                wire.announces(EVE, GATEWAY_IP).pause(5);
                                wire.asks(GATEWAY, GATEWAY_IP, ANNA_IP).pause(5);
                            }
                        },
                        BY_EVE),
                guilty(
                        "questions that carry the gateway's address",
                        wire -> {
                            for (int i = 0; i < 3; i++) {
                                wire.asks(EVE, GATEWAY_IP, ANNA_IP).pause(5);
                                wire.asks(GATEWAY, GATEWAY_IP, BEN_IP).pause(5);
                            }
                        },
                        BY_EVE),
                guilty(
                        "an answer beside each true one",
                        wire -> {
                            for (int i = 0; i < 3; i++) {
                                wire.asks(ANNA, ANNA_IP, GATEWAY_IP);
                                wire.answers(EVE, ANNA, GATEWAY_IP);
                                wire.answers(GATEWAY, ANNA, GATEWAY_IP).pause(20);
                            }
                        },
                        BY_EVE),
                guilty(
                        "neighbour advertisements nobody asked for",
                        wire -> {
                            wire.announces(GATEWAY, ROUTER_6);
                            for (int i = 0; i < 3; i++) {
                                wire.answers(EVE, ANNA, ROUTER_6).pause(1);
                            }
                        },
                        BY_EVE),
                guilty(
                        "neighbour advertisements that race the router's",
                        wire -> {
                            wire.announces(GATEWAY, ROUTER_6);
                            for (int i = 0; i < 3; i++) {
                                wire.asks(ANNA, ANNA_6, ROUTER_6);
                                wire.answers(EVE, ANNA, ROUTER_6);
                                wire.answers(GATEWAY, ANNA, ROUTER_6).pause(10);
                            }
                        },
                        BY_EVE),
                guilty(
                        "the gateway's address claimed in frames with the gateway's own MAC",
                        wire -> {
                            for (int i = 0; i < 1_000; i++) {
                                wire.claims(GATEWAY, ANNA, EVE, GATEWAY_IP, Manner.ANSWERS, null);
                            }
                        },
                        SOMEWHERE),
                guilty(
                        "the server's address claimed for the gateway's MAC, in frames from it",
                        wire -> {
                            for (int i = 0; i < 1_000; i++) {
                                wire.answers(GATEWAY, ANNA, SERVER_IP);
                            }
                        },
                        SOMEWHERE),
                guilty(
                        "the gateway's address claimed for the server's MAC, in frames from it",
                        wire -> {
                            for (int i = 0; i < 1_000; i++) {
                                wire.answers(SERVER, ANNA, GATEWAY_IP);
                            }
                        },
                        SOMEWHERE),
                guilty(
                        "a MAC that nobody ever had",
                        wire -> {
                            for (int i = 0; i < 3; i++) {
                                wire.claims(
                                        new Mac(0x0a0000000009L),
                                        ANNA,
                                        SPARE,
                                        GATEWAY_IP,
                                        Manner.ANSWERS,
                                        null);
                            }
                        },
                        SOMEWHERE),
                guilty(
                        "two laptops with one typed-in address",
                        wire -> {
                            for (int i = 0; i < 4; i++) {
                                wire.asks(SPARE, BEN_IP, GATEWAY_IP).pause(5);
                                wire.asks(BEN, BEN_IP, GATEWAY_IP).pause(5);
                            }
                        },
                        "address-conflict " + SPARE),
                guilty(
                        "two with one address that both answer the gateway",
                        wire -> {
                            for (int i = 0; i < 6; i++) {
                                wire.asks(SPARE, BEN_IP, GATEWAY_IP).pause(3);
                                wire.asks(GATEWAY, GATEWAY_IP, BEN_IP);
                                wire.answers(BEN, GATEWAY, BEN_IP);
                                wire.answers(SPARE, GATEWAY, BEN_IP).pause(3);
                            }
                        },
                        "address-conflict " + SPARE),
                innocent(
                        "a fail-over in a crowd: hundreds ask at once, and are answered late",
                        wire -> {
                            for (int round = 0; round < 5; round++) {
                                for (int i = 0; i < 300; i++) {
                                    wire.asks(
                                            new Mac(0x002170000000L + i),
                                            Address.parse(
                                                    "10.20." + (3 + i / 250) + "." + (1 + i % 250)),
                                            GATEWAY_IP);
                                }
                                wire.pause(0.2);
                                for (int i = 0; i < 300; i++) {
                                    var asker = new Mac(0x002170000000L + i);
                                    wire.answers(SPARE, asker, GATEWAY_IP);
                                }
                                wire.pause(10);
                            }
                        }),
                innocent(
                        "a fail-over: the spare announces, and the other is silent from then on",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                wire.announces(SPARE, GATEWAY_IP).pause(1);
                            }
                            for (int i = 0; i < 50; i++) {
                                wire.asks(ANNA, ANNA_IP, GATEWAY_IP);
                                wire.answers(SPARE, ANNA, GATEWAY_IP);
                                wire.asks(SPARE, GATEWAY_IP, BEN_IP).pause(10);
                            }
                        }),
                innocent(
                        "a planned fail-over, with the last words of the first",
                        wire -> {
                            wire.announces(SPARE, GATEWAY_IP).pause(0.1);
                            wire.asks(GATEWAY, GATEWAY_IP, ANNA_IP).pause(1);
                            wire.announces(SPARE, GATEWAY_IP).pause(1);
                            wire.announces(SPARE, GATEWAY_IP);
                        }),
                innocent(
                        "a fail-over and, an hour later, back",
                        wire -> {
                            wire.announces(SPARE, GATEWAY_IP).pause(3_600);
                            wire.asks(SPARE, GATEWAY_IP, ANNA_IP).pause(1);
                            wire.announces(GATEWAY, GATEWAY_IP).pause(1);
                            wire.announces(GATEWAY, GATEWAY_IP).pause(60);
                            wire.asks(GATEWAY, GATEWAY_IP, ANNA_IP);
                        }),
                innocent(
                        "virtual router MACs, by turns",
                        wire -> {
                            var shared = Address.parse("10.20.0.254");
                            wire.announces(HSRP, shared);
                            for (int i = 0; i < 10; i++) {
                                wire.announces(VRRP, shared).pause(5);
                                wire.announces(HSRP, shared).pause(5);
                            }
                        }),
                innocent(
                        "a virtual router answers when it is asked, and the router speaks, too",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                wire.asks(ANNA, ANNA_IP, GATEWAY_IP);
                                wire.answers(VRRP, ANNA, GATEWAY_IP).pause(5);
                                wire.asks(GATEWAY, GATEWAY_IP, ANNA_IP).pause(5);
                            }
                        }),
                innocent(
                        "an address that the server leases to another afterwards",
                        wire -> {
                            wire.joins(SPARE, BEN_IP, "new").pause(1);
                            for (int i = 0; i < 5; i++) {
                                wire.asks(SPARE, BEN_IP, GATEWAY_IP).pause(5);
                            }
                        }),
                innocent(
                        "proxy ARP for addresses that are elsewhere",
                        wire -> {
                            for (int i = 1; i < 200; i++) {
                                Address far = Address.parse("10.20.77." + i);
                                wire.asks(ANNA, ANNA_IP, far).answers(GATEWAY, ANNA, far);
                            }
                        }),
                innocent(
                        "a sleep proxy speaks for a sleeping computer, which wakes and sleeps",
                        wire -> {
                            for (int i = 0; i < 5; i++) {
                                wire.announces(SPARE, ANNA_IP).pause(1);
                                wire.asks(BEN, BEN_IP, ANNA_IP).answers(SPARE, BEN, ANNA_IP);
                                wire.pause(900).announces(ANNA, ANNA_IP).pause(300);
                            }
                        }),
                innocent(
                        "two network cards of one machine",
                        wire -> {
                            var second = new Mac(ANNA.bits() + 1);
                            for (int i = 0; i < 10; i++) {
                                wire.asks(BEN, BEN_IP, ANNA_IP).answers(second, BEN, ANNA_IP);
                                wire.asks(ANNA, ANNA_IP, GATEWAY_IP).pause(5);
                            }
                        }),
                innocent(
                        "a docking station: another card, the first one is silent",
                        wire -> {
                            wire.probes(SPARE, ANNA_IP).announces(SPARE, ANNA_IP);
                            for (int i = 0; i < 20; i++) {
                                wire.asks(SPARE, ANNA_IP, GATEWAY_IP).pause(5);
                            }
                        }),
                innocent(
                        "somebody probes whether an address is free, and hears that it is not",
                        wire -> {
                            for (int i = 0; i < 5; i++) {
                                wire.probes(EVE, ANNA_IP).answers(ANNA, EVE, ANNA_IP).pause(5);
                            }
                        }),
                innocent(
                        "an access point answers with its station's MAC",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                wire.claims(SPARE, BEN, ANNA, ANNA_IP, Manner.ANSWERS, null);
                                wire.pause(1);
                            }
                        }),
                innocent(
                        "one contrary answer, and nothing else",
                        wire -> wire.answers(EVE, ANNA, GATEWAY_IP)));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void claims(Story story) {
        Wire wire = Wire.access().morning();
        assertThat(wire.cases()).isEmpty();
        story.plays().accept(wire);
        assertThat(wire.cases()).isEqualTo(story.cases());
    }

    @ParameterizedTest
    @EnumSource(
            value = TapKind.class,
            names = {"ROUTED", "OUTSIDE_NAT", "UNDECLARED"})
    void where_the_tap_does_not_show_devices_nothing_is_said(TapKind tap) {
        Wire wire = new Wire(tap, Map.of()).morning();
        for (int i = 0; i < 10; i++) {
            wire.answers(EVE, ANNA, GATEWAY_IP);
        }
        assertThat(wire.cases()).isEmpty();
    }

    /// Two nodes of a cluster that cannot agree are a conflict of the office's own.
    @Test
    void approved_devices_that_flap_are_a_conflict_and_no_forgery() {
        Wire wire = Wire.access().morning();
        wire.sensor().approved(Map.of(SPARE.bits(), Standing.APPROVED));
        wire.asks(SPARE, Address.parse("10.20.0.9"), ANNA_IP);
        for (int i = 0; i < 5; i++) {
            wire.announces(SPARE, SERVER_IP).pause(4).announces(SERVER, SERVER_IP).pause(4);
        }
        assertThat(wire.cases()).containsExactly("address-conflict " + SPARE);
    }

    /// Whoever comes back after a fail-over is not the one in question.
    @Test
    void a_gateway_that_was_silent_for_long_is_not_accused_by_its_forger() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < 90; i++) {
            wire.announces(EVE, GATEWAY_IP).pause(10);
        }
        for (int i = 0; i < 5; i++) {
            wire.asks(GATEWAY, GATEWAY_IP, ANNA_IP).pause(5);
            wire.announces(EVE, GATEWAY_IP).pause(5);
        }
        assertThat(wire.cases()).containsExactly(BY_EVE);
    }

    /// A forged lease of the gateway's address does not make the forger its holder.
    @Test
    void nobody_becomes_the_gateway_by_a_lease() {
        Wire wire = Wire.access().morning();
        wire.dhcpReply(SERVER, 5, EVE, GATEWAY_IP, GATEWAY_IP);
        for (int i = 0; i < 3; i++) {
            wire.answers(EVE, ANNA, GATEWAY_IP).pause(1);
        }
        wire.asks(GATEWAY, GATEWAY_IP, ANNA_IP).pause(5).asks(GATEWAY, GATEWAY_IP, ANNA_IP);
        assertThat(wire.cases()).containsExactly(BY_EVE);
    }

    /// Router advertisements in the router's name, from another MAC.
    @Test
    void the_link_address_of_a_router_is_an_address_like_others() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < 4; i++) {
            for (Mac mac : List.of(GATEWAY, EVE)) {
                wire.see(
                        new Sighting.RouterAdvertised(
                                wire.frame(mac, ALL, ROUTER_6, Address.parse("ff02::1")),
                                1_800,
                                mac.bits(),
                                List.of(),
                                List.of()));
                wire.pause(10);
            }
        }
        assertThat(wire.cases()).contains(BY_EVE).noneMatch(c -> c.contains(GATEWAY.toString()));
    }

    @Test
    void a_thousand_forged_frames_are_one_case_that_never_proposes_the_gateway() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < 1_000; i++) {
            wire.answers(GATEWAY, ANNA, SERVER_IP).answers(SERVER, ANNA, GATEWAY_IP).pause(0.05);
        }
        assertThat(wire.cases()).containsExactly(SOMEWHERE);
        assertThat(wire.alerts()).hasSizeLessThan(4);
        assertThat(wire.alerts().getFirst().evidence().getFirst())
                .contains(SERVER_IP.toString(), "switches' tables");
        assertThat(wire.alerts().getLast().evidence())
                .anyMatch(e -> e.contains(SERVER_IP + " belongs to " + SERVER))
                .anyMatch(e -> e.contains(GATEWAY_IP + " belongs to " + GATEWAY));
        assertThat(wire.asked()).allSatisfy(asked -> assertThat(asked.macs()).isEmpty());
    }

    @Test
    void claims_to_made_up_addresses_do_not_displace_an_approved_holder() {
        Wire wire = Wire.access();
        var approved = new HashMap<Long, Standing>();
        approved.put(GATEWAY.bits(), Standing.APPROVED);
        wire.sensor().approved(approved);
        wire.morning();
        int flood = AddressClaims.CAPACITY;
        for (int i = 0; i < flood; i++) {
            wire.announces(
                    new Mac(0x0a0000000000L + i),
                    new Address(0xfd20_0000_0000_0000L, 0x1_0000L + i));
        }
        Map<String, Long> counters = wire.sensor().counters();
        assertThat(counters.get("address_holdings")).isLessThanOrEqualTo(AddressClaims.CAPACITY);
        assertThat(counters.get("address_holdings_refused")).isPositive();
        for (int i = 0; i < 3; i++) {
            wire.answers(EVE, ANNA, GATEWAY_IP);
        }
        assertThat(wire.cases()).contains(BY_EVE);
    }

    @Test
    void of_very_many_forgers_a_few_are_named_and_the_rest_are_one_case() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < 100; i++) {
            var forger = new Mac(0x0021_7000_0100L + 64L * i);
            wire.asks(forger, Address.parse("10.20.9." + i), ANNA_IP);
            for (int j = 0; j < 3; j++) {
                wire.answers(forger, ANNA, GATEWAY_IP);
            }
        }
        assertThat(wire.cases()).hasSize(21).contains(SOMEWHERE);
        assertThat(wire.sensor().counters().get("address_accusations_held_back")).isPositive();
    }

    @Test
    void a_story_heard_twice_is_the_same_story() {
        Set<String> first = null;
        for (int i = 0; i < 2; i++) {
            Wire wire = Wire.access().morning();
            stories().forEach(story -> story.plays().accept(wire));
            if (first != null) {
                assertThat(wire.cases()).isEqualTo(first);
            }
            first = wire.cases();
        }
    }

    @Test
    void eves_own_address_is_hers() {
        Wire wire = Wire.access().morning();
        wire.asks(EVE, EVE_IP, ANNA_IP).answers(ANNA, EVE, ANNA_IP);
        assertThat(wire.cases()).isEmpty();
    }
}
