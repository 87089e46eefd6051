package org.tapwarden.detector.forgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.forgery.Story.guilty;
import static org.tapwarden.detector.forgery.Story.innocent;
import static org.tapwarden.detector.forgery.Wire.ANNA;
import static org.tapwarden.detector.forgery.Wire.BEN;
import static org.tapwarden.detector.forgery.Wire.BEN_IP;
import static org.tapwarden.detector.forgery.Wire.EVE;
import static org.tapwarden.detector.forgery.Wire.GATEWAY;
import static org.tapwarden.detector.forgery.Wire.WEB;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

class ForeignSourcesTest {

    private static final int TCP = 6;
    private static final int ALL_FLAGS = 0x1b;

    private static Address public4(int i) {
        return Address.parse("198.51." + (i >> 8 & 255) + "." + (i & 255));
    }

    private static void madeUp(Wire wire, Mac from) {
        for (int i = 0; i < 40; i++) {
            wire.syn(from, GATEWAY, public4(i), WEB, 64).pause(0.5);
        }
    }

    static Stream<Story> stories() {
        return Stream.of(
                guilty(
                        "made-up addresses, one after the other",
                        wire -> madeUp(wire, EVE),
                        "foreign-source " + EVE),
                guilty(
                        "the same with a MAC that nobody has",
                        wire -> madeUp(wire, new Mac(0x0a0000000009L)),
                        "foreign-source students"),
                guilty(
                        "one address of another segment, for minutes",
                        wire -> {
                            for (int i = 0; i < 150; i++) {
                                wire.syn(EVE, GATEWAY, Address.parse("10.99.0.9"), WEB, 64);
                                wire.pause(1);
                            }
                        },
                        "foreign-source " + EVE),
                innocent("the gateway brings the world in", wire -> madeUp(wire, GATEWAY)),
                innocent(
                        "a second gateway, through which one server sends",
                        wire -> {
                            var second = Mac.parse("3c:08:f6:00:7f:02");
                            wire.syn(BEN, second, BEN_IP, WEB, 128);
                            madeUp(wire, second);
                        }),
                innocent(
                        "the world comes in through a gateway that nobody was seen sending to",
                        wire -> {
                            var second = Mac.parse("3c:08:f6:00:7f:02");
                            for (int i = 0; i < 40; i++) {
                                wire.syn(second, BEN, public4(i), BEN_IP, 52);
                                wire.pause(0.5);
                                var traffic =
                                        new FlowRecord.Traffic(
                                                wire.nanos(),
                                                wire.nanos(),
                                                5,
                                                500,
                                                5,
                                                500,
                                                ALL_FLAGS,
                                                ALL_FLAGS);
                                wire.flow(
                                        second,
                                        BEN,
                                        public4(i),
                                        BEN_IP,
                                        443,
                                        TCP,
                                        traffic,
                                        EndReason.FINISHED);
                            }
                        }),
                innocent(
                        "a laptop's first packets with its address of home",
                        wire -> {
                            for (int i = 0; i < 20; i++) {
                                wire.syn(ANNA, GATEWAY, Address.parse("192.168.1.20"), WEB, 128);
                                wire.pause(0.3);
                            }
                        }),
                innocent(
                        "nobody's, link-local and group addresses",
                        wire -> {
                            for (int i = 0; i < 300; i++) {
                                wire.syn(ANNA, GATEWAY, Address.parse("0.0.0.0"), WEB, 64);
                                wire.syn(
                                        ANNA,
                                        GATEWAY,
                                        Address.parse("169.254.7." + i % 250),
                                        WEB,
                                        64);
                                wire.syn(ANNA, GATEWAY, Address.parse("fe80::" + i), WEB, 64);
                                wire.syn(ANNA, GATEWAY, Address.parse("224.0.0.5"), WEB, 64);
                                wire.pause(0.5);
                            }
                        }),
                innocent(
                        "containers leak a few of their addresses",
                        wire -> {
                            for (int i = 0; i < 60; i++) {
                                wire.syn(
                                        ANNA,
                                        GATEWAY,
                                        Address.parse("172.17.0." + (2 + i % 6)),
                                        WEB,
                                        63);
                                wire.pause(10);
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void sources(Story story) {
        Wire wire = Wire.access().morning();
        story.plays().accept(wire);
        assertThat(wire.cases()).isEqualTo(story.cases());
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"ROUTER", "VIRTUAL_MACHINES", "LOAD_BALANCER"})
    void whoever_the_office_declares_may_bring_others_packets(Role role) {
        Wire wire = new Wire(TapKind.ACCESS, Map.of(role, Set.of(EVE.toString()))).morning();
        madeUp(wire, EVE);
        assertThat(wire.cases()).isEmpty();
    }

    @Test
    void senders_without_end_find_no_more_room_than_there_is() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < ForeignSources.CAPACITY; i++) {
            wire.syn(new Mac(0x0a0000000000L + i), GATEWAY, public4(i), WEB, 64);
        }
        assertThat(wire.sensor().counters().get("foreign_senders"))
                .isLessThanOrEqualTo(ForeignSources.CAPACITY);
        assertThat(wire.sensor().counters().get("foreign_senders_refused")).isPositive();
    }
}
