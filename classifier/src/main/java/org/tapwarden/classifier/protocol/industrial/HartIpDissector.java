package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// HART over IP, by its header (FieldComm Group, HCF_SPEC-085, section 10).
///
/// What opens a session has constants enough; of the other messages two sides have to agree, and
/// only on the registered port.
final class HartIpDissector implements Dissector {

    static final Protocol HART_IP = Protocol.named("hart-ip", Category.INDUSTRIAL);

    private static final int PORT = 5094;
    private static final int HEADER = 8;
    private static final int INITIATE = 13;
    private static final int MAX_MESSAGE = 5;
    private static final int MAX_LENGTH = 2_048;

    private static final About ABOUT =
            About.of(HART_IP, "HART-IP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("FieldComm Group, HCF_SPEC-085, section 10")
                    .reads("headers of a request and its answer", INITIATE)
                    .byShape()
                    .opens(1, 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() < HEADER) {
            return stream && (payload.length() == 0 || isVersion(payload.u8(0)))
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        int length = payload.u16(6);
        boolean possible =
                isVersion(payload.u8(0))
                        && (payload.u8(1) & 0x0f) <= 3
                        && (payload.u8(1) & 0x70) == 0
                        && payload.u8(2) <= MAX_MESSAGE
                        && length >= HEADER
                        && length <= MAX_LENGTH
                        && (stream || length == payload.length());
        if (!possible) {
            return Answer.NO;
        }
        if (payload.i32(0) == 0x0100_0000
                && length == INITIATE
                && payload.length() >= INITIATE
                && payload.u8(HEADER) <= 1) {
            learnt.grounds("hart-ip-initiate");
            return Answer.YES;
        }
        if (!payload.hasPort(PORT)) {
            return Answer.NO;
        }
        long side = payload.direction() == Direction.FROM_SOURCE ? 1 : 2;
        long said = side << 32 | (long) payload.u8(2) << 16 | payload.u16(4);
        long before = payload.remembered();
        if (before != 0 && (before ^ said) == 3L << 32) {
            learnt.grounds("hart-ip-answer");
            return Answer.YES;
        }
        learnt.remember(before == 0 ? said : before);
        return Answer.PERHAPS;
    }

    private static boolean isVersion(int version) {
        return version == 1 || version == 2;
    }
}
