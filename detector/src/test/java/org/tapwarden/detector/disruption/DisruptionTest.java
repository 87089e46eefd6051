package org.tapwarden.detector.disruption;

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
import static org.tapwarden.detector.forgery.Wire.WEB;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.forgery.Story;
import org.tapwarden.detector.forgery.Wire;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

/// What disrupts, beside what only looks like it.
class DisruptionTest {

    private static final int FLOOD = Boolean.getBoolean("tapwarden.whole") ? 2_000_000 : 500_000;

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SYN = 2;
    private static final int RST_ACK = 0x14;
    private static final int WHOLE = 0x1b;

    private static Mac mac(int i) {
        return new Mac(0x002170000000L + i);
    }

    private static Mac madeUp(int i) {
        return new Mac(0x0a0000000000L + i);
    }

    private static Address inside(int i) {
        return Address.parse("10.20." + (4 + i / 250) + "." + (1 + i % 250));
    }

    private static Address outside(int i) {
        return Address.parse("198.51." + (i / 250) + "." + (1 + i % 250));
    }

    private static FlowRecord.Traffic traffic(
            Wire wire, double seconds, long sent, long answered, int flags, int answerFlags) {
        return new FlowRecord.Traffic(
                wire.nanos() - (long) (seconds * 1e9),
                wire.nanos(),
                sent,
                100 * sent,
                answered,
                100 * answered,
                flags,
                answerFlags);
    }

    private static void refused(Wire wire, Mac from, Address source, Address to, int port) {
        wire.flow(
                from,
                GATEWAY,
                source,
                to,
                port,
                TCP,
                traffic(wire, 0, 1, 1, SYN, RST_ACK),
                EndReason.RESET);
    }

    private static void taken(Wire wire, Mac from, Address source, Address to, int port) {
        wire.flow(
                from,
                GATEWAY,
                source,
                to,
                port,
                TCP,
                traffic(wire, 1, 9, 9, WHOLE, WHOLE),
                EndReason.FINISHED);
    }

    private static void termStart(Wire wire, int devices, double seconds) {
        for (int i = 0; i < devices; i++) {
            wire.joins(mac(i), inside(i), "pc-" + i).pause(seconds / devices);
            wire.syn(mac(i), GATEWAY, inside(i), WEB, 128);
        }
    }

    static Stream<Story> starvation() {
        return Stream.of(
                guilty(
                        "one sender asks for hundreds of made-up clients",
                        wire -> {
                            for (int i = 0; i < 300; i++) {
                                wire.dhcp(EVE, madeUp(i), 1, null, null);
                            }
                        },
                        "dhcp-starvation " + EVE),
                guilty(
                        "the same in frames with the gateway's MAC",
                        wire -> {
                            for (int i = 0; i < 300; i++) {
                                wire.dhcp(GATEWAY, madeUp(i), 1, null, null);
                            }
                        },
                        "dhcp-starvation students"),
                guilty(
                        "each made-up client in a frame of its own MAC",
                        wire -> {
                            for (int i = 0; i < 1_200; i++) {
                                wire.dhcp(madeUp(i), madeUp(i), 1, null, null);
                            }
                        },
                        "dhcp-starvation students"),
                guilty(
                        "the same slowly, and each takes its address",
                        wire -> {
                            for (int i = 0; i < 500; i++) {
                                wire.dhcp(madeUp(i), madeUp(i), 3, null, null).pause(0.1);
                            }
                        },
                        "dhcp-starvation students"),
                innocent("five hundred devices within a minute", wire -> termStart(wire, 500, 60)),
                innocent("five hundred devices at once", wire -> termStart(wire, 500, 2)),
                innocent(
                        "a repeater asks for the twenty behind it",
                        wire -> {
                            for (int i = 0; i < 20; i++) {
                                wire.dhcp(BEN, mac(i), 1, "phone", "android-dhcp-14");
                            }
                        }),
                innocent(
                        "a dial-in server takes addresses in advance",
                        wire -> {
                            for (int i = 0; i < 100; i++) {
                                wire.dhcp(
                                        BEN, new Mac(0x5241_5320_0000L + i), 1, "ras", "MSFT 5.0");
                            }
                        }),
                innocent(
                        "a relay asks for hundreds",
                        wire -> {
                            for (int i = 0; i < 500; i++) {
                                wire.told(
                                        GATEWAY,
                                        SERVER,
                                        GATEWAY_IP,
                                        SERVER_IP,
                                        new Telling.DhcpRequest(
                                                mac(i).bits(),
                                                1,
                                                null,
                                                "MSFT 5.0",
                                                null,
                                                null,
                                                null,
                                                GATEWAY_IP));
                            }
                        }),
                innocent(
                        "one that gets no answer asks without end",
                        wire -> {
                            for (int i = 0; i < 2_000; i++) {
                                wire.dhcp(BEN, BEN, 1, "ben", "MSFT 5.0").pause(0.2);
                            }
                        }));
    }

    static Stream<Story> scans() {
        return Stream.of(
                guilty(
                        "asks for every address of a segment",
                        wire -> {
                            for (int i = 0; i < 254; i++) {
                                wire.asks(EVE, EVE_IP, inside(i));
                            }
                        },
                        "scan " + EVE),
                guilty(
                        "first packets to every host of a segment",
                        wire -> {
                            for (int i = 0; i < 254; i++) {
                                wire.syn(EVE, GATEWAY, EVE_IP, inside(i), 64).pause(0.1);
                            }
                        },
                        "scan " + EVE),
                guilty(
                        "every port of one host",
                        wire -> {
                            for (int port = 1; port < 200; port++) {
                                refused(wire, EVE, EVE_IP, BEN_IP, port);
                            }
                        },
                        "scan " + EVE),
                guilty(
                        "first packets to private addresses elsewhere",
                        wire -> {
                            for (int i = 0; i < 250; i++) {
                                Address there = Address.parse("10.30." + i + ".9");
                                wire.syn(EVE, GATEWAY, EVE_IP, there, 64);
                            }
                        },
                        "scan " + EVE),
                guilty(
                        "every port of one host, refused when the capture ends",
                        wire -> {
                            for (int port = 1; port < 200; port++) {
                                wire.flow(
                                        EVE,
                                        GATEWAY,
                                        EVE_IP,
                                        BEN_IP,
                                        port,
                                        TCP,
                                        traffic(wire, 0, 1, 1, SYN, RST_ACK),
                                        EndReason.CAPTURE_ENDED);
                            }
                        },
                        "scan " + EVE),
                innocent(
                        "connections that a capture cut short",
                        wire -> {
                            for (int port = 1; port < 200; port++) {
                                wire.flow(
                                        ANNA,
                                        GATEWAY,
                                        ANNA_IP,
                                        BEN_IP,
                                        port,
                                        TCP,
                                        traffic(wire, 0, 1, 0, SYN, 0),
                                        EndReason.CAPTURE_ENDED);
                            }
                        }),
                guilty(
                        "one port of many outside hosts",
                        wire -> {
                            for (int i = 0; i < 200; i++) {
                                refused(wire, EVE, EVE_IP, outside(i), 22);
                            }
                        },
                        "scan " + EVE),
                innocent(
                        "a server looks for its clients, who are there",
                        wire -> {
                            for (int i = 0; i < 400; i++) {
                                wire.asks(SERVER, SERVER_IP, inside(i));
                                wire.answers(mac(i), SERVER, inside(i));
                            }
                        }),
                innocent(
                        "one that waits for an absent printer asks each second",
                        wire -> {
                            for (int i = 0; i < 600; i++) {
                                wire.asks(ANNA, ANNA_IP, inside(i % 5)).pause(1);
                            }
                        }),
                innocent(
                        "a print server and its two hundred printers",
                        wire -> {
                            for (int i = 0; i < 200; i++) {
                                wire.syn(SERVER, mac(i), SERVER_IP, inside(i), 64).pause(0.3);
                                taken(wire, SERVER, SERVER_IP, inside(i), 9_100);
                            }
                        }),
                innocent(
                        "a browser that tries IPv6 and IPv4 at each of ninety hosts",
                        wire -> {
                            for (int i = 0; i < 90; i++) {
                                wire.syn(ANNA, GATEWAY, ANNA_IP, outside(i), 128);
                                wire.syn(
                                        ANNA,
                                        GATEWAY,
                                        Address.parse("fd20::3"),
                                        Address.parse("2001:db8::" + i),
                                        128);
                                refused(wire, ANNA, ANNA_IP, outside(i), 443);
                            }
                        }),
                innocent(
                        "the line is down: nothing of the web answers",
                        wire -> {
                            for (int i = 0; i < 500; i++) {
                                wire.syn(ANNA, GATEWAY, ANNA_IP, outside(i), 128).pause(0.1);
                                refused(wire, ANNA, ANNA_IP, outside(i), i % 3 == 0 ? 80 : 443);
                            }
                        }),
                innocent(
                        "file sharing: most peers refuse, each at its own port",
                        wire -> {
                            for (int i = 0; i < 600; i++) {
                                int port = i % 7 == 0 ? 6_881 : 20_000 + 37 * i % 30_000;
                                wire.syn(ANNA, GATEWAY, ANNA_IP, outside(i), 128).pause(0.1);
                                refused(wire, ANNA, ANNA_IP, outside(i), port);
                            }
                        }),
                innocent(
                        "two hundred files over passive FTP",
                        wire -> {
                            for (int i = 0; i < 200; i++) {
                                taken(wire, ANNA, ANNA_IP, SERVER_IP, 50_000 + i);
                            }
                        }),
                innocent(
                        "traceroute, three datagrams a hop",
                        wire -> {
                            for (int i = 0; i < 90; i++) {
                                wire.flow(
                                        ANNA,
                                        GATEWAY,
                                        ANNA_IP,
                                        WEB,
                                        33_434 + i,
                                        UDP,
                                        traffic(wire, 0, 1, 0, 0, 0),
                                        EndReason.IDLE);
                            }
                        }),
                innocent(
                        "a tap that shows one direction only",
                        wire -> {
                            for (int i = 0; i < 300; i++) {
                                wire.flow(
                                        ANNA,
                                        GATEWAY,
                                        ANNA_IP,
                                        outside(i),
                                        8_443,
                                        TCP,
                                        traffic(wire, 1, 9, 0, WHOLE, 0),
                                        EndReason.IDLE);
                            }
                        }));
    }

    private static void small(Wire wire, double seconds, long packets) {
        wire.flow(
                EVE,
                GATEWAY,
                EVE_IP,
                WEB,
                9_999,
                UDP,
                traffic(wire, seconds, packets, 0, 0, 0),
                EndReason.IDLE);
    }

    static Stream<Story> floods() {
        return Stream.of(
                guilty(
                        "first packets to one host, as fast as it goes",
                        wire -> {
                            for (int i = 0; i < 3_000; i++) {
                                wire.syn(EVE, GATEWAY, EVE_IP, WEB, 64);
                            }
                        },
                        "flood " + EVE),
                guilty(
                        "the same through the gateway's MAC",
                        wire -> {
                            for (int i = 0; i < 25_000; i++) {
                                wire.syn(GATEWAY, BEN, outside(i), BEN_IP, 64);
                            }
                        },
                        "flood students"),
                guilty(
                        "datagrams that nobody answers",
                        wire ->
                                wire.flow(
                                        EVE,
                                        GATEWAY,
                                        EVE_IP,
                                        WEB,
                                        9,
                                        UDP,
                                        traffic(wire, 20, 2_000_000, 0, 0, 0),
                                        EndReason.IDLE),
                        "flood " + EVE),
                guilty(
                        "twenty thousand small datagrams in two seconds",
                        wire -> small(wire, 2, 20_000),
                        "flood " + EVE),
                innocent("sound for a hall, one way", wire -> small(wire, 300, 900_000)),
                innocent("a burst of reports", wire -> small(wire, 1, 8_000)),
                guilty(
                        "a flood of pings",
                        wire ->
                                wire.flow(
                                        EVE,
                                        GATEWAY,
                                        EVE_IP,
                                        WEB,
                                        0,
                                        ICMP,
                                        traffic(wire, 10, 100_000, 100_000, 0, 0),
                                        EndReason.IDLE),
                        "flood " + EVE),
                guilty(
                        "datagrams from many outside to one inside",
                        wire -> {
                            for (int i = 0; i < 300; i++) {
                                wire.flow(
                                        GATEWAY,
                                        BEN,
                                        outside(i),
                                        BEN_IP,
                                        9,
                                        UDP,
                                        traffic(wire, 1, 1_000, 0, 0, 0),
                                        EndReason.IDLE);
                            }
                        },
                        "flood students"),
                innocent(
                        "five hundred that just started look for one server at once",
                        wire -> {
                            for (int i = 0; i < 500; i++) {
                                wire.joins(mac(i), inside(i), "pc-" + i);
                                for (int j = 0; j < 8; j++) {
                                    wire.syn(mac(i), GATEWAY, inside(i), WEB, 128);
                                }
                            }
                        }),
                innocent(
                        "a rush on the school's own site",
                        wire -> {
                            for (int i = 0; i < 5_000; i++) {
                                wire.syn(GATEWAY, BEN, outside(i), BEN_IP, 64);
                            }
                        }),
                innocent(
                        "a class of thirty opens one site with a hundred connections each",
                        wire -> {
                            for (int i = 0; i < 30; i++) {
                                wire.joins(mac(i), inside(i), "pc-" + i);
                                for (int j = 0; j < 100; j++) {
                                    wire.syn(mac(i), GATEWAY, inside(i), WEB, 128);
                                }
                                wire.pause(1);
                            }
                        }),
                innocent(
                        "five minutes of a video conference and of one-way video",
                        wire -> {
                            for (long back : new long[] {150_000, 0}) {
                                wire.flow(
                                        ANNA,
                                        GATEWAY,
                                        ANNA_IP,
                                        WEB,
                                        3_478,
                                        UDP,
                                        traffic(wire, 300, 600_000, back, 0, 0),
                                        EndReason.IDLE);
                            }
                        }),
                innocent(
                        "a large upload over QUIC",
                        wire ->
                                wire.flow(
                                        ANNA,
                                        GATEWAY,
                                        ANNA_IP,
                                        WEB,
                                        443,
                                        UDP,
                                        traffic(wire, 10, 900_000, 100_000, 0, 0),
                                        EndReason.IDLE)),
                innocent(
                        "a ping each second for an hour",
                        wire ->
                                wire.flow(
                                        ANNA,
                                        GATEWAY,
                                        ANNA_IP,
                                        WEB,
                                        0,
                                        ICMP,
                                        traffic(wire, 3_600, 3_600, 3_600, 0, 0),
                                        EndReason.IDLE)));
    }

    static Stream<Story> storms() {
        return Stream.of(
                guilty(
                        "one question comes back at the speed of the wire",
                        wire -> {
                            for (int i = 0; i < 500; i++) {
                                wire.asks(ANNA, ANNA_IP, BEN_IP);
                            }
                        },
                        "broadcast-storm students"),
                guilty(
                        "thousands of different ones, second by second",
                        wire -> {
                            for (int i = 0; i < 9_000; i++) {
                                Address to = inside(i % 30);
                                wire.asks(mac(i % 400), inside(100 + i % 400), to);
                                wire.pause(0.0003);
                            }
                        },
                        "broadcast-storm students"),
                innocent(
                        "one asks each second, and the tap shows it twice",
                        wire -> {
                            for (int i = 0; i < 300; i++) {
                                wire.asks(ANNA, ANNA_IP, BEN_IP).asks(ANNA, ANNA_IP, BEN_IP);
                                wire.pause(1);
                            }
                        }),
                innocent(
                        "a router that was just started asks for four thousand at once",
                        wire -> {
                            for (int i = 0; i < 4_000; i++) {
                                wire.asks(GATEWAY, GATEWAY_IP, inside(i)).pause(0.0002);
                            }
                        }),
                innocent("five hundred devices at once", wire -> termStart(wire, 500, 2)));
    }

    static Stream<Story> macFloods() {
        return Stream.of(
                guilty(
                        "thousands of made-up MACs",
                        wire -> {
                            for (int i = 0; i < 4_000; i++) {
                                wire.syn(madeUp(i), GATEWAY, outside(i), outside(i + 1), 64);
                            }
                        },
                        "mac-flood students"),
                guilty(
                        "datagrams from MACs of no maker",
                        wire -> {
                            var random = new SplittableRandom(3);
                            for (int i = 0; i < 250; i++) {
                                wire.flow(
                                        new Mac(random.nextLong() & 0xfeff_ffff_ffffL),
                                        GATEWAY,
                                        inside(i),
                                        WEB,
                                        5_000,
                                        UDP,
                                        traffic(wire, 0, 12, 0, 0, 0),
                                        EndReason.IDLE);
                            }
                        },
                        "mac-flood students"),
                innocent(
                        "two hundred devices of a maker that is newer than the registry",
                        wire -> {
                            for (int i = 0; i < 200; i++) {
                                wire.joins(new Mac(0xfcfefd000000L + i), inside(i), "new-" + i);
                            }
                        }),
                innocent(
                        "five hundred phones with private MACs in a minute",
                        wire -> {
                            for (int i = 0; i < 500; i++) {
                                wire.joins(madeUp(i), inside(i), "phone-" + i).pause(0.1);
                            }
                        }),
                innocent("five hundred devices in a minute", wire -> termStart(wire, 500, 60)),
                innocent(
                        "two thousand devices in ten minutes",
                        wire -> termStart(wire, 2_000, 600)));
    }

    static Stream<Story> stories() {
        return Stream.of(starvation(), scans(), floods(), storms(), macFloods())
                .flatMap(stories -> stories);
    }

    @ParameterizedTest
    @MethodSource("stories")
    void disruptions(Story story) {
        Wire wire = Wire.access().morning();
        story.plays().accept(wire);
        assertThat(wire.cases()).isEqualTo(story.cases());
    }

    @ParameterizedTest
    @EnumSource(
            value = TapKind.class,
            names = {"OUTSIDE_NAT", "UNDECLARED"})
    void where_the_tap_cannot_show_it_nothing_is_said(TapKind tap) {
        Wire wire = new Wire(tap, Map.of()).morning();
        stories().forEach(story -> story.plays().accept(wire));
        assertThat(wire.cases()).isEmpty();
    }

    @Test
    void the_offices_monitoring_may_look_for_everybody() {
        Wire wire = new Wire(TapKind.ACCESS, Map.of(Role.MONITORING, Set.of(EVE.toString())));
        wire.morning();
        scans().forEach(story -> story.plays().accept(wire));
        assertThat(wire.cases()).isEmpty();
    }

    /// Twenty million take an hour here; what is bounded does not know the difference after the
    /// caps are full, and a tenth fills each of them many times over.
    @Test
    void a_flood_of_made_up_macs_leaves_approved_devices_untouched() {
        Wire wire = Wire.access();
        var approved = new HashMap<Long, Standing>();
        for (Mac mac : new Mac[] {GATEWAY, SERVER, ANNA, BEN, EVE}) {
            approved.put(mac.bits(), Standing.APPROVED);
        }
        wire.sensor().approved(approved);
        wire.morning();
        var random = new SplittableRandom(7);
        for (int i = 0; i < FLOOD; i++) {
            var mac = new Mac(random.nextLong() & 0xfeff_ffff_ffffL);
            var address = Address.ipv4(0x0a14_0000 | random.nextInt(0x1000, 0x10000));
            switch (i % 3) {
                case 0 -> wire.syn(mac, GATEWAY, address, WEB, 64);
                case 1 -> wire.announces(mac, address);
                default -> wire.dhcp(mac, mac, 1, null, null);
            }
        }
        Endpoints endpoints = wire.sensor().endpoints();
        assertThat(endpoints.all().size()).isLessThanOrEqualTo(Endpoints.CAPACITY);
        for (long mac : approved.keySet()) {
            assertThat(endpoints.known(0, mac)).isNotNull();
        }
        assertThat(wire.cases())
                .contains("mac-flood students", "dhcp-starvation students")
                .noneMatch(
                        c -> approved.keySet().stream().anyMatch(m -> c.endsWith(new Mac(m) + "")));
        // One a minute of each kind and subject, whatever the frames.
        long minutes = 2;
        Map<String, Long> byRule = new HashMap<>();
        wire.alerts().stream()
                .filter(a -> a.endpoint() == 0)
                .forEach(a -> byRule.merge(a.rule(), 1L, Long::sum));
        assertThat(byRule.values()).allMatch(n -> n <= 3 * minutes);
        wire.pause(1);
        for (int i = 0; i < 3; i++) {
            wire.answers(EVE, ANNA, GATEWAY_IP);
        }
        assertThat(wire.cases()).contains("address-spoofing " + EVE);
    }

    @Test
    void everything_that_grows_has_a_cap_and_a_counter() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < Scans.CAPACITY; i++) {
            wire.joins(mac(i), inside(i), "pc-" + i);
            wire.syn(mac(i), GATEWAY, inside(i), inside(i + 1), 64);
            wire.syn(mac(i), GATEWAY, inside(i), new Address(0x2001_0db8_0000_0000L, i), 64);
        }
        Map<String, Long> counters = wire.sensor().counters();
        assertThat(counters.get("scan_sources")).isLessThanOrEqualTo(Scans.CAPACITY);
        assertThat(counters.get("scan_sources_refused")).isPositive();
        assertThat(counters.get("flood_targets")).isLessThanOrEqualTo(Floods.CAPACITY);
        assertThat(counters.get("flood_targets_refused")).isPositive();
        assertThat(counters.get("dhcp_askers")).isLessThanOrEqualTo(DhcpStarvation.CAPACITY);
        assertThat(counters.get("dhcp_askers_refused")).isPositive();
        assertThat(counters.get("broadcasts_watched")).isLessThanOrEqualTo(Storms.CAPACITY);
        assertThat(counters.get("broadcasts_watched_refused")).isPositive();
    }

    @Test
    void a_sketch_counts_within_a_few_percent() {
        var sketch = new Sketch(1 << 14);
        for (int i = 0; i < 30_000; i++) {
            sketch.add(0x0a0000000000L + i % 3_000);
        }
        assertThat(sketch.count()).isBetween(2_850L, 3_150L);
        sketch.clear();
        assertThat(sketch.count()).isZero();
    }

    @Test
    void a_loop_names_no_device() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < 500; i++) {
            wire.see(
                    new Sighting.AddressClaimed(
                            wire.frame(ANNA, ALL, null, null),
                            ANNA.bits(),
                            ANNA_IP,
                            Sighting.AddressClaimed.Manner.ANNOUNCES,
                            null,
                            false));
        }
        assertThat(wire.cases()).containsExactly("broadcast-storm students");
        assertThat(wire.asked()).allSatisfy(asked -> assertThat(asked.macs()).isEmpty());
    }
}
