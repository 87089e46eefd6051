package org.tapwarden.classifier.protocol.naming;

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
class NamingDissectorsTest {

    private static final int[] PORTS =
            NamingConversations.ALL.stream().mapToInt(Conversation::port).distinct().toArray();

    private final Learnt learnt = new Learnt();

    /// A conversation of the family, by its number in the list.
    private static Conversation conversation(String word, int number) {
        return NamingConversations.ALL.stream()
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
        return conversation.toldBy(NamingDissectors.ALL);
    }

    /// Word, number of the conversation with this word, offset in its last message, what stands
    /// there instead.
    @ParameterizedTest
    @CsvSource({
        "dnscrypt, 0, 0, 73",
        "dnscrypt, 1, 9, 39",
        "dnscrypt, 2, 12, 02",
        "dnscrypt, 2, 13, 33",
        "dnscrypt, 3, 0, fe",
        "dnscrypt, 3, 9, 01",
        "dnscrypt, 3, 20, fffe",
        "dnscrypt, 3, 26, 0000",
        "service_location_protocol, 0, 0, 03",
        "service_location_protocol, 0, 1, 0c",
        "service_location_protocol, 0, 4, 1e",
        "service_location_protocol, 0, 6, 01",
        "service_location_protocol, 0, 13, 01",
        "service_location_protocol, 0, 14, 31",
        "service_location_protocol, 1, 1, 0b",
        "service_location_protocol, 1, 3, 1a",
        "service_location_protocol, 1, 5, 01",
        "service_location_protocol, 1, 6, 00",
        "wsd, 0, 0, 20",
        "wsd, 0, 24, 65",
        "nat-pmp, 0, 1, 83",
        "nat-pmp, 0, 2, 0006",
        "nat-pmp, 1, 1, 03",
        "nat-pmp, 1, 3, 01",
        "nat-pmp, 1, 4, 0000",
        "nat-pmp, 1, 8, 7f",
        "pcp, 0, 0, 03",
        "pcp, 0, 1, 03",
        "pcp, 0, 2, 01",
        "pcp, 0, 3, 01",
        "pcp, 0, 37, 01",
        "whois-das, 0, 3, 00",
        "mikrotik, 0, 5, 02",
        "mikrotik, 0, 7, 07",
        "mikrotik, 0, 14, 00ff",
        "mikrotik, 0, 17, 05",
        "rndc, 0, 7, 02",
        "rndc, 0, 9, 2d",
        "omapi, 0, 3, 65",
        "omapi, 0, 7, 19"
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
        "service_location_protocol, 0",
        "service_location_protocol, 1",
        "nat-pmp, 1",
        "pcp, 0",
        "mikrotik, 0"
    })
    void a_datagram_that_misses_a_byte_or_has_one_more_is_not_told(String word, int number) {
        Conversation right = conversation(word, number);
        assertThat(toldBy(with(right, bytes -> Arrays.copyOf(bytes, bytes.length - 1))))
                .isSameAs(Protocol.UNKNOWN);
        assertThat(toldBy(with(right, bytes -> Arrays.copyOf(bytes, bytes.length + 1))))
                .isSameAs(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"nat-pmp, 0", "nat-pmp, 1", "pcp, 0", "whois-das, 0", "llmnr, 1"})
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
            for (Dissector dissector : NamingDissectors.ALL) {
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
    void a_certificate_on_port_53_stays_dns() {
        Conversation asks = conversation("dnscrypt", 2);
        var usual = new Conversation("dns", asks.transport(), 53, asks.turns());
        assertThat(toldBy(usual)).isSameAs(Protocol.DNS);
    }

    @Test
    void padding_alone_is_no_dnscrypt() {
        var padded =
                Conversation.udp("dnscrypt", 443)
                        .client(NamingConversations.dnsCryptQuery())
                        .client(NamingConversations.dnsCryptQuery())
                        .server(Samples.bytes().noise(240).done());
        assertThat(toldBy(padded)).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void a_question_for_the_public_address_needs_its_answer() {
        var asked = Conversation.udp("nat-pmp", 5351).client(Samples.bytes().hex("0000").done());
        assertThat(toldBy(asked)).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void whois_needs_a_line_and_then_text() {
        byte[] line = Samples.bytes().ascii("example.org\r\n").done();
        byte[] text = Samples.bytes().ascii("% Registry of examples\r\n").done();
        assertThat(toldBy(Conversation.tcp("whois-das", 43).client(line)))
                .isSameAs(Protocol.UNKNOWN);
        assertThat(toldBy(Conversation.tcp("whois-das", 43).server(text)))
                .isSameAs(Protocol.UNKNOWN);
        assertThat(toldBy(Conversation.tcp("whois-das", 43).server(text).client(line)))
                .as("a server that greets")
                .isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void a_router_says_what_it_runs() {
        var payload = Samples.udp(NamingConversations.mikrotik(), 5678);
        assertThat(new MikrotikDissector().look(payload, learnt)).isEqualTo(Dissector.Answer.YES);
        assertThat(learnt.software()).isEqualTo("RouterOS 7.10 (stable)");
    }
}
