package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Blizzard's own transport of matches, by two datagrams of one session on its ports (no public
/// specification; observed).
///
/// Each datagram holds fourteen bytes that tell its session, or zeros where it has none yet, then a
/// constant, then a number that counts.
final class HeroesOfTheStormDissector implements Dissector {

    static final Protocol HEROES = Protocol.named("heroes_of_the_storm", Category.GAMES);

    private static final int PORT = 1119;
    private static final int OTHER_PORT = 3724;
    private static final int HEADER = 20;
    private static final int KIND = 14;
    private static final int NUMBER = 16;

    private static final About ABOUT =
            About.of(HEROES, "Heroes of the Storm")
                    .over(Transport.UDP)
                    .in("observed: the header of matches' datagrams")
                    .reads("session and kind of two datagrams", HEADER)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER
                || (payload.u16(KIND) & 0xffef) != 0x4000
                || (!payload.hasPort(PORT) && !payload.hasPort(OTHER_PORT))
                || payload.u8(3) != 0) {
            return Answer.NO;
        }
        int session = payload.i32(0);
        if (session == 0) {
            if (payload.i64(4) != 0 || payload.u16(12) != 0 || payload.i32(NUMBER) == 0) {
                return Answer.NO;
            }
            learnt.grounds("heroes-server");
            return Answer.YES;
        }
        if (payload.remembered() == (session & 0xffff_ffffL)) {
            learnt.grounds("heroes-session");
            return Answer.YES;
        }
        if (payload.remembered() != 0) {
            return Answer.NO;
        }
        learnt.remember(session & 0xffff_ffffL);
        return Answer.PERHAPS;
    }
}
