package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Queries of San Andreas Multiplayer (SA-MP wiki, "Query mechanism").
final class SampDissector implements Dissector {

    static final Protocol SAMP = Protocol.named("samp", Category.GAMES);

    private static final int KIND = 10;

    private static final About ABOUT =
            About.of(SAMP, "San Andreas Multiplayer")
                    .over(Transport.UDP)
                    .in("SA-MP wiki, query mechanism")
                    .reads("the sign and the kind of a query", KIND + 1)
                    .opens("SAMP");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() <= KIND
                || !payload.hasAt(0, "SAMP")
                || "irdcp".indexOf(payload.u8(KIND)) < 0) {
            return Answer.NO;
        }
        learnt.grounds("samp-query");
        return Answer.YES;
    }
}
