package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Measurements of phasors, by sign, length and checksum of a frame (IEEE C37.118.2, section 6.2).
final class SynchrophasorDissector implements Dissector {

    static final Protocol SYNCHROPHASOR = Protocol.named("ieee-c37118", Category.INDUSTRIAL);

    private static final int SIGN = 0xaa;
    private static final int LEAST = 16;
    private static final int MAX_TYPE = 5;
    private static final int POLYNOMIAL = 0x1021;
    private static final int FIRST = 0xffff;

    private static final About ABOUT =
            About.of(SYNCHROPHASOR, "Synchrophasors (IEEE C37.118)")
                    .over(Transport.TCP, Transport.UDP)
                    .in("IEEE C37.118.2, section 6.2")
                    .reads("sign, length and checksum of a frame", Payload.MAX_LOOKED_AT)
                    .opens(SIGN);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() < LEAST) {
            return stream && (payload.length() == 0 || payload.u8(0) == SIGN)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (payload.u8(0) != SIGN || !isKind(payload.u8(1))) {
            return Answer.NO;
        }
        int length = payload.u16(2);
        if (length < LEAST || length > ABOUT.bound()) {
            return Answer.NO;
        }
        if (stream) {
            if (payload.length() < length) {
                return Answer.PERHAPS;
            }
        } else if (payload.length() != length) {
            return Answer.NO;
        }
        if (Crc.forward(payload, 0, length - 2, POLYNOMIAL, FIRST) != payload.u16(length - 2)) {
            return Answer.NO;
        }
        learnt.grounds("synchrophasor-frame");
        return Answer.YES;
    }

    /// A reserved bit, the frame's type, the version.
    private static boolean isKind(int octet) {
        int version = octet & 0x0f;
        return octet >>> 4 <= MAX_TYPE && version >= 1 && version <= 3;
    }
}
