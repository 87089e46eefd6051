package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// KakaoTalk's LOCO, by a plain message's header or the key with which an encrypted session opens.
final class KakaoTalkDissector implements Dissector {

    static final Protocol KAKAOTALK = Protocol.named("kakaotalk", Category.SOCIAL);

    private static final int KEY_LENGTH = 256;
    private static final int KEY_HEADER = 12;

    /// Number, status, method, kind of body, length of body.
    private static final int HEADER = 4 + 2 + 11 + 1 + 4;

    private static final String[] METHODS = {"GETCONF\0", "CHECKIN\0", "LOGINLIST\0", "PING\0"};

    private static final About ABOUT =
            About.of(KAKAOTALK, "KakaoTalk (LOCO)")
                    .over(Transport.TCP)
                    .in("observed: LOCO's header, and the key that opens its secure layer")
                    .reads("method and length, or sizes and kinds of the key", HEADER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 4) {
            return payload.length() < 1 || payload.u8(0) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        boolean opensKey = payload.i32le(0) == KEY_LENGTH;
        if (!opensKey && payload.u24(1) != 0) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        boolean fits = opensKey ? isKey(payload) : isMessage(payload);
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds(opensKey ? "loco-key" : "loco-header");
        return Answer.YES;
    }

    private static boolean isKey(Payload payload) {
        int kind = payload.i32le(4);
        int cipher = payload.i32le(8);
        return payload.length() >= KEY_HEADER
                && kind >= 10
                && kind <= 20
                && cipher >= 1
                && cipher <= 4;
    }

    /// The body is BSON, whose length stands in its first four bytes.
    private static boolean isMessage(Payload payload) {
        for (String method : METHODS) {
            if (payload.hasAt(6, method)) {
                int body = payload.i32le(18);
                return payload.u16(4) == 0 && payload.u8(17) == 0 && body >= 5 && body < 0x10000;
            }
        }
        return false;
    }
}
