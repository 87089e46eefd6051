package org.tapwarden.detector.forgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.forgery.Story.guilty;
import static org.tapwarden.detector.forgery.Story.innocent;
import static org.tapwarden.detector.forgery.Wire.ANNA;
import static org.tapwarden.detector.forgery.Wire.ANNA_IP;
import static org.tapwarden.detector.forgery.Wire.BEN;
import static org.tapwarden.detector.forgery.Wire.BEN_IP;
import static org.tapwarden.detector.forgery.Wire.EVE;
import static org.tapwarden.detector.forgery.Wire.GATEWAY;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;

class DoubledAnswersTest {

    private static final Address RESOLVER = Address.parse("198.51.100.53");

    private static Wire answer(Wire wire, Mac from, int number, String name, String... addresses) {
        return wire.told(
                from,
                ANNA,
                RESOLVER,
                ANNA_IP,
                new Telling.NameAnswered(
                        name,
                        List.of(addresses).stream().map(Address::parse).toList(),
                        60,
                        null,
                        Protocol.DNS,
                        number));
    }

    static Stream<Story> stories() {
        return Stream.of(
                guilty(
                        "a neighbour answers before the server does",
                        wire -> {
                            answer(wire, GATEWAY, 6, "www.example.org", "203.0.113.1").pause(5);
                            answer(wire, EVE, 7, "www.example.com", "203.0.113.66").pause(0.03);
                            answer(wire, GATEWAY, 7, "www.example.com", "203.0.113.5");
                        },
                        "dns-forgery " + EVE),
                guilty(
                        "the forger uses the gateway's MAC, and points to a neighbour",
                        wire -> {
                            answer(wire, GATEWAY, 7, "www.example.com", "10.20.0.5").pause(0.03);
                            answer(wire, GATEWAY, 7, "www.example.com", "203.0.113.5");
                        },
                        "dns-forgery students"),
                guilty(
                        "from outside, the second time",
                        wire -> {
                            answer(wire, GATEWAY, 7, "a.example.com", "203.0.113.66").pause(0.03);
                            answer(wire, GATEWAY, 7, "a.example.com", "203.0.113.5").pause(30);
                            answer(wire, GATEWAY, 8, "b.example.com", "203.0.113.66").pause(0.03);
                            answer(wire, GATEWAY, 8, "b.example.com", "203.0.113.9");
                        },
                        "dns-forgery students"),
                innocent(
                        "the same answer again, its addresses in another order",
                        wire -> {
                            for (int i = 0; i < 5; i++) {
                                answer(wire, GATEWAY, 7, "a.example.com", "192.0.2.1", "192.0.2.2");
                                answer(wire, GATEWAY, 7, "a.example.com", "192.0.2.2", "192.0.2.1");
                            }
                        }),
                innocent(
                        "two questions for one name, which get other addresses",
                        wire -> {
                            for (int i = 0; i < 20; i++) {
                                answer(wire, GATEWAY, i, "cdn.example.com", "192.0.2." + (i + 1));
                            }
                        }),
                innocent(
                        "a question repeated after a second or more, under its number",
                        wire -> {
                            for (int i = 0; i < 5; i++) {
                                answer(wire, GATEWAY, 7, "cdn.example.com", "192.0.2." + (i + 1));
                                wire.pause(1);
                            }
                        }),
                innocent(
                        "the questions for IPv4 and IPv6 under one number",
                        wire -> {
                            for (int i = 0; i < 5; i++) {
                                answer(wire, GATEWAY, i, "a" + i + ".example.com", "192.0.2.1");
                                answer(wire, GATEWAY, i, "a" + i + ".example.com", "2001:db8::1");
                            }
                        }),
                innocent(
                        "a device that gives all its questions one number",
                        wire -> {
                            for (int i = 0; i < 20; i++) {
                                answer(wire, GATEWAY, 1, "n" + i + ".example.com", "192.0.2." + i);
                            }
                        }),
                innocent(
                        "one doubled answer from outside",
                        wire -> {
                            answer(wire, GATEWAY, 7, "a.example.com", "203.0.113.66").pause(0.03);
                            answer(wire, GATEWAY, 7, "a.example.com", "203.0.113.5");
                        }),
                innocent(
                        "two clients with one number",
                        wire -> {
                            answer(wire, GATEWAY, 7, "cdn.example.com", "192.0.2.1");
                            wire.told(
                                    GATEWAY,
                                    BEN,
                                    RESOLVER,
                                    BEN_IP,
                                    new Telling.NameAnswered(
                                            "cdn.example.com",
                                            List.of(Address.parse("10.20.0.7")),
                                            60,
                                            null,
                                            Protocol.DNS,
                                            7));
                        }));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void answers(Story story) {
        Wire wire = Wire.access().morning();
        story.plays().accept(wire);
        assertThat(wire.cases()).isEqualTo(story.cases());
    }

    @Test
    void answers_without_end_find_no_more_room_than_there_is() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < DoubledAnswers.CAPACITY; i++) {
            answer(wire, GATEWAY, i, "www.example.com", "192.0.2.1");
        }
        assertThat(wire.sensor().counters().get("dns_questions"))
                .isLessThanOrEqualTo(DoubledAnswers.CAPACITY);
        assertThat(wire.sensor().counters().get("dns_questions_refused")).isPositive();
        wire.pause(2);
        answer(wire, EVE, 70_000, "www.example.org", "203.0.113.66");
        answer(wire, GATEWAY, 70_000, "www.example.org", "192.0.2.1");
        assertThat(wire.cases()).containsExactly("dns-forgery " + EVE);
    }
}
