package org.tapwarden.classifier.protocol.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.element;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.kerberos;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.lengthFirst;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Dissector.Answer;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

/// Whose a granted ticket is.
class KerberosNameTest {

    private final KerberosDissector dissector = new KerberosDissector();

    /// KDC-REP as RFC 4120, section 5.4.2 has it: what helps to prove it, the realm, the name, and
    /// a ticket that is none.
    private static byte[] reply(int type, String realm, int preparation, String... name) {
        var strings = bytes();
        for (String component : name) {
            strings.put(text(component));
        }
        byte[] principal =
                element(
                        0x30,
                        bytes().hex("a003020101")
                                .put(element(0xa1, element(0x30, strings.done())))
                                .done());
        byte[] fields =
                bytes().hex("a003020105 a10302010b".replace("0b", type == 11 ? "0b" : "0d"))
                        .put(element(0xa2, bytes().noise(preparation).done()))
                        .put(element(0xa3, text(realm)))
                        .put(element(0xa4, principal))
                        .put(element(0xa5, bytes().ascii("a ticket, and no secret of it").done()))
                        .done();
        return element(0x60 | type, element(0x30, fields));
    }

    private static byte[] text(String text) {
        return element(0x1b, bytes().ascii(text).done());
    }

    private Answer udp(byte[] message, Learnt learnt) {
        return dissector.look(Samples.reply(message, 88), learnt);
    }

    private Answer tcp(byte[] stream, Learnt learnt) {
        return dissector.look(
                Samples.payload(stream, Transport.TCP, Direction.FROM_DESTINATION, 50_000, 88),
                learnt);
    }

    private static List<String> accounts(Learnt learnt) {
        return learnt.tellings().stream()
                .map(t -> (Telling.AccountUsed) t)
                .map(Telling.AccountUsed::account)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "11, 20, kim, kim@SCHOOL.EXAMPLE",
        "13, 200, kim, kim@SCHOOL.EXAMPLE",
        "11, 3000, PC1$, PC1$@SCHOOL.EXAMPLE",
        "11, 20, kim@mail.example, kim@mail.example"
    })
    void a_granted_ticket_says_whose_it_is(int type, int preparation, String name, String account) {
        byte[] reply = reply(type, "SCHOOL.EXAMPLE", preparation, name);
        var learnt = new Learnt();
        assertThat(udp(reply, learnt)).isEqualTo(Answer.YES);
        assertThat(accounts(learnt)).containsExactly(account);
        var stream = new Learnt();
        assertThat(tcp(lengthFirst(reply), stream)).isEqualTo(Answer.YES);
        assertThat(accounts(stream)).containsExactly(account);
    }

    @Test
    void a_name_of_several_parts_has_slashes_between() {
        var learnt = new Learnt();
        assertThat(udp(reply(11, "R", 1, "host", "pc1.school.example"), learnt))
                .isEqualTo(Answer.YES);
        assertThat(accounts(learnt)).containsExactly("host/pc1.school.example@R");
    }

    @Test
    void whoever_only_asks_or_is_refused_or_is_anonymous_is_nobody() {
        var learnt = new Learnt();
        assertThat(udp(kerberos(10, 0xa1), learnt)).isEqualTo(Answer.YES_SIDE);
        assertThat(udp(kerberos(30, 0xa0), learnt)).isEqualTo(Answer.YES_MORE);
        assertThat(udp(reply(11, "WELLKNOWN:ANONYMOUS", 1, "WELLKNOWN", "ANONYMOUS"), learnt))
                .isEqualTo(Answer.YES);
        assertThat(learnt.tellings()).isEmpty();
    }

    @Test
    void a_reply_behind_an_error_in_the_same_stream_counts() {
        byte[] error = lengthFirst(element(0x7e, element(0x30, kerberosError())));
        byte[] reply = lengthFirst(reply(11, "R", 20, "kim"));
        var learnt = new Learnt();
        assertThat(tcp(error, learnt)).isEqualTo(Answer.YES_MORE);
        assertThat(tcp(bytes().put(error).put(reply).done(), learnt)).isEqualTo(Answer.YES);
        assertThat(accounts(learnt)).containsExactly("kim@R");
    }

    private static byte[] kerberosError() {
        return bytes().hex("a003020105 a10302011e").noise(60).done();
    }

    @Test
    void a_stream_that_stops_before_the_name_may_bring_it() {
        byte[] whole = lengthFirst(reply(11, "SCHOOL.EXAMPLE", 3_000, "kim"));
        for (int length : new int[] {100, 1_460, 2_920}) {
            var learnt = new Learnt();
            assertThat(tcp(Arrays.copyOf(whole, length), learnt)).isEqualTo(Answer.YES_MORE);
            assertThat(learnt.tellings()).isEmpty();
        }
    }

    @Test
    void where_nobody_listens_nothing_is_told() {
        var learnt = new Learnt(false);
        assertThat(udp(reply(11, "R", 20, "kim"), learnt)).isEqualTo(Answer.YES);
        assertThat(learnt.tellings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void lengths_that_lie_say_nothing_and_break_nothing(int bit) {
        byte[] right = reply(11, "SCHOOL.EXAMPLE", 20, "kim");
        for (int at = 14; at < right.length; at++) {
            byte[] wrong = right.clone();
            wrong[at] ^= (byte) (1 << bit);
            var learnt = new Learnt();
            Answer answer = udp(wrong, learnt);
            assertThat(answer).isNotEqualTo(Answer.PERHAPS);
            assertThat(accounts(learnt)).allSatisfy(a -> assertThat(a).doesNotContain("secret"));
        }
    }
}
