package org.tapwarden.classifier.protocol.game;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// League of Legends: Wild Rift, by the opening of a match and its answer, or the question that
/// measures a server's distance (no public specification; observed).
final class LolWildRiftDissector implements Dissector {

    static final Protocol WILD_RIFT = Protocol.named("lolwildrift", Category.GAMES);

    private static final int OPENING = 0x0400_0000;
    private static final int OPENING_LENGTH = 69;
    private static final int ANSWER = 0x1000_0000;
    private static final int ANSWER_LENGTH = 359;
    private static final long MEASURE = 0x0102_c841_0000_0001L;
    private static final int MEASURE_LENGTH = 22;

    private static final About ABOUT =
            About.of(WILD_RIFT, "League of Legends: Wild Rift")
                    .over(Transport.UDP)
                    .in("observed: opening of matches, measuring of servers")
                    .reads("sign and length of the first datagrams", 8)
                    .byShape()
                    .opens(0x01, OPENING >>> 24, ANSWER >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == MEASURE_LENGTH) {
            if (payload.i64(0) != MEASURE) {
                return Answer.NO;
            }
            learnt.grounds("wild-rift-measure");
            return Answer.YES;
        }
        if (length == OPENING_LENGTH && payload.i32(0) == OPENING) {
            if (payload.direction() == Direction.FROM_SOURCE) {
                learnt.remember(OPENING);
                return Answer.PERHAPS;
            }
            return Answer.NO;
        }
        if (length != ANSWER_LENGTH
                || payload.i32(0) != ANSWER
                || payload.remembered() != OPENING
                || payload.direction() == Direction.FROM_SOURCE) {
            return Answer.NO;
        }
        learnt.grounds("wild-rift-opening");
        return Answer.YES;
    }
}
