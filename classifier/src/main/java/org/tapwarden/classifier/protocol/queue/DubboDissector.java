package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Dubbo, by the header of a request (Apache Dubbo, "Dubbo2 protocol"), whose number starts from
/// nought in each process and so is small.
final class DubboDissector implements Dissector {

    static final Protocol DUBBO = Protocol.named("dubbo", Category.NETWORK);

    private static final int MAGIC = 0xdabb;
    private static final int HEADER = 16;
    private static final int REQUEST = 0x80;
    private static final int MAX_BODY = 1 << 23;

    private static final About ABOUT =
            About.of(DUBBO, "Dubbo")
                    .over(Transport.TCP)
                    .in("Apache Dubbo, Dubbo2 protocol: header")
                    .reads("magic, flags, status, number and length", HEADER)
                    .opens(MAGIC >> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == 0xda)
                        && (payload.length() < 2 || payload.u16(0) == MAGIC);
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        boolean request = (payload.u8(2) & REQUEST) != 0;
        int body = payload.i32(12);
        boolean fits =
                (request ? payload.u8(3) == 0 : payload.u8(3) >= 20 && payload.u8(3) <= 100)
                        && payload.i32(4) == 0
                        && body > 0
                        && body < MAX_BODY;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("dubbo-header");
        return Answer.YES;
    }
}
