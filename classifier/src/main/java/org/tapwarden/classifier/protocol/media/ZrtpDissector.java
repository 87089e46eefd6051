package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// ZRTP, how the ends of a call agree on its keys, by the cookie and the message behind it (RFC
/// 6189, section 5).
final class ZrtpDissector implements Dissector {

    static final Protocol ZRTP = Protocol.named("zrtp", Category.CALLS);

    private static final int COOKIE = 0x5a52_5450;
    private static final int PREAMBLE = 0x505a;
    private static final int HEADER = 12;
    private static final int CHECKSUM = 4;

    private static final About ABOUT =
            About.of(ZRTP, "ZRTP")
                    .over(Transport.UDP)
                    .in("RFC 6189, section 5")
                    .reads("cookie, preamble and length", Payload.MAX_LOOKED_AT)
                    .opens(0x10);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean agrees =
                payload.length() >= HEADER + 12 + CHECKSUM
                        && payload.u8(0) == 0x10
                        && payload.i32(4) == COOKIE
                        && payload.u16(HEADER) == PREAMBLE
                        && HEADER + 4 * payload.u16(HEADER + 2) + CHECKSUM == payload.length();
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("zrtp-message");
        return Answer.YES;
    }
}
