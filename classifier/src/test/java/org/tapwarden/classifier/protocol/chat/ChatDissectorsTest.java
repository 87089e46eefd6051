package org.tapwarden.classifier.protocol.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.payload;
import static org.tapwarden.classifier.protocol.Samples.record;
import static org.tapwarden.classifier.protocol.Samples.usualHello;

import java.util.Arrays;
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

class ChatDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static byte[] text(String text) {
        return ChatConversations.text(text);
    }

    private Answer client(Dissector dissector, byte[] bytes) {
        return look(dissector, Direction.FROM_SOURCE, bytes);
    }

    private Answer look(Dissector dissector, Direction direction, byte[] bytes) {
        Transport transport = dissector.about().transports().iterator().next();
        Payload payload = payload(bytes, transport, direction, 50_000, 5222);
        learnt.clear();
        return dissector.look(payload, learnt);
    }

    private static Protocol told(Conversation conversation) {
        return conversation.toldBy(ChatDissectors.ALL);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void xmpp_learns_the_domain_it_is_for() {
        assertThat(client(new XmppDissector(), ChatConversations.xmppStream("jabber:client")))
                .isEqualTo(Answer.YES_MORE);
        assertThat(learnt.serverName()).isEqualTo("chat.example.org");
    }

    @Test
    void xmpp_learns_no_address_of_a_person() {
        byte[] stream = text("<stream:stream to='anna@example.org/phone'>");
        assertThat(client(new XmppDissector(), stream)).isEqualTo(Answer.YES_MORE);
        assertThat(learnt.serverName()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'></starttls>"
            })
    void xmpp_learns_the_name_in_the_hello_after_starttls(String starttls) {
        byte[] stream =
                bytes().ascii("<stream:stream to='example.org'>" + starttls)
                        .put(record(22, usualHello("xmpp.example.org")))
                        .done();
        assertThat(client(new XmppDissector(), stream)).isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("xmpp.example.org");
        assertThat(learnt.grounds()).isEqualTo("xmpp-stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>",
                "<!DOCTYPE html>",
                "{\"a\":\"<stream:stream\"}",
                "<message>xxxxxxxxxxxxxxxxxxx</message>"
            })
    void other_markup_is_not_xmpp(String markup) {
        assertThat(client(new XmppDissector(), text(markup + " ".repeat(600))))
                .isEqualTo(Answer.NO);
    }

    @Test
    void another_document_in_xml_is_not_xmpp() {
        byte[] soap = text("<?xml version='1.0'?><soap:Envelope>" + "x".repeat(600));
        assertThat(client(new XmppDissector(), soap)).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "USER guest\r\nPASS guest\r\nLIST\r\n",
                "NICKNAME\r\nUSER a b c d\r\n",
                "PASS secret\r\nSYST\r\n",
                "PING\r\nPING\r\n",
                "NOTIFY * HTTP/1.1\r\n"
            })
    void words_of_other_protocols_are_not_irc(String lines) {
        assertThat(client(new IrcDissector(), text(lines))).isEqualTo(Answer.NO);
    }

    @Test
    void a_nickname_alone_does_not_convince() {
        assertThat(client(new IrcDissector(), text("NICK guest\r\n"))).isEqualTo(Answer.PERHAPS);
        assertThat(client(new IrcDissector(), text("NICK guest\r\nUSER guest\r\n")))
                .isEqualTo(Answer.PERHAPS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":\r\n:\r\n:\r\n",
                ":irc.example.org 01 guest\r\n",
                ":irc.example.org HELLO guest\r\n",
                "220 irc.example.org ready\r\n"
            })
    void a_server_of_irc_says_who_it_is_and_what_it_sends(String line) {
        assertThat(look(new IrcDissector(), Direction.FROM_DESTINATION, text(line)))
                .isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 7, 8, 12, 16 + 8 + 7})
    void a_bind_of_smpp_has_to_be_right_to_the_byte(int at) {
        byte[] wrong = with(ChatConversations.smppBind(), at, 0x81);
        assertThat(client(new SmppDissector(), wrong)).isEqualTo(Answer.NO);
    }

    @Test
    void a_link_of_smpp_is_asked_for_with_its_header_alone() {
        byte[] longer = bytes().hex("00000014 00000015 00000000 00000002 00000000").done();
        assertThat(client(new SmppDissector(), longer)).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7})
    void whatsapp_is_told_by_its_whole_prologue(int at) {
        byte[] wrong = with(ChatConversations.whatsApp(), at, 0x7f);
        assertThat(client(new WhatsAppDissector(), wrong)).isEqualTo(Answer.NO);
    }

    @Test
    void a_route_to_whatsapp_is_short() {
        byte[] far = bytes().ascii("ED").hex("0001 000041").zeros(0x41).done();
        assertThat(client(new WhatsAppDissector(), far)).isEqualTo(Answer.NO);
        byte[] near = bytes().ascii("ED").hex("0001 000040").done();
        assertThat(client(new WhatsAppDissector(), near)).isEqualTo(Answer.PERHAPS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9, 18, 22})
    void a_request_for_a_key_of_telegram_has_to_be_right(int at) {
        byte[] wrong = with(ChatConversations.mtProto(), at, 0x55);
        assertThat(client(new TelegramDissector(), wrong)).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 23, 27, 28, 31})
    void a_query_to_a_reflector_has_ninety_six_ones_and_a_kind(int at) {
        byte[] wrong = with(ChatConversations.reflectorQuery(), at, 0x55);
        assertThat(told(Conversation.udp("telegram", 533).client(wrong)))
                .isSameAs(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8})
    void a_head_and_nothing_but_ones_is_not_a_query_to_a_reflector(int head) {
        byte[] ones = new byte[32];
        Arrays.fill(ones, head, ones.length, (byte) 0xff);
        assertThat(told(Conversation.udp("telegram", 533).client(ones))).isSameAs(Protocol.UNKNOWN);
    }

    private static Conversation threema(int port, int client, int server, int frame) {
        return Conversation.tcp("threema", port)
                .client(bytes().noise(client).done())
                .server(bytes().noise(server).done())
                .client(bytes().noise(144).done())
                .server(bytes().noise(32).u8(frame).u8(0).noise(20).done());
    }

    @Test
    void threema_is_told_by_sizes_port_and_frames_together() {
        assertThat(told(threema(5222, 48, 80, 20))).isSameAs(ThreemaDissector.THREEMA);
        assertThat(told(threema(5223, 48, 80, 20))).isSameAs(Protocol.UNKNOWN);
        assertThat(told(threema(5222, 47, 80, 20))).isSameAs(Protocol.UNKNOWN);
        assertThat(told(threema(5222, 48, 81, 20))).isSameAs(Protocol.UNKNOWN);
        assertThat(told(threema(5222, 48, 80, 19))).isSameAs(Protocol.UNKNOWN);
        assertThat(told(threema(5222, 48, 80, 21))).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void imo_takes_four_datagrams_of_both_sides() {
        var calls = Conversation.udp("imo", 40_002);
        for (int i = 0; i < 6; i++) {
            calls = calls.client(ChatConversations.imo(0x0d, 100 + i));
        }
        assertThat(told(calls)).isSameAs(Protocol.UNKNOWN);
        assertThat(told(calls.server(ChatConversations.imo(3, 9)))).isSameAs(ImoDissector.IMO);
        assertThat(told(calls.client(bytes().noise(40).done()).server(ChatConversations.imo(3, 9))))
                .isSameAs(Protocol.UNKNOWN);
    }

    private static Conversation qq(String question, String answer, int end) {
        return Conversation.udp("qq", 8000)
                .client(bytes().hex(question).noise(24).u8(3).done())
                .server(bytes().hex(answer).noise(24).u8(end).done());
    }

    @Test
    void qq_takes_the_answer_to_a_question() {
        String question = "02 2a3b 0062 1234 0a0b0c0d";
        assertThat(told(qq(question, question, 3))).isSameAs(QqDissector.QQ);
        assertThat(told(qq(question, question, 4))).isSameAs(Protocol.UNKNOWN);
        assertThat(told(qq(question, "02 2a3b 0063 1234 0a0b0c0d", 3))).isSameAs(Protocol.UNKNOWN);
        assertThat(told(qq(question, "02 2a3b 0062 1234 0a0b0c0e", 3))).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void the_same_question_again_is_no_answer_of_qq() {
        byte[] question = bytes().hex("02 2a3b 0062 1234 0a0b0c0d").noise(24).u8(3).done();
        var asked = Conversation.udp("qq", 8000).client(question).client(question);
        assertThat(told(asked)).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void kakaotalk_is_told_by_a_method_and_a_body_that_fits() {
        var loco = bytes().hex("01000000 0000").ascii("CHECKIN").zeros(4).hex("00 20000000");
        assertThat(client(new KakaoTalkDissector(), loco.done())).isEqualTo(Answer.YES);
        byte[] good = loco.done();
        assertThat(client(new KakaoTalkDissector(), with(good, 6, 'X'))).isEqualTo(Answer.NO);
        assertThat(client(new KakaoTalkDissector(), with(good, 21, 0x10))).isEqualTo(Answer.NO);
        byte[] key = bytes().hex("00010000 0e000000 03000000").noise(256).done();
        assertThat(client(new KakaoTalkDissector(), with(key, 5, 1))).isEqualTo(Answer.NO);
        assertThat(client(new KakaoTalkDissector(), with(key, 8, 9))).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 8, 9, 10, 11})
    void mmtls_is_told_by_its_versions_and_lengths(int at) {
        byte[] good = bytes().hex("16f104 0065 00000061 01 04f1").noise(94).done();
        assertThat(client(new WeChatDissector(), good)).isEqualTo(Answer.YES);
        assertThat(client(new WeChatDissector(), with(good, at, 0x55))).isEqualTo(Answer.NO);
    }
}
