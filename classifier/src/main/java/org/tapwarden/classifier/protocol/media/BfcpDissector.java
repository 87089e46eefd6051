package org.tapwarden.classifier.protocol.media;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// BFCP, who has the floor in a conference, by a request and its answer (RFC 8855, section 5.1).
///
/// A header alone is 16 bits that fit; the answer has to repeat conference, transaction and user.
final class BfcpDissector implements Dissector {

    static final Protocol BFCP = Protocol.named("bfcp", Category.CALLS);

    private static final int HEADER = 12;

    /// Version 1 over streams, 2 over datagrams; older ones say 1 there, too.
    private static final int FIRST_VERSION = 1;

    private static final int LAST_VERSION = 2;

    private static final int LAST_PRIMITIVE = 18;
    private static final int ATTRIBUTES = 4096;

    private static final About ABOUT =
            About.of(BFCP, "BFCP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 8855, section 5.1")
                    .reads("the headers of a request and its answer", HEADER)
                    .byShape()
                    .opens(0x20, 0x28, 0x30, 0x38, 0x40, 0x48, 0x50, 0x58);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER) {
            boolean open =
                    payload.transport() == Transport.TCP && (length == 0 || isStart(payload));
            learnt.remember(open ? payload.remembered() : 0);
            return open ? Answer.PERHAPS : Answer.NO;
        }
        int primitive = payload.u8(1);
        int words = payload.u16(2);
        boolean possible =
                isStart(payload)
                        && primitive >= 1
                        && primitive <= LAST_PRIMITIVE
                        && words <= ATTRIBUTES / 4
                        && payload.i64(4) != 0;
        if (!possible) {
            return Answer.NO;
        }
        // In datagrams, or in a stream that waits for an answer, no byte is left over.
        if (length > HEADER + 4 * words) {
            return Answer.NO;
        }
        boolean answers = payload.direction() == Direction.FROM_DESTINATION;
        if (answers && payload.remembered() == payload.i64(4)) {
            if (!isAnswer(primitive)) {
                return Answer.NO;
            }
            learnt.grounds("bfcp-answer");
            return Answer.YES;
        }
        if (payload.remembered() != 0 && answers) {
            return Answer.NO;
        }
        learnt.remember(answers ? 0 : payload.i64(4));
        return Answer.PERHAPS;
    }

    private static boolean isStart(Payload payload) {
        int version = payload.u8(0) >>> 5;
        return version >= FIRST_VERSION && version <= LAST_VERSION && (payload.u8(0) & 0x07) == 0;
    }

    /// Statuses, acknowledgements, errors.
    private static boolean isAnswer(int primitive) {
        return switch (primitive) {
            case 4, 6, 8, 10, 12, 13, 14, 15, 16, 18 -> true;
            default -> false;
        };
    }
}
