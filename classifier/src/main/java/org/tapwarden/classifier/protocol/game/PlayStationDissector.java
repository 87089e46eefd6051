package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// PlayStation consoles that are looked for in a home network, by the discovery's words (no public
/// specification; observed).
final class PlayStationDissector implements Dissector {

    static final Protocol PLAYSTATION = Protocol.named("playstation", Category.GAMES);

    private static final String VERSION = "device-discovery-protocol-version:";
    private static final int BOUND = 512;

    private static final About ABOUT =
            About.of(PLAYSTATION, "PlayStation")
                    .over(Transport.UDP)
                    .in("observed: device discovery of consoles")
                    .reads("the request's words, or those of the answer", BOUND)
                    .opens("SRCH", "WAKEUP", "HTTP");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean question =
                payload.hasAt(0, "SRCH * HTTP/1.1\n") || payload.hasAt(0, "WAKEUP * HTTP/1.1\n");
        if (!question && !payload.hasAt(0, "HTTP/1.1 ")) {
            return Answer.NO;
        }
        int end = Math.min(payload.length(), BOUND) - VERSION.length();
        for (int at = 12; at <= end; at++) {
            if (payload.u8(at) == 'd' && payload.u8(at - 1) == '\n' && payload.hasAt(at, VERSION)) {
                learnt.grounds("playstation-discovery");
                return Answer.YES;
            }
        }
        return Answer.NO;
    }
}
