package org.tapwarden.classifier.protocol.game;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// How players join servers of Half-Life and its successors, by the words or the padding of the
/// first datagrams (no public specification; observed).
final class HalfLife2Dissector implements Dissector {

    static final Protocol HALF_LIFE_2 = Protocol.named("halflife2", Category.GAMES);

    private static final int SINGLE = 0xffff_ffff;

    /// "000" and a zero, the end of the padded challenge.
    private static final int PADDING = 0x3030_3000;

    private static final int LEAST = 12;

    private static final About ABOUT =
            About.of(HALF_LIFE_2, "Half-Life 2")
                    .over(Transport.UDP)
                    .in("observed: the challenge before a player joins")
                    .reads("a challenge's words or padding of both sides", 1_500)
                    .opens(0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < LEAST || payload.i32(0) != SINGLE) {
            return Answer.NO;
        }
        if (payload.hasAt(4, "getchallenge steam")
                || payload.hasAt(4, "qconnect0x")
                || payload.hasAt(4, "A00000000 ")
                || payload.hasAt(4, "challenge rcon")) {
            return yes(learnt);
        }
        if (length > ABOUT.bound() || payload.i32(length - 4) != PADDING) {
            return Answer.NO;
        }
        long side = payload.direction() == Direction.FROM_SOURCE ? 1 : 2;
        if ((payload.remembered() | side) == 3) {
            return yes(learnt);
        }
        learnt.remember(side);
        return Answer.PERHAPS;
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("half-life-challenge");
        return Answer.YES;
    }
}
