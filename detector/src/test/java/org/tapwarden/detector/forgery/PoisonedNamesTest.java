package org.tapwarden.detector.forgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.forgery.Story.guilty;
import static org.tapwarden.detector.forgery.Story.innocent;
import static org.tapwarden.detector.forgery.Wire.ANNA;
import static org.tapwarden.detector.forgery.Wire.ANNA_IP;
import static org.tapwarden.detector.forgery.Wire.BEN;
import static org.tapwarden.detector.forgery.Wire.BEN_IP;
import static org.tapwarden.detector.forgery.Wire.EVE;
import static org.tapwarden.detector.forgery.Wire.EVE_IP;
import static org.tapwarden.detector.forgery.Wire.SERVER;
import static org.tapwarden.detector.forgery.Wire.SERVER_IP;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

class PoisonedNamesTest {

    private static final String BY_EVE = "name-poisoning " + EVE;

    private static Wire answers(
            Wire wire, Mac from, Address sender, Protocol via, String name, Address address) {
        return wire.told(
                from,
                ANNA,
                sender,
                ANNA_IP,
                new Telling.NameAnswered(name, List.of(address), 30, null, via, 7));
    }

    static Stream<Story> stories() {
        return Stream.of(
                guilty(
                        "three names that are not its own",
                        wire -> {
                            for (String name : List.of("wpad", "fileserve", "printsrv")) {
                                answers(wire, EVE, EVE_IP, Protocol.LLMNR, name, EVE_IP).pause(30);
                            }
                        },
                        BY_EVE),
                guilty(
                        "the same in NetBIOS, to two that asked",
                        wire -> {
                            for (String name : List.of("WPAD", "FILESERVE", "PRINTSRV")) {
                                answers(wire, EVE, EVE_IP, Protocol.NBNS, name, EVE_IP);
                                wire.told(
                                        EVE,
                                        BEN,
                                        EVE_IP,
                                        BEN_IP,
                                        new Telling.NameAnswered(
                                                name, List.of(EVE_IP), 30, null, Protocol.NBNS, 8));
                            }
                        },
                        BY_EVE),
                guilty(
                        "the name of a neighbour that answers, too",
                        wire -> {
                            answers(wire, BEN, BEN_IP, Protocol.LLMNR, "ben", BEN_IP);
                            answers(wire, EVE, EVE_IP, Protocol.LLMNR, "ben", EVE_IP);
                        },
                        BY_EVE),
                guilty(
                        "the same, the forger first",
                        wire -> {
                            answers(wire, EVE, EVE_IP, Protocol.LLMNR, "ben", EVE_IP);
                            answers(wire, BEN, BEN_IP, Protocol.LLMNR, "ben", BEN_IP);
                        },
                        BY_EVE),
                innocent(
                        "its own name, in all its spellings, again and again",
                        wire -> {
                            for (String name :
                                    List.of("ben", "BEN", "ben.local", "ben.school.org")) {
                                answers(wire, BEN, BEN_IP, Protocol.LLMNR, name, BEN_IP);
                                answers(wire, BEN, BEN_IP, Protocol.NBNS, name, BEN_IP);
                            }
                        }),
                innocent(
                        "a file server with its domain's name, an alias and the browsers' name",
                        wire -> {
                            for (String name :
                                    List.of("ben", "school", "files", "\u0001\u0002__MSBROWSE__")) {
                                answers(wire, BEN, BEN_IP, Protocol.NBNS, name, BEN_IP);
                            }
                        }),
                innocent(
                        "names that it announced",
                        wire -> {
                            for (String name : List.of("box-1", "box-2", "box-3", "box-4")) {
                                wire.told(
                                        BEN,
                                        ANNA,
                                        BEN_IP,
                                        ANNA_IP,
                                        new Telling.NameAnnounced(name, Protocol.NBNS));
                                answers(wire, BEN, BEN_IP, Protocol.NBNS, name, BEN_IP);
                            }
                        }),
                innocent(
                        "answers that say that there is none",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                wire.told(
                                        EVE,
                                        ANNA,
                                        EVE_IP,
                                        ANNA_IP,
                                        new Telling.NameAnswered(
                                                "n" + i, List.of(), 30, null, Protocol.LLMNR, 7));
                            }
                        }),
                innocent(
                        "a resolver, which answers DNS",
                        wire -> {
                            for (int i = 0; i < 10; i++) {
                                answers(
                                        wire,
                                        EVE,
                                        EVE_IP,
                                        Protocol.DNS,
                                        "n" + i + ".org",
                                        Wire.WEB);
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void names(Story story) {
        Wire wire = Wire.access().morning();
        story.plays().accept(wire);
        assertThat(wire.cases()).isEqualTo(story.cases());
    }

    @Test
    void the_offices_name_server_answers_for_everybody() {
        Wire wire =
                new Wire(TapKind.ACCESS, Map.of(Role.NAME_SERVER, Set.of(SERVER_IP.toString())));
        wire.morning();
        for (String name : List.of("wpad", "fileserve", "printsrv", "ben")) {
            answers(wire, SERVER, SERVER_IP, Protocol.NBNS, name, EVE_IP);
        }
        assertThat(wire.cases()).isEmpty();
    }

    /// Answering two neighbours used to make a name server of anybody, whom no step touches.
    @Test
    void whoever_poisons_names_is_not_taken_for_a_name_server() {
        Wire wire = Wire.access().morning();
        stories().toList().get(1).plays().accept(wire);
        assertThat(wire.sensor().endpoints().known(0, EVE.bits()))
                .satisfies(eve -> assertThat(eve.isInfrastructure()).isFalse());
    }

    @Test
    void names_without_end_find_no_more_room_than_there_is() {
        Wire wire = Wire.access().morning();
        for (int i = 0; i < PoisonedNames.CAPACITY; i++) {
            answers(wire, EVE, EVE_IP, Protocol.LLMNR, "n" + i, EVE_IP);
        }
        assertThat(wire.sensor().counters().get("names_answered_refused")).isPositive();
        assertThat(wire.cases()).containsExactly(BY_EVE);
        assertThat(wire.alerts()).hasSizeLessThan(5);
    }
}
