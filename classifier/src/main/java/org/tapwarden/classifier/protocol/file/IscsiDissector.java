package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// iSCSI, by a login request or response with its text keys (RFC 7143, sections 11.12 and 11.13).
final class IscsiDissector implements Dissector {
    static final Protocol ISCSI = Protocol.named("iscsi", Category.FILE_SERVICE);

    private static final int HEADER = 48;
    private static final int LOGIN_REQUEST = 0x43;
    private static final int LOGIN_RESPONSE = 0x23;
    private static final int MAX_TEXT = 8192;
    private static final int MAX_KEY = 63;
    private static final int BOUND = HEADER + MAX_KEY + 1;

    private static final About ABOUT =
            About.of(ISCSI, "iSCSI")
                    .over(Transport.TCP)
                    .in("RFC 7143, sections 11.12, 11.13 and 6.1")
                    .reads("the header of a login and its first key", BOUND)
                    .opens(LOGIN_REQUEST, LOGIN_RESPONSE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length > 0 && payload.u8(0) != LOGIN_REQUEST && payload.u8(0) != LOGIN_RESPONSE) {
            return Answer.NO;
        }
        if (length < 8) {
            return Answer.PERHAPS;
        }
        boolean request = payload.u8(0) == LOGIN_REQUEST;
        int text = payload.u24(5);
        boolean possible =
                payload.u16(2) == 0
                        && payload.u8(4) == 0
                        && text <= MAX_TEXT
                        && (payload.u8(1) & 0x30) == 0
                        && (!request || text > 0);
        if (!possible) {
            return Answer.NO;
        }
        if (length < Math.min(HEADER + text, BOUND)) {
            return Answer.PERHAPS;
        }
        if (text == 0) {
            return Answer.PERHAPS;
        }
        int equals = Opening.find(payload, HEADER, Math.min(length, BOUND), '=');
        if (equals < HEADER + 4 || !isKey(payload, HEADER, equals)) {
            return Answer.NO;
        }
        learnt.grounds(request ? "iscsi-login" : "iscsi-login-response");
        return Answer.YES;
    }

    /// Keys begin with a capital letter (RFC 7143, section 6.1), those of vendors with `X-`.
    private static boolean isKey(Payload payload, int from, int to) {
        if (payload.u8(from) < 'A' || payload.u8(from) > 'Z') {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            int c = payload.u8(i) | 0x20;
            if ((c < 'a' || c > 'z') && (c < '-' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
