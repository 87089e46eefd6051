package org.tapwarden.classifier.protocol.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.payload;
import static org.tapwarden.classifier.protocol.Samples.record;
import static org.tapwarden.classifier.protocol.Samples.usualHello;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Dissector.Answer;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

class MailDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static byte[] text(String text) {
        return MailConversations.text(text);
    }

    private Answer server(Dissector dissector, String text) {
        return look(dissector, Direction.FROM_DESTINATION, text(text), 0);
    }

    private Answer client(Dissector dissector, String text) {
        return look(dissector, Direction.FROM_SOURCE, text(text), 0);
    }

    private Answer look(Dissector dissector, Direction direction, byte[] bytes, long remembered) {
        Payload payload = payload(bytes, Transport.TCP, direction, 50_000, 40_000);
        payload.after(1, remembered);
        learnt.clear();
        return dissector.look(payload, learnt);
    }

    private static Protocol told(Conversation conversation) {
        return conversation.toldBy(MailDissectors.ALL);
    }

    @Test
    void a_greeting_of_ftp_and_its_login_are_not_mail() {
        var ftp =
                Conversation.tcp("ftp", 21)
                        .server(text("220 files.example.org FTP ready\r\n"))
                        .client(text("USER guest\r\n"))
                        .server(text("331 password please\r\n"))
                        .client(text("PASS guest\r\n"));
        assertThat(told(ftp)).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void an_answer_of_redis_is_not_a_greeting_of_pop3() {
        var redis =
                Conversation.tcp("resp", 6379)
                        .client(text("PING\r\n"))
                        .server(text("+OK\r\n"))
                        .client(text("PING\r\nPING\r\n"));
        assertThat(told(redis)).isSameAs(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "HELP\r\n",
                "EHLOX client\r\n",
                "EHLO client\n",
                "QUIT\r\n",
                "USER guest\r\n",
                "250 ok\r\n"
            })
    void smtp_is_opened_with_its_own_commands_only(String line) {
        assertThat(client(new SmtpDissector(), line)).isEqualTo(Answer.NO);
    }

    @Test
    void smtp_learns_the_greeting_and_not_who_writes() {
        assertThat(server(new SmtpDissector(), "220 mx.example.org ESMTP Example 1.2\r\n"))
                .isEqualTo(Answer.YES_MORE);
        assertThat(learnt.software()).isEqualTo("mx.example.org ESMTP Example 1.2");
        assertThat(client(new SmtpDissector(), "MAIL FROM:<anna@example.org>\r\n"))
                .isEqualTo(Answer.YES_MORE);
        assertThat(learnt.software()).isNull();
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void smtp_learns_the_name_in_the_hello_after_starttls() {
        byte[] stream =
                bytes().ascii("EHLO client\r\nstarttls\r\n")
                        .put(record(22, usualHello("mx.example.org")))
                        .done();
        assertThat(look(new SmtpDissector(), Direction.FROM_SOURCE, stream, 0))
                .isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("mx.example.org");
        assertThat(learnt.grounds()).isEqualTo("smtp-command");
    }

    @Test
    void smtp_waits_for_the_hello_and_ends_without_one() {
        assertThat(client(new SmtpDissector(), "EHLO client\r\nSTARTTLS\r\n"))
                .isEqualTo(Answer.YES_MORE);
        assertThat(client(new SmtpDissector(), "EHLO client\r\nSTARTTLS\r\nMAIL"))
                .isEqualTo(Answer.YES);
        assertThat(client(new SmtpDissector(), "EHLO client\r\n" + "x".repeat(Lines.BOUND)))
                .isEqualTo(Answer.YES);
    }

    @Test
    void imap_learns_the_name_in_the_hello_after_starttls() {
        byte[] stream =
                bytes().ascii("a1 CAPABILITY\r\na2 STARTTLS\r\n")
                        .put(record(22, usualHello("imap.example.org")))
                        .done();
        assertThat(look(new ImapDissector(), Direction.FROM_SOURCE, stream, 0))
                .isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("imap.example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* 3 EXISTS\r\n",
                "*1\r\n$4\r\nPING\r\n",
                "a1 NOOP\r\n",
                "GET / HTTP/1.1\r\n",
                " CAPABILITY\r\n",
                "a1  CAPABILITY\r\n"
            })
    void imap_needs_a_greeting_or_a_command_of_its_own(String line) {
        assertThat(client(new ImapDissector(), line)).isEqualTo(Answer.NO);
    }

    @Test
    void a_tag_has_an_end() {
        assertThat(client(new ImapDissector(), "a".repeat(32))).isEqualTo(Answer.PERHAPS);
        assertThat(client(new ImapDissector(), "a".repeat(33))).isEqualTo(Answer.NO);
    }

    @Test
    void pop3_takes_both_sides() {
        assertThat(client(new Pop3Dissector(), "CAPA\r\n")).isEqualTo(Answer.PERHAPS);
        assertThat(server(new Pop3Dissector(), "+OK ready\r\n")).isEqualTo(Answer.PERHAPS);
        assertThat(server(new Pop3Dissector(), "+OKAY ready\r\n")).isEqualTo(Answer.NO);
        assertThat(server(new Pop3Dissector(), "+PONG\r\n")).isEqualTo(Answer.NO);
        assertThat(server(new Pop3Dissector(), "+OK POP3 ready\r\n")).isEqualTo(Answer.YES_MORE);
    }

    @Test
    void pop3_learns_no_user_name() {
        assertThat(look(new Pop3Dissector(), Direction.FROM_SOURCE, text("USER anna\r\n"), 1))
                .isEqualTo(Answer.YES_MORE);
        assertThat(learnt.software()).isNull();
        assertThat(learnt.grounds()).isEqualTo("pop3-command");
    }

    @Test
    void pop3_learns_the_name_in_the_hello_after_stls() {
        byte[] stream =
                bytes().ascii("STLS\r\n").put(record(22, usualHello("pop.example.org"))).done();
        assertThat(look(new Pop3Dissector(), Direction.FROM_SOURCE, stream, 1))
                .isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("pop.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GROUP example\r\n", "LIST\r\n", "POST\r\n", "POST / HTTP/1.1\r\n"})
    void news_are_not_told_by_words_that_others_have(String line) {
        assertThat(client(new NntpDissector(), line)).isEqualTo(Answer.NO);
    }

    @Test
    void news_are_told_by_a_greeting_that_names_them() {
        assertThat(server(new NntpDissector(), "200 Example NNTP daemon\r\n"))
                .isEqualTo(Answer.YES_MORE);
        assertThat(learnt.software()).isEqualTo("Example NNTP daemon");
        assertThat(server(new NntpDissector(), "200 ok\r\n")).isEqualTo(Answer.PERHAPS);
        assertThat(server(new NntpDissector(), "220 Example NNTP daemon\r\n")).isEqualTo(Answer.NO);
    }

    @Test
    void managesieve_is_told_by_its_first_capability() {
        var sieve = new ManageSieveDissector();
        assertThat(server(sieve, "\"IMPLEMENTATION\" \"Example 1\"\r\n")).isEqualTo(Answer.YES);
        assertThat(learnt.software()).isEqualTo("Example 1");
        assertThat(server(sieve, "\"IMPLEMENTATION\" \"Exam")).isEqualTo(Answer.PERHAPS);
        assertThat(server(sieve, "\"SIEVE\" \"fileinto\"\r\n")).isEqualTo(Answer.NO);
    }
}
