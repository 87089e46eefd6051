package org.tapwarden.classifier.register;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

/// What holds for every dissector, whatever the bytes.
class DissectorsTest {

    static final List<Conversation> CONVERSATIONS = Conversations.ALL;

    /// Not told by a dissector.
    private static final Set<Protocol> OTHERS =
            Set.of(Protocol.UNKNOWN, Protocol.ICMP, Protocol.ICMPV6);

    /// Of each conversation; with `-Dtapwarden.whole=true`, as `./check soak` says, more.
    private static final int CHANGES = Boolean.getBoolean("tapwarden.whole") ? 500 : 100;

    private final Learnt learnt = new Learnt();
    private final Payload payload = new Payload();

    @ParameterizedTest
    @FieldSource("CONVERSATIONS")
    void every_conversation_is_told_by_what_it_says(Conversation conversation) {
        assertThat(conversation.toldBy(Dissectors.ALL)).hasToString(conversation.word());
    }

    /// In an array of exactly its size, so that reading beyond either end throws.
    private void lookEverywhere(Conversation conversation, Direction direction, byte[] bytes) {
        for (Dissector dissector : Dissectors.ALL) {
            for (int number = 1; number < 3; number++) {
                payload.of(conversation.transport(), direction, 50_000, conversation.port());
                payload.set(bytes, 0, bytes.length);
                payload.after(number, number == 1 ? 0 : learnt.memory());
                learnt.clear();
                requireNonNull(dissector.look(payload, learnt));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CONVERSATIONS")
    void none_reads_outside_a_message_cut_anywhere(Conversation conversation) {
        for (Conversation.Turn turn : conversation.turns()) {
            for (int length = 0; length <= turn.bytes().length; length++) {
                byte[] cut = Arrays.copyOf(turn.bytes(), length);
                assertThatCode(() -> lookEverywhere(conversation, turn.direction(), cut))
                        .doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CONVERSATIONS")
    void none_throws_whatever_becomes_of_a_message(Conversation conversation) {
        var random = new Random(7);
        List<Conversation.Turn> turns = conversation.turns();
        for (int i = 0; i < CHANGES; i++) {
            Conversation.Turn turn = turns.get(random.nextInt(turns.size()));
            byte[] bytes = turn.bytes().clone();
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                int at = random.nextInt(bytes.length);
                bytes[at] =
                        switch (random.nextInt(4)) {
                            case 0 -> (byte) 0xff;
                            case 1 -> 0;
                            case 2 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                            default -> (byte) random.nextInt();
                        };
            }
            lookEverywhere(conversation, turn.direction(), bytes);
        }
    }

    @Test
    void noise_is_unknown() {
        var random = new Random(11);
        int[] ports = Conversations.ALL.stream().mapToInt(Conversation::port).toArray();
        for (int i = 0; i < 50_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            int port = i % 2 == 0 ? 40_000 : ports[random.nextInt(ports.length)];
            for (Dissector dissector : Dissectors.ALL) {
                payload.of(Transport.UDP, Direction.FROM_DESTINATION, 40_001, port);
                payload.set(noise, 0, noise.length);
                payload.after(1, 0);
                learnt.clear();
                if (port == 40_000 || dissector.about().signature()) {
                    Dissector.Answer answer = dissector.look(payload, learnt);
                    if (answer != Dissector.Answer.NO && answer != Dissector.Answer.PERHAPS) {
                        fail("%s says %s of noise", dissector.about().title(), answer);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CONVERSATIONS")
    void nothing_is_learnt_with_a_no(Conversation conversation) {
        for (Conversation.Turn turn : conversation.turns()) {
            for (Dissector dissector : Dissectors.ALL) {
                payload.of(conversation.transport(), turn.direction(), 50_000, 40_000);
                payload.set(turn.bytes(), 0, turn.bytes().length);
                payload.after(1, 0);
                learnt.clear();
                if (dissector.look(payload, learnt) == Dissector.Answer.NO) {
                    assertThat(learnt.grounds()).as(dissector.about().title()).isNull();
                    assertThat(learnt.tellings()).isEmpty();
                    assertThat(learnt.memory()).isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CONVERSATIONS")
    void what_nobody_wants_is_not_told_and_changes_nothing_else(Conversation conversation) {
        var bare = new Learnt(false);
        for (Conversation.Turn turn : conversation.turns()) {
            for (Dissector dissector : Dissectors.ALL) {
                Dissector.Answer answer =
                        answer(dissector, conversation, turn.direction(), turn.bytes());
                bare.clear();
                bare.wants(false, false);
                assertThat(dissector.look(payload, bare))
                        .as(dissector.about().title())
                        .isEqualTo(answer);
                assertThat(bare.grounds()).isEqualTo(learnt.grounds());
                assertThat(bare.version()).isEqualTo(learnt.version());
                assertThat(bare.serverName()).isEqualTo(learnt.serverName());
                assertThat(bare.memory()).isEqualTo(learnt.memory());
                assertThat(bare.tellings())
                        .isEqualTo(
                                learnt.tellings().stream()
                                        .filter(t ->
                                                t instanceof Telling.NameAnswered a
                                                        && a.isFromNameServer())
                                        .toList());
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CONVERSATIONS")
    void what_lies_behind_the_bound_changes_no_answer(Conversation conversation) {
        for (Conversation.Turn turn : conversation.turns()) {
            for (Dissector dissector : Dissectors.ALL) {
                int bound = dissector.about().bound();
                byte[] longer =
                        Arrays.copyOf(turn.bytes(), Math.max(turn.bytes().length, bound + 64));
                byte[] changed = longer.clone();
                Arrays.fill(changed, Math.min(bound, changed.length), changed.length, (byte) 0x5a);
                assertThat(answer(dissector, conversation, turn.direction(), changed))
                        .as(dissector.about().title())
                        .isEqualTo(answer(dissector, conversation, turn.direction(), longer));
            }
        }
    }

    /// Nobody is asked about a first byte that is not its own, so it must have said no to it: to
    /// its own messages as well as to others', fresh and with something remembered.
    @ParameterizedTest
    @FieldSource("CONVERSATIONS")
    void what_begins_with_another_byte_is_answered_no(Conversation conversation) {
        long[] remembered = {0, 1, 2, 0x0102_0304_0506_0708L};
        for (Conversation.Turn turn : conversation.turns()) {
            byte[] bytes = turn.bytes().clone();
            for (Dissector dissector : Dissectors.over(conversation.transport())) {
                var opens = dissector.about().opens();
                for (int first = 0; first < 256 && bytes.length > 0 && !opens.isEmpty(); first++) {
                    if (opens.contains(first)) {
                        continue;
                    }
                    bytes[0] = (byte) first;
                    payload.of(
                            conversation.transport(),
                            turn.direction(),
                            50_000,
                            conversation.port());
                    payload.set(bytes, 0, bytes.length);
                    payload.after(2, remembered[first & 3]);
                    learnt.clear();
                    // AssertJ would take most of the time of some million answers.
                    if (dissector.look(payload, learnt) != Dissector.Answer.NO) {
                        fail("%s, first byte %d", dissector.about().title(), first);
                    }
                }
            }
        }
    }

    private Dissector.Answer answer(
            Dissector dissector, Conversation conversation, Direction direction, byte[] bytes) {
        payload.of(conversation.transport(), direction, 50_000, conversation.port());
        payload.set(bytes, 0, bytes.length);
        payload.after(1, 0);
        learnt.clear();
        return dissector.look(payload, learnt);
    }

    @Test
    void every_protocol_is_told_by_one_dissector_and_has_a_conversation() {
        var told = new HashSet<Protocol>();
        for (Dissector dissector : Dissectors.ALL) {
            assertThat(told.add(dissector.about().protocol())).isTrue();
            told.addAll(dissector.about().variants());
        }
        told.addAll(OTHERS);
        assertThat(Protocols.all()).containsExactlyInAnyOrderElementsOf(told);
        var spoken = new HashSet<>(Conversations.ALL.stream().map(Conversation::word).toList());
        OTHERS.forEach(other -> spoken.add(other.word()));
        assertThat(spoken).isEqualTo(Protocols.byWord().keySet());
    }

    @Test
    void every_dissector_says_what_it_reads_from_which_source_and_how_far() {
        for (Dissector dissector : Dissectors.ALL) {
            About about = dissector.about();
            assertThat(about.title()).isNotBlank();
            assertThat(about.reference()).as(about.title()).isNotBlank();
            assertThat(about.reads()).as(about.title()).isNotBlank();
            assertThat(about.transports()).as(about.title()).isNotEmpty();
            assertThat(about.bound()).as(about.title()).isBetween(1, Payload.MAX_LOOKED_AT);
            assertThat(about.protocol().word()).matches("[a-z0-9._-]+");
            assertThat(dissector.about()).isSameAs(about);
        }
    }
}
