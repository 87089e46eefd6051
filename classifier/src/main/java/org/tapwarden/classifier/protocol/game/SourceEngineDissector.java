package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Queries of servers made with Valve's engine, and their answers (Valve developer community,
/// "Server queries").
final class SourceEngineDissector implements Dissector {

    static final Protocol SOURCE_ENGINE = Protocol.named("source_engine", Category.GAMES);

    private static final int SINGLE = 0xffff_ffff;
    private static final String INFORMATION = "TSource Engine Query\0";
    private static final int CHALLENGED = 9;
    private static final int BOUND = 256;

    private static final About ABOUT =
            About.of(SOURCE_ENGINE, "Source engine queries")
                    .over(Transport.UDP)
                    .in("Valve developer community, server queries")
                    .reads("the question in words, or the layout of an answer", BOUND)
                    .opens(0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 5 || payload.i32(0) != SINGLE) {
            return Answer.NO;
        }
        boolean agrees =
                switch (payload.u8(4)) {
                    case 'T' -> payload.hasAt(4, INFORMATION);
                    // Players, rules, and the challenge to be repeated.
                    case 'U', 'V', 'A' -> payload.length() == CHALLENGED;
                    case 'I' -> isInformation(payload);
                    default -> false;
                };
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("source-engine-query");
        return Answer.YES;
    }

    /// Protocol, four texts, number of the game, players, most players, bots, kind, system.
    private static boolean isInformation(Payload payload) {
        int end = Math.min(payload.length(), BOUND);
        int at = 6;
        for (int text = 0; text < 4; text++) {
            while (at < end && payload.u8(at) != 0) {
                if (payload.u8(at) < ' ' && text > 0) {
                    return false;
                }
                at++;
            }
            at++;
        }
        return at + 7 < end
                && isOneOf(payload.u8(at + 5), "dlpDLP")
                && isOneOf(payload.u8(at + 6), "lwmoLWMO");
    }

    private static boolean isOneOf(int c, String letters) {
        return letters.indexOf(c) >= 0;
    }
}
