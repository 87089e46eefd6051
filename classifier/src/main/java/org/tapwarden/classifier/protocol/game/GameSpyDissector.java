package org.tapwarden.classifier.protocol.game;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Queries of servers in the ways of GameSpy, which Minecraft and others still answer (no public
/// specification; observed), and its service that helps through address translation.
final class GameSpyDissector implements Dissector {

    static final Protocol GAMESPY = Protocol.named("gamespy", Category.GAMES);

    private static final int SIGN = 0xfefd;
    private static final int CHALLENGE = 9;
    private static final int QUESTION = 7;
    private static final long TRANSLATION = 0xfdfc_1e66_6ab2L;
    private static final int MAX_ANSWER = 32;

    private static final About ABOUT =
            About.of(GAMESPY, "GameSpy queries")
                    .over(Transport.UDP)
                    .in("observed: queries with a challenge, queries in words")
                    .reads("a question and the answer that repeats its number", MAX_ANSWER)
                    .byShape()
                    .opens("\\")
                    .opens(SIGN >>> 8, CHALLENGE, 0xfd);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 6) {
            return Answer.NO;
        }
        return switch (payload.u8(0)) {
            case '\\' -> isWord(payload, length) ? yes(learnt, "gamespy-words") : Answer.NO;
            case SIGN >>> 8 -> question(payload, learnt);
            case CHALLENGE -> isChallenge(payload) ? yes(learnt, "gamespy-challenge") : Answer.NO;
            case 0xfd ->
                    length >= 8 && payload.i64(0) >>> 16 == TRANSLATION
                            ? yes(learnt, "gamespy-translation")
                            : Answer.NO;
            default -> Answer.NO;
        };
    }

    private static Answer yes(Learnt learnt, String grounds) {
        learnt.grounds(grounds);
        return Answer.YES;
    }

    private static boolean isWord(Payload payload, int length) {
        return (length == 6 && payload.hasAt(0, "\\info\\"))
                || (length == 8 && payload.hasAt(0, "\\status\\"))
                || (length == 9 && payload.hasAt(0, "\\players\\"))
                || payload.hasAt(0, "\\gamename\\")
                || payload.hasAt(0, "\\heartbeat\\");
    }

    private static Answer question(Payload payload, Learnt learnt) {
        if (payload.u16(0) != SIGN
                || payload.u8(2) != CHALLENGE
                || payload.length() != QUESTION
                || payload.direction() != Direction.FROM_SOURCE) {
            return Answer.NO;
        }
        learnt.remember(1L << 32 | (payload.i32(3) & 0xffff_ffffL));
        return Answer.PERHAPS;
    }

    /// The question's number, then digits up to a zero.
    private static boolean isChallenge(Payload payload) {
        int end = payload.length() - 1;
        if (payload.direction() == Direction.FROM_SOURCE
                || payload.remembered() != (1L << 32 | (payload.i32(1) & 0xffff_ffffL))
                || end < 6
                || end >= MAX_ANSWER
                || payload.u8(end) != 0) {
            return false;
        }
        for (int at = 5; at < end && payload.u8(at) != 0; at++) {
            int c = payload.u8(at);
            if (c != '-' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
