package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Games that one computer of a home plays and another shows (Moonlight, Sunshine), by the word the
/// viewer sends to the stream's ports until pictures come (Moonlight source, moonlight-common-c).
final class GameStreamDissector implements Dissector {

    static final Protocol GAME_STREAM = Protocol.named("gamestream", Category.GAMES);

    private static final int PICTURES = 47_998;
    private static final int SOUND = 48_000;
    private static final int WORD = 4;

    private static final About ABOUT =
            About.of(GAME_STREAM, "GameStream (Moonlight)")
                    .over(Transport.UDP)
                    .in("Moonlight source, moonlight-common-c, pings of streams")
                    .reads("the viewer's word on the streams' ports", WORD)
                    .byShape()
                    .opens("PING");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean atHome = payload.isToPort(PICTURES) || payload.isToPort(SOUND);
        if (!atHome || payload.length() != WORD || !payload.hasAt(0, "PING")) {
            return Answer.NO;
        }
        learnt.grounds("gamestream-ping");
        return Answer.YES;
    }
}
