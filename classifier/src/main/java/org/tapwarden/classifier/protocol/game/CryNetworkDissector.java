package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Games made with CryEngine, by the request that sets up a connection (no public specification;
/// observed).
final class CryNetworkDissector implements Dissector {

    static final Protocol CRY_NETWORK = Protocol.named("crynetwork", Category.GAMES);

    private static final int SETUP = 0x3c;
    private static final int HEADER = 38;
    private static final int MAX_VERSION = 255;

    private static final About ABOUT =
            About.of(CRY_NETWORK, "CryNetwork")
                    .over(Transport.UDP)
                    .in("observed: the request that sets up a connection")
                    .reads("zeros, versions, and a number that is repeated", HEADER)
                    .opens(SETUP);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER || payload.u8(0) != SETUP || payload.i64(5) != 0) {
            return Answer.NO;
        }
        boolean agrees =
                isVersion(payload.i32(13))
                        && isVersion(payload.i32(17))
                        && isVersion(payload.i32(21))
                        && payload.i32(26) == payload.i32(34)
                        && payload.i32(30) == 0;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("crynetwork-setup");
        return Answer.YES;
    }

    private static boolean isVersion(int number) {
        return number >= 0 && number <= MAX_VERSION;
    }
}
