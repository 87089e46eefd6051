package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Ethernet Global Data of GE's controllers, by a data packet's header on the registered port (GE
/// GFK-2224, chapter 4).
final class EgdDissector implements Dissector {

    static final Protocol EGD = Protocol.named("egd", Category.INDUSTRIAL);

    private static final int PORT = 18_246;
    private static final int HEADER = 32;
    private static final int DATA_VERSION_1 = 0x0d01;
    private static final int NANOSECONDS = 16;
    private static final int RESERVED = 28;
    private static final int SECOND = 1_000_000_000;

    private static final About ABOUT =
            About.of(EGD, "Ethernet Global Data")
                    .over(Transport.UDP)
                    .in("GE GFK-2224, chapter 4")
                    .reads("type, version, time and reserved zeros", HEADER)
                    .byShape()
                    .opens(DATA_VERSION_1 >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER
                || payload.u16(0) != DATA_VERSION_1
                || !payload.hasPort(PORT)
                || payload.i32(RESERVED) != 0) {
            return Answer.NO;
        }
        int nanoseconds = payload.i32le(NANOSECONDS);
        if (nanoseconds < 0 || nanoseconds >= SECOND) {
            return Answer.NO;
        }
        learnt.grounds("egd-data");
        return Answer.YES;
    }
}
