package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Calibration of controllers over Ethernet, by a connect command and its answer (ASAM MCD-1 XCP,
/// part 3, section 2; part 2, section 6.1).
final class XcpDissector implements Dissector {

    static final Protocol XCP = Protocol.named("xcp", Category.INDUSTRIAL);

    private static final int COMMAND = 6;
    private static final int ANSWER = 12;
    private static final int CONNECT = 0xff;
    private static final int POSITIVE = 0xff;

    private static final About ABOUT =
            About.of(XCP, "XCP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("ASAM MCD-1 XCP, parts 2 and 3")
                    .reads("a connect command and its answer", ANSWER)
                    .byShape()
                    .opens(2, 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.direction() == Direction.FROM_SOURCE) {
            boolean connect =
                    payload.length() >= COMMAND
                            && payload.u16le(0) == 2
                            && payload.u8(4) == CONNECT
                            && payload.u8(5) <= 1;
            if (!connect) {
                return Answer.NO;
            }
            learnt.remember(1);
            return Answer.PERHAPS;
        }
        boolean answer =
                payload.remembered() == 1
                        && payload.length() >= ANSWER
                        && payload.u16le(0) == 8
                        && payload.u8(4) == POSITIVE
                        && (payload.u8(5) & 0xe2) == 0
                        && payload.u16(10) == 0x0101;
        if (!answer) {
            return Answer.NO;
        }
        learnt.grounds("xcp-connect");
        return Answer.YES;
    }
}
