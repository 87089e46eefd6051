package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// PCEP, with which a router asks somebody else for a path: the message that opens a session and
/// the object in it (RFC 5440, sections 6.1, 6.2 and 7.3).
final class PcepDissector implements Dissector {

    static final Protocol PCEP = Protocol.named("pcep", Category.NETWORK);

    private static final int START = 0x2001;
    private static final int OBJECT = 4;
    private static final int OPEN_CLASS = 1;
    private static final int VERSION = 0x20;
    private static final int BOUND = OBJECT + 5;
    private static final int MAX_MESSAGE = 2048;

    private static final About ABOUT =
            About.of(PCEP, "PCEP")
                    .over(Transport.TCP)
                    .in("RFC 5440, sections 6.1, 6.2 and 7.3")
                    .reads("the message that opens a session", BOUND)
                    .opens(START >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 2) {
            boolean could = payload.length() < 1 || payload.u8(0) == START >>> 8;
            return could ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u16(0) != START) {
            return Answer.NO;
        }
        if (payload.length() < BOUND) {
            return Answer.PERHAPS;
        }
        int size = payload.u16(2);
        int object = payload.u16(OBJECT + 2);
        boolean known =
                size % 4 == 0
                        && size <= MAX_MESSAGE
                        && payload.u8(OBJECT) == OPEN_CLASS
                        && payload.u8(OBJECT + 1) >>> 4 == 1
                        && object % 4 == 0
                        && object >= 8
                        && OBJECT + object <= size
                        && payload.u8(OBJECT + 4) == VERSION;
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("pcep-open");
        return Answer.YES;
    }
}
