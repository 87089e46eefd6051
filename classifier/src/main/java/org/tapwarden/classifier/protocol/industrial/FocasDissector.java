package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Fanuc's FOCAS of machine tools, by the sign of its first message (no public specification;
/// observed).
final class FocasDissector implements Dissector {

    static final Protocol FOCAS = Protocol.named("focas", Category.INDUSTRIAL);

    private static final int SIGN = 0xa0a0_a0a0;
    private static final int HEADER = 10;

    private static final About ABOUT =
            About.of(FOCAS, "FOCAS")
                    .over(Transport.TCP)
                    .in("observed: sign, version, type and length of the first message")
                    .reads("the sign and the version", HEADER)
                    .opens(SIGN >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return payload.length() == 0 || payload.u8(0) == SIGN >>> 24
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        boolean agrees = payload.i32(0) == SIGN && payload.u8(4) == 0 && payload.u16(8) <= 0x1000;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("focas-sign");
        return Answer.YES;
    }
}
