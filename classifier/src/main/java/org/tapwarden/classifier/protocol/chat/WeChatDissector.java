package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// WeChat's MMTLS, which is TLS's record layer under versions of its own (Citizen Lab, "Should We
/// Chat, Too?", 2024): the first record is a hello whose lengths add up.
final class WeChatDissector implements Dissector {

    static final Protocol WECHAT = Protocol.named("wechat", Category.SOCIAL);

    private static final int HANDSHAKE = 0x16;
    private static final int RESUMED = 0x19;
    private static final int RECORD_HEADER = 5;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;

    private static final About ABOUT =
            About.of(WECHAT, "WeChat (MMTLS)")
                    .over(Transport.TCP)
                    .in("Citizen Lab: Should We Chat, Too? (2024), the MMTLS record")
                    .reads("the first record's header and the hello's", RECORD_HEADER + 7)
                    .opens(HANDSHAKE, RESUMED);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < RECORD_HEADER + 7) {
            boolean possible =
                    (payload.length() < 1 || isFirst(payload.u8(0)))
                            && (payload.length() < 2 || payload.u8(1) == 0xf1);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        if (!isFirst(payload.u8(0)) || payload.u8(1) != 0xf1) {
            return Answer.NO;
        }
        int record = payload.u16(3);
        int hello = payload.i32(RECORD_HEADER);
        int kind = payload.u8(RECORD_HEADER + 4);
        boolean fits =
                isVersion(payload.u8(2))
                        && hello == record - 4
                        && (kind == CLIENT_HELLO || kind == SERVER_HELLO)
                        && isVersion(payload.u8(RECORD_HEADER + 5))
                        && payload.u8(RECORD_HEADER + 6) == 0xf1;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("mmtls-hello");
        return Answer.YES;
    }

    private static boolean isFirst(int type) {
        return type == HANDSHAKE || type == RESUMED;
    }

    private static boolean isVersion(int minor) {
        return minor == 3 || minor == 4;
    }
}
