package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Instruments of laboratories, by the prologue of a message (IVI-6.1, section 2.5).
final class HiSlipDissector implements Dissector {

    static final Protocol HISLIP = Protocol.named("hislip", Category.INDUSTRIAL);

    private static final int HEADER = 16;
    private static final int MAX_TYPE = 31;
    private static final int INITIALIZE = 0;
    private static final int ANSWER = 1;

    private static final About ABOUT =
            About.of(HISLIP, "HiSLIP")
                    .over(Transport.TCP)
                    .in("IVI-6.1, section 2.5")
                    .reads("the prologue and the length of the first message", HEADER)
                    .opens("HS");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return payload.hasAt(0, "HS".substring(0, Math.min(payload.length(), 2)))
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        long length = payload.hasAt(0, "HS") ? payload.i64(8) : -1;
        if (length < 0 || length > 1 << 24 || payload.u8(2) > MAX_TYPE) {
            return Answer.NO;
        }
        learnt.grounds("hislip-prologue");
        int type = payload.u8(2);
        if (type == INITIALIZE || type == ANSWER) {
            learnt.version(payload.u8(4) + "." + payload.u8(5));
        }
        return Answer.YES;
    }
}
