package org.tapwarden.classifier.protocol.chat;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class ChatDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new XmppDissector(),
                    new WhatsAppDissector(),
                    new TelegramDissector(),
                    new WeChatDissector(),
                    new KakaoTalkDissector(),
                    new IrcDissector(),
                    new SmppDissector(),
                    new ThreemaDissector(),
                    new ImoDissector(),
                    new QqDissector());

    private ChatDissectors() {}
}
