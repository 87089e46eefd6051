package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Xbox consoles that are looked for in a home network, by the discovery's question and answer (no
/// public specification; observed: SmartGlass).
final class XboxDissector implements Dissector {

    static final Protocol XBOX = Protocol.named("xbox", Category.GAMES);

    private static final int QUESTION = 0xdd00_000a;
    private static final int QUESTION_LENGTH = 16;
    private static final int ANSWER = 0xdd01;
    private static final int HEADER = 6;

    private static final About ABOUT =
            About.of(XBOX, "Xbox")
                    .over(Transport.UDP)
                    .in("observed: SmartGlass discovery")
                    .reads("type, length and version of a discovery", HEADER + 12)
                    .opens(0xdd);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < QUESTION_LENGTH || payload.u8(0) != 0xdd) {
            return Answer.NO;
        }
        boolean question =
                payload.i32(0) == QUESTION
                        && length == QUESTION_LENGTH
                        && payload.u16(4) == 0
                        && payload.i32(6) == 0;
        boolean answer =
                payload.u16(0) == ANSWER
                        && payload.u16(2) <= length - HEADER
                        && (payload.u16(4) == 0 || payload.u16(4) == 2)
                        && payload.u16(10) >= 1
                        && payload.u16(10) <= 9
                        && payload.u16(12) <= 64;
        if (!question && !answer) {
            return Answer.NO;
        }
        learnt.grounds("xbox-discovery");
        return Answer.YES;
    }
}
