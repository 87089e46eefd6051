package org.tapwarden.classifier.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

/// What stands behind the bytes that tell a protocol is never learnt, by whichever dissector.
class SecretSweepTest {

    static final List<Conversation> CONVERSATIONS = Conversations.ALL;

    private static final String SECRET = "zQ7Canary9wKx";

    /// As the rest of a line or of a field, as lines, as a text that ends with a zero or says its
    /// length.
    private static final List<String> TAILS =
            List.of(
                    "\r\n" + SECRET + "\r\n\r\n" + SECRET,
                    "\n" + SECRET + ": " + SECRET + "\n",
                    "\0" + SECRET + "\0",
                    "\15" + SECRET,
                    "\0\15" + SECRET,
                    "\0\0\0\15" + SECRET,
                    "=" + SECRET + "&p=" + SECRET,
                    "\"" + SECRET + "\",\"password\":\"" + SECRET + "\"}",
                    "/" + SECRET + "@" + SECRET + "/?" + SECRET);

    private final Learnt learnt = new Learnt();
    private final Payload payload = new Payload();

    @ParameterizedTest
    @FieldSource("CONVERSATIONS")
    void what_follows_what_convinces_is_not_learnt(Conversation conversation) {
        for (String tail : TAILS) {
            byte[] secret = Samples.bytes().ascii(tail).done();
            assertThat(learntOf(conversation, secret, false))
                    .as("%s, behind each turn %s", conversation.word(), tail)
                    .noneMatch(SecretSweepTest::isGivenAway);
            assertThat(learntOf(conversation, secret, true))
                    .as("%s, in turns of its own %s", conversation.word(), tail)
                    .noneMatch(SecretSweepTest::isGivenAway);
        }
    }

    private static boolean isGivenAway(String text) {
        String half = SECRET.substring(0, 7).toLowerCase(Locale.ROOT);
        return text.toLowerCase(Locale.ROOT).contains(half);
    }

    /// The guard of this test: it sees what it looks for.
    @Test
    void a_secret_in_the_place_of_a_name_is_seen() {
        var asked = Conversation.udp("dns", 53).client(Samples.dnsQuery(SECRET + ".example.org"));
        assertThat(learntOf(asked, new byte[0], false)).anyMatch(SecretSweepTest::isGivenAway);
    }

    /// Every text that any dissector gives, asked until it says no.
    private List<String> learntOf(Conversation conversation, byte[] secret, boolean apart) {
        List<String> texts = new ArrayList<>();
        boolean stream = conversation.transport() == Transport.TCP;
        for (Dissector dissector : Dissectors.over(conversation.transport())) {
            byte[][] streams = {{}, {}};
            long memory = 0;
            int number = 0;
            Dissector.Answer answer = Dissector.Answer.PERHAPS;
            for (Conversation.Turn turn : turns(conversation, secret, apart)) {
                if (answer == Dissector.Answer.NO) {
                    break;
                }
                byte[] bytes = turn.bytes();
                int side = turn.direction().ordinal();
                if (stream) {
                    bytes = Samples.bytes().put(streams[side]).put(bytes).done();
                    streams[side] = bytes;
                }
                payload.of(conversation.transport(), turn.direction(), 50_000, conversation.port());
                payload.set(bytes, 0, bytes.length);
                payload.after(++number, memory);
                learnt.clear();
                answer = dissector.look(payload, learnt);
                memory = learnt.memory();
                texts.addAll(texts());
            }
        }
        return texts;
    }

    private static List<Conversation.Turn> turns(
            Conversation conversation, byte[] secret, boolean apart) {
        List<Conversation.Turn> turns = new ArrayList<>();
        for (Conversation.Turn turn : conversation.turns()) {
            if (apart) {
                turns.add(turn);
                turns.add(new Conversation.Turn(turn.direction(), secret));
            } else {
                byte[] bytes = Samples.bytes().put(turn.bytes()).put(secret).done();
                turns.add(new Conversation.Turn(turn.direction(), bytes));
            }
        }
        return turns;
    }

    private List<String> texts() {
        return Stream.of(
                        learnt.grounds(),
                        learnt.serverName(),
                        learnt.applicationProtocol(),
                        learnt.version(),
                        learnt.software(),
                        learnt.question(),
                        learnt.fingerprint(),
                        learnt.chosenVersion(),
                        learnt.cipher(),
                        learnt.subject(),
                        learnt.issuer(),
                        learnt.alternativeName(),
                        learnt.application(),
                        learnt.tellings().toString())
                .filter(Objects::nonNull)
                .toList();
    }
}
