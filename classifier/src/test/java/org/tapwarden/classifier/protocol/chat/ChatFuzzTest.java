package org.tapwarden.classifier.protocol.chat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class ChatFuzzTest extends FuzzTarget {

    @FuzzTest
    void xmpp(byte[] bytes) {
        look(new XmppDissector(), bytes);
    }

    @FuzzTest
    void whatsApp(byte[] bytes) {
        look(new WhatsAppDissector(), bytes);
    }

    @FuzzTest
    void telegram(byte[] bytes) {
        look(new TelegramDissector(), bytes);
    }

    @FuzzTest
    void weChat(byte[] bytes) {
        look(new WeChatDissector(), bytes);
    }

    @FuzzTest
    void kakaoTalk(byte[] bytes) {
        look(new KakaoTalkDissector(), bytes);
    }

    @FuzzTest
    void irc(byte[] bytes) {
        look(new IrcDissector(), bytes);
    }

    @FuzzTest
    void smpp(byte[] bytes) {
        look(new SmppDissector(), bytes);
    }

    @FuzzTest
    void threema(byte[] bytes) {
        look(new ThreemaDissector(), bytes);
    }

    @FuzzTest
    void imo(byte[] bytes) {
        look(new ImoDissector(), bytes);
    }

    @FuzzTest
    void qq(byte[] bytes) {
        look(new QqDissector(), bytes);
    }
}
