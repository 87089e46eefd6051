package org.tapwarden.classifier.protocol.game;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Call of Duty and others of Activision that ask their server for their own address, by question
/// and answer on the games' port (no public specification; observed: type, version 2).
final class ActivisionDissector implements Dissector {

    static final Protocol ACTIVISION = Protocol.named("activision", Category.GAMES);

    private static final int PORT = 3074;
    private static final int TRANSLATION = 20;
    private static final int ADDRESS = 30;
    private static final int VERSION = 2;
    private static final int HEADER = 3;
    private static final int MAX_LENGTH = 32;

    private static final About ABOUT =
            About.of(ACTIVISION, "Activision games")
                    .over(Transport.UDP)
                    .in("observed: a game's question for its own address")
                    .reads("type and version of question and answer", HEADER)
                    .byShape()
                    .opens(TRANSLATION, TRANSLATION + 1, ADDRESS, ADDRESS + 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER
                || payload.length() > MAX_LENGTH
                || payload.u16le(1) != VERSION
                || !payload.hasPort(PORT)) {
            return Answer.NO;
        }
        int type = payload.u8(0);
        if (type == TRANSLATION || type == ADDRESS) {
            learnt.remember(
                    type + (payload.direction() == Direction.FROM_SOURCE ? 1L << 8 : 2L << 8));
            return Answer.PERHAPS;
        }
        long asked = type - 1 + (payload.direction() == Direction.FROM_SOURCE ? 2L << 8 : 1L << 8);
        if (payload.remembered() != asked) {
            return Answer.NO;
        }
        learnt.grounds("activision-address");
        return Answer.YES;
    }
}
