package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Monero's network of nodes, by the signature that begins each of its messages (Monero, Levin
/// protocol).
final class MoneroDissector implements Dissector {

    private static final Protocol MONERO = Protocol.named("monero", Category.P2P);

    private static final long SIGNATURE = 0x0121_0101_0101_0101L;
    private static final int HEADER = 33;
    private static final int COMMAND = 17;
    private static final int FIRST_COMMAND = 1_001;
    private static final int LAST_COMMAND = 2_100;

    private static final About ABOUT =
            About.of(MONERO, "Monero")
                    .over(Transport.TCP)
                    .in("Monero, docs/LEVIN_PROTOCOL.md")
                    .reads("the signature and the command of a message", HEADER)
                    .opens(0x01);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 8) {
            return payload.length() == 0 || payload.u8(0) == 1 ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.i64(0) != SIGNATURE) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int command = payload.i32le(COMMAND);
        if (command < FIRST_COMMAND || command > LAST_COMMAND) {
            return Answer.NO;
        }
        learnt.grounds("levin-signature");
        return Answer.YES;
    }
}
