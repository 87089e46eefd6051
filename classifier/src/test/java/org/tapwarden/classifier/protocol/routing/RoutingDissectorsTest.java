package org.tapwarden.classifier.protocol.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

/// What the dissectors of this family must not say, and what they learn.
class RoutingDissectorsTest {

    private static final int[] PORTS =
            RoutingConversations.ALL.stream().mapToInt(Conversation::port).distinct().toArray();

    private final Learnt learnt = new Learnt();

    /// A conversation of the family, by its number in the list.
    private static Conversation conversation(String word, int number) {
        return RoutingConversations.ALL.stream()
                .filter(one -> one.word().equals(word))
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    private static Conversation with(Conversation old, UnaryOperator<byte[]> change) {
        List<Conversation.Turn> turns = new ArrayList<>(old.turns());
        int last = turns.size() - 1;
        Conversation.Turn turn = turns.get(last);
        turns.set(
                last, new Conversation.Turn(turn.direction(), change.apply(turn.bytes().clone())));
        return new Conversation(old.word(), old.transport(), old.port(), turns);
    }

    private static Protocol toldBy(Conversation conversation) {
        return conversation.toldBy(RoutingDissectors.ALL);
    }

    /// Word, number of the conversation with this word, offset in its last message, what stands
    /// there instead.
    @ParameterizedTest
    @CsvSource({
        "bgp, 0, 15, fe",
        "bgp, 0, 16, 0012",
        "bgp, 0, 18, 06",
        "bgp, 0, 16, 001c",
        "bfd, 0, 0, 40",
        "bfd, 0, 0, 2a",
        "bfd, 0, 1, 41",
        "bfd, 0, 1, 70",
        "bfd, 0, 1, 44",
        "bfd, 0, 1, c0",
        "bfd, 0, 2, 00",
        "bfd, 0, 4, 00000000",
        "bfd, 1, 0, 01",
        "bfd, 1, 4, 00000000",
        "ldp, 0, 0, 0002",
        "ldp, 0, 10, 0101",
        "ldp, 0, 12, 0015",
        "ldp, 0, 18, 0401",
        "ldp, 1, 10, 0100",
        "ldp, 1, 20, 000d",
        "hsrp, 0, 1, 04",
        "hsrp, 0, 2, 03",
        "hsrp, 0, 3, 00",
        "hsrp, 0, 4, 02",
        "hsrp, 0, 7, 01",
        "hsrp, 1, 1, 27",
        "hsrp, 1, 4, 07",
        "hsrp, 1, 5, 05",
        "lisp, 0, 0, 02",
        "lisp, 0, 3, 00",
        "lisp, 0, 14, 0015",
        "lisp, 0, 41, 21",
        "lisp, 0, 46, 0003",
        "lisp, 1, 10, 001d",
        "lisp, 1, 19, cd",
        "lisp, 2, 0, 0001",
        "lisp, 2, 14, e8",
        "capwap, 0, 8, 01",
        "capwap, 0, 11, 00",
        "capwap, 0, 13, 000e",
        "capwap, 0, 15, 01",
        "capwap, 1, 1, 01",
        "capwap, 1, 4, 19",
        "capwap, 1, 5, fefe",
        "capwap, 2, 2, 05",
        "capwap, 2, 3, 01",
        "dlep, 0, 0, 64",
        "dlep, 0, 4, 0003",
        "dlep, 1, 0, 0003",
        "dlep, 1, 4, 0006",
        "dlep, 1, 6, 0005",
        "cpha, 0, 1, 91",
        "cpha, 0, 6, 0100",
        "merakicloud, 0, 3, 92",
        "merakicloud, 0, 6, 0031",
        "hp_virtgrp, 0, 0, 16",
        "hp_virtgrp, 0, 1, 0000",
        "hp_virtgrp, 0, 1, 0030",
        "hp_virtgrp, 0, 3, 01",
        "glbp, 0, 0, 02",
        "glbp, 0, 1, 01",
        "glbp, 0, 12, 00",
        "glbp, 0, 13, 1b",
        "rip, 0, 0, 03",
        "rip, 0, 1, 03",
        "rip, 0, 2, 0001",
        "rip, 0, 4, 0003",
        "rip, 0, 20, 00000011",
        "rip, 1, 20, 00000001",
        "rip, 1, 12, 01",
        "ripng, 0, 1, 02",
        "ripng, 0, 22, 81",
        "ripng, 0, 23, 11",
        "olsr, 0, 0, 0013",
        "olsr, 0, 4, 05",
        "olsr, 0, 6, 000f",
        "olsr, 0, 8, 00000000",
        "babel, 0, 0, 2b",
        "babel, 0, 1, 03",
        "babel, 0, 4, 7f",
        "babel, 0, 5, 05",
        "pcep, 0, 0, 40",
        "pcep, 0, 1, 02",
        "pcep, 0, 2, 000a",
        "pcep, 0, 4, 02",
        "pcep, 0, 8, 40",
        "bmp, 0, 0, 02",
        "bmp, 0, 1, 01",
        "bmp, 0, 5, 03",
        "bmp, 0, 8, 000d",
        "rpki-rtr, 0, 0, 03",
        "rpki-rtr, 0, 2, 0001",
        "rpki-rtr, 0, 7, 09"
    })
    void a_wrong_byte_is_not_forgiven(String word, int number, int offset, String hex) {
        Conversation right = conversation(word, number);
        assertThat(toldBy(right)).hasToString(word);
        byte[] wrong = HexFormat.of().parseHex(hex);
        Conversation changed =
                with(
                        right,
                        bytes -> {
                            System.arraycopy(wrong, 0, bytes, offset, wrong.length);
                            return bytes;
                        });
        assertThat(toldBy(changed)).isSameAs(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "bfd, 0",
        "bfd, 1",
        "ldp, 0",
        "hsrp, 0",
        "hsrp, 1",
        "lisp, 1",
        "capwap, 0",
        "dlep, 0",
        "merakicloud, 0",
        "glbp, 0",
        "rip, 0",
        "ripng, 0",
        "olsr, 0"
    })
    void a_datagram_that_misses_a_byte_or_has_one_more_is_not_told(String word, int number) {
        Conversation right = conversation(word, number);
        assertThat(toldBy(with(right, bytes -> Arrays.copyOf(bytes, bytes.length - 1))))
                .isSameAs(Protocol.UNKNOWN);
        assertThat(toldBy(with(right, bytes -> Arrays.copyOf(bytes, bytes.length + 1))))
                .isSameAs(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "bfd, 0",
        "bfd, 1",
        "hsrp, 0",
        "hsrp, 1",
        "lisp, 0",
        "lisp, 1",
        "lisp, 2",
        "capwap, 2",
        "dlep, 1",
        "cpha, 0",
        "glbp, 0",
        "rip, 0",
        "ripng, 0",
        "olsr, 0",
        "babel, 0"
    })
    void a_weak_shape_is_not_told_on_another_port(String word, int number) {
        Conversation right = conversation(word, number);
        var elsewhere = new Conversation(word, right.transport(), 40_000, right.turns());
        assertThat(toldBy(elsewhere)).isSameAs(Protocol.UNKNOWN);
    }

    /// On the ports of the family as well, and in both directions.
    @Test
    void noise_is_none_of_them() {
        var random = new Random(23);
        var payload = new Payload();
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            int port = PORTS[random.nextInt(PORTS.length)];
            Direction direction = i % 2 == 0 ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION;
            Transport transport = i % 3 == 0 ? Transport.TCP : Transport.UDP;
            payload.set(noise, 0, noise.length);
            for (Dissector dissector : RoutingDissectors.ALL) {
                if (dissector.about().transports().contains(transport)) {
                    payload.of(transport, direction, 50_000, port);
                    payload.after(1, random.nextInt(4));
                    learnt.clear();
                    assertThat(dissector.look(payload, learnt))
                            .as(dissector.about().title())
                            .isIn(Dissector.Answer.NO, Dissector.Answer.PERHAPS);
                }
            }
        }
    }

    @Test
    void versions_are_learnt() {
        assertThat(learnBy(conversation("bgp", 0), new BgpDissector()).version()).isEqualTo("4");
        assertThat(learnBy(conversation("hsrp", 1), new HsrpDissector()).version()).isEqualTo("2");
        assertThat(learnBy(conversation("rip", 0), new RipDissector()).version()).isEqualTo("2");
    }

    @Test
    void a_router_that_reports_says_what_it_runs() {
        assertThat(learnBy(conversation("bmp", 0), new BmpDissector()).software())
                .isEqualTo("Example OS 7.1");
    }

    @Test
    void records_of_the_client_alone_are_not_enough() {
        Conversation both = conversation("hp_virtgrp", 0);
        var client =
                new Conversation(
                        both.word(), both.transport(), both.port(), both.turns().subList(0, 1));
        var server =
                new Conversation(
                        both.word(), both.transport(), both.port(), both.turns().subList(1, 2));
        assertThat(toldBy(client)).isSameAs(Protocol.UNKNOWN);
        assertThat(toldBy(server)).isSameAs(Protocol.UNKNOWN);
    }

    private Learnt learnBy(Conversation conversation, Dissector dissector) {
        Conversation.Turn turn = conversation.turns().getLast();
        learnt.clear();
        var payload =
                Samples.payload(
                        turn.bytes(),
                        conversation.transport(),
                        turn.direction(),
                        50_000,
                        conversation.port());
        assertThat(dissector.look(payload, learnt)).isEqualTo(Dissector.Answer.YES);
        return learnt;
    }
}
