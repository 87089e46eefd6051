package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The Web Cache Communication Protocol, version 2, by kind, version and length
/// (draft-mclaggan-wccp-v2rev1, section 5.1).
final class WccpDissector implements Dissector {

    static final Protocol WCCP = Protocol.named("wccp", Category.NETWORK);

    private static final int HEADER = 8;
    private static final int FIRST_KIND = 10;
    private static final int LAST_KIND = 13;
    private static final int SECURITY = 0;

    private static final About ABOUT =
            About.of(WCCP, "WCCP")
                    .over(Transport.UDP)
                    .in("draft-mclaggan-wccp-v2rev1, section 5.1")
                    .reads("kind, version, length and the security component", HEADER + 4)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER + 8) {
            return Answer.NO;
        }
        int kind = payload.i32(0);
        int version = payload.u16(4);
        boolean known =
                kind >= FIRST_KIND
                        && kind <= LAST_KIND
                        && (version == 0x0200 || version == 0x0201)
                        && payload.u16(6) == payload.length() - HEADER
                        && payload.u16(HEADER) == SECURITY;
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("wccp-header");
        return Answer.YES;
    }
}
