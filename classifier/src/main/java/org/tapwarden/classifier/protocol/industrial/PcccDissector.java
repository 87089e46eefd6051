package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Commands of Allen-Bradley's older controllers over TCP, by the opening of a session and its
/// answer (no public specification; observed: header of 28 bytes).
final class PcccDissector implements Dissector {

    static final Protocol PCCC = Protocol.named("pccc", Category.INDUSTRIAL);

    private static final int PORT = 2222;
    private static final int HEADER = 28;
    private static final int OPEN = 0x0101_0000;
    private static final int OPENED = 0x0201_0000;

    private static final About ABOUT =
            About.of(PCCC, "PCCC over TCP (CSPv4)")
                    .over(Transport.TCP)
                    .in("observed: a session's opening and its answer")
                    .reads("headers of both sides", HEADER)
                    .byShape()
                    .opens(OPEN >>> 24, OPENED >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT)) {
            return Answer.NO;
        }
        boolean client = payload.direction() == Direction.FROM_SOURCE;
        int sign = client ? OPEN : OPENED;
        if (payload.length() > 0 && payload.u8(0) != sign >>> 24) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return payload.length() < 4 || payload.i32(0) == sign
                    ? again(payload, learnt)
                    : Answer.NO;
        }
        if (payload.i32(0) != sign || payload.i32(8) != 0 || client != (payload.i32(4) == 0)) {
            return Answer.NO;
        }
        long side = client ? 1 : 2;
        long before = payload.remembered();
        if ((before | side) == 3) {
            learnt.grounds("pccc-session");
            return Answer.YES;
        }
        learnt.remember(side);
        return Answer.PERHAPS;
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }
}
