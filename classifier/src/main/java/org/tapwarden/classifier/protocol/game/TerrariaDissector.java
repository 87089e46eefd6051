package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Terraria, by the first message, which names the game (no public specification; observed).
final class TerrariaDissector implements Dissector {

    static final Protocol TERRARIA = Protocol.named("terraria", Category.GAMES);

    private static final String NAME = "Terraria";
    private static final int NAME_AT = 4;
    private static final int MIN_MESSAGE = NAME_AT + NAME.length();
    private static final int MAX_MESSAGE = 32;

    private static final About ABOUT =
            About.of(TERRARIA, "Terraria")
                    .over(Transport.TCP)
                    .in("observed: the client's first message")
                    .reads("length, type and the game's name", MAX_MESSAGE)
                    .opensBetween(MIN_MESSAGE, MAX_MESSAGE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && (payload.u8(0) < MIN_MESSAGE || payload.u8(0) > MAX_MESSAGE)) {
            return Answer.NO;
        }
        if (payload.length() < 3) {
            return payload.length() < 2 || payload.u8(1) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.u16le(0);
        if (payload.u8(2) != 1 || length > MAX_MESSAGE) {
            return Answer.NO;
        }
        if (payload.length() < length) {
            return Answer.PERHAPS;
        }
        if (payload.u8(3) != length - NAME_AT || !payload.hasAt(NAME_AT, NAME)) {
            return Answer.NO;
        }
        learnt.grounds("terraria-hello");
        String release = Text.of(payload, NAME_AT + NAME.length(), length);
        if (release != null) {
            learnt.version(release);
        }
        return Answer.YES;
    }
}
