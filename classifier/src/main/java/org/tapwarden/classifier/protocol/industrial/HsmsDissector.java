package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Equipment of semiconductor plants, by the request that selects a session or its answer (SEMI
/// E37, section 8.3).
final class HsmsDissector implements Dissector {

    static final Protocol HSMS = Protocol.named("hsms", Category.INDUSTRIAL);

    private static final int MESSAGE = 14;
    private static final int LENGTH = 10;
    private static final int NO_DEVICE = 0xffff;

    private static final About ABOUT =
            About.of(HSMS, "HSMS (SECS/GEM)")
                    .over(Transport.TCP)
                    .in("SEMI E37, section 8.3")
                    .reads("the first control message", MESSAGE)
                    .opens(LENGTH >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != LENGTH >>> 24) {
            return Answer.NO;
        }
        if (payload.length() < MESSAGE) {
            return payload.length() < 4 || payload.i32(0) == LENGTH ? Answer.PERHAPS : Answer.NO;
        }
        int type = payload.u8(9);
        boolean agrees =
                payload.i32(0) == LENGTH
                        && payload.u16(4) == NO_DEVICE
                        && payload.u16(6) <= 3
                        && payload.u8(8) == 0
                        && (type == 1 || type == 2 || type == 5 || type == 6);
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("hsms-control");
        return Answer.YES;
    }
}
