package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Gearman, by the header of a packet (Gearman protocol, "Binary packet").
final class GearmanDissector implements Dissector {

    static final Protocol GEARMAN = Protocol.named("gearman", Category.NETWORK);

    private static final int REQUEST = 0x0052_4551;
    private static final int RESPONSE = 0x0052_4553;
    private static final int HEADER = 12;
    private static final int LAST_TYPE = 42;

    private static final About ABOUT =
            About.of(GEARMAN, "Gearman")
                    .over(Transport.TCP)
                    .in("Gearman protocol, binary packet")
                    .reads("magic, type and size", HEADER)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                payload.length() < 4
                        ? payload.length() < 1 || payload.u8(0) == 0
                        : payload.i32(0) == REQUEST || payload.i32(0) == RESPONSE;
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        boolean fits = payload.i32(4) >= 1 && payload.i32(4) <= LAST_TYPE && payload.i32(8) >= 0;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("gearman-header");
        return Answer.YES;
    }
}
