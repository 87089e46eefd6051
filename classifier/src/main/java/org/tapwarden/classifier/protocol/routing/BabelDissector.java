package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Babel, by its magic, version and fields that fill the body (RFC 8966, section 4.2).
final class BabelDissector implements Dissector {

    static final Protocol BABEL = Protocol.named("babel", Category.NETWORK);

    private static final int PORT = 6696;
    private static final int START = 42 << 8 | 2;
    private static final int HEADER = 4;
    private static final int PAD = 0;
    private static final int LAST_FIELD = 32;

    private static final About ABOUT =
            About.of(BABEL, "Babel")
                    .over(Transport.UDP)
                    .in("RFC 8966, section 4.2")
                    .reads("magic, version, length and all fields on port 6696", 2048)
                    .opens(START >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER + 2 || payload.u16(0) != START || !payload.hasPort(PORT)) {
            return Answer.NO;
        }
        int end = HEADER + payload.u16(2);
        // Only a digest may stand behind the body (RFC 8967).
        if (end > length || end > 2048 || length - end > 64) {
            return Answer.NO;
        }
        int at = HEADER;
        while (at < end) {
            int type = payload.u8(at);
            if (type > LAST_FIELD || (type != PAD && at + 2 > end)) {
                return Answer.NO;
            }
            at += type == PAD ? 1 : 2 + payload.u8(at + 1);
        }
        if (at != end || end == HEADER) {
            return Answer.NO;
        }
        learnt.grounds("babel-fields");
        return Answer.YES;
    }
}
