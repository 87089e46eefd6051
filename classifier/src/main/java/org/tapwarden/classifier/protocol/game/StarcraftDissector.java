package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// StarCraft II's first message to its server (no public specification; observed).
final class StarcraftDissector implements Dissector {

    static final Protocol STARCRAFT = Protocol.named("starcraft", Category.GAMES);

    private static final int FIRST = 0x48;
    private static final long REST = 0x00_000a_6602_0aedL;
    private static final int HELLO = 10;

    private static final About ABOUT =
            About.of(STARCRAFT, "StarCraft II")
                    .over(Transport.TCP)
                    .in("observed: the first message to the server")
                    .reads("ten bytes that name the game and its versions", HELLO)
                    .opensBetween(FIRST, FIRST + 3);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && (payload.u8(0) & 0xfc) != FIRST) {
            return Answer.NO;
        }
        if (payload.length() < HELLO) {
            return payload.length() < 4 || payload.i32(0) == 0x4a00_000a
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        boolean agrees = payload.i64(0) << 8 >>> 8 == REST && payload.u16(8) == 0x2d66;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("starcraft-hello");
        return Answer.YES;
    }
}
