package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Crestron's control systems: the discovery over UDP, and what panels and processors open a
/// connection with (no public specification; observed).
final class CrestronDissector implements Dissector {

    static final Protocol CRESTRON = Protocol.named("crestron", Category.INDUSTRIAL);

    private static final int PORT = 41_794;
    private static final long DISCOVERY = 0x1400_0000_0104_0003L;
    private static final int WHO = 0x0f00_0102;
    private static final int REGISTER = 0x0100_0b00;
    private static final int REGISTERED = 14;

    private static final About ABOUT =
            About.of(CRESTRON, "Crestron control")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: discovery, and the processor's question for who connects")
                    .reads("the constants of discovery, question or registration", REGISTERED)
                    .byShape()
                    .opens(0x14, WHO >>> 24, REGISTER >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.UDP) {
            if (payload.length() < 10 || payload.i64(0) != DISCOVERY || payload.u16(8) != 0) {
                return Answer.NO;
            }
            learnt.grounds("crestron-discovery");
            return Answer.YES;
        }
        if (payload.direction() == Direction.FROM_DESTINATION) {
            return server(payload, learnt);
        }
        if (payload.length() > 0 && payload.u8(0) != REGISTER >>> 24) {
            return Answer.NO;
        }
        if (payload.length() < REGISTERED) {
            return payload.length() < 4 || payload.i32(0) == REGISTER ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.i32(0) != REGISTER
                || payload.i32(4) != 0
                || payload.u8(9) != 0x40
                || payload.u16(10) != 0xffff) {
            return Answer.NO;
        }
        learnt.grounds("crestron-registration");
        return Answer.YES;
    }

    private static Answer server(Payload payload, Learnt learnt) {
        if (payload.length() < 4) {
            return payload.length() == 0 || payload.u8(0) == 0x0f ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.i32(0) != WHO) {
            return Answer.NO;
        }
        if (!payload.hasPort(PORT)) {
            return Answer.PERHAPS;
        }
        learnt.grounds("crestron-question");
        return Answer.YES;
    }
}
