package org.tapwarden.classifier.protocol.game;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Warcraft III: games that are looked for and announced in a home network, and how a player joins
/// one (no public specification; observed).
final class Warcraft3Dissector implements Dissector {

    static final Protocol WARCRAFT_3 = Protocol.named("warcraft3", Category.GAMES);

    private static final int SIGN = 0xf7;
    private static final int SEARCH = 0x2f;
    private static final int GAME = 0x30;
    private static final int CREATED = 0x31;
    private static final int JOIN = 0x1e;
    private static final int JOINED = 0x04;
    private static final int REFUSED = 0x05;
    private static final int LEAST = 8;
    private static final int MAX_LENGTH = 1_460;

    private static final About ABOUT =
            About.of(WARCRAFT_3, "Warcraft III")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: search, announcement and joining of games")
                    .reads("type and length of messages of both sides", LEAST)
                    .byShape()
                    .opens(SIGN);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != SIGN) {
            return Answer.NO;
        }
        if (payload.transport() == Transport.UDP) {
            return datagram(payload, learnt);
        }
        if (payload.length() < LEAST) {
            return again(payload, learnt);
        }
        int length = payload.u16le(2);
        if (length < LEAST || length > MAX_LENGTH) {
            return Answer.NO;
        }
        int type = payload.u8(1);
        if (payload.direction() == Direction.FROM_SOURCE) {
            if (type != JOIN || payload.length() != length) {
                return Answer.NO;
            }
            learnt.remember(1);
            return Answer.PERHAPS;
        }
        // The slots of the game with their length, or a refusal with its reason.
        boolean answer =
                (type == JOINED && payload.u16le(4) <= length - LEAST)
                        || (type == REFUSED && length == LEAST && payload.length() == LEAST);
        if (payload.remembered() != 1 || !answer) {
            return Answer.NO;
        }
        learnt.grounds("warcraft3-join");
        return Answer.YES;
    }

    private static Answer datagram(Payload payload, Learnt learnt) {
        if (payload.length() < LEAST || payload.u16le(2) != payload.length()) {
            return Answer.NO;
        }
        int type = payload.u8(1);
        boolean game = payload.hasAt(4, "PX3W") || payload.hasAt(4, "3RAW");
        if (!game || (type != SEARCH && type != GAME && type != CREATED)) {
            return Answer.NO;
        }
        learnt.grounds("warcraft3-search");
        return Answer.YES;
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }
}
