package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Games of Gaijin, by the counters that their updater reports in plain words (no public
/// specification; observed).
final class GaijinDissector implements Dissector {

    static final Protocol GAIJIN = Protocol.named("gaijinentertainment", Category.GAMES);

    private static final int BOUND = 256;

    private static final About ABOUT =
            About.of(GAIJIN, "Gaijin Entertainment")
                    .over(Transport.UDP)
                    .in("observed: counters of the updater")
                    .reads("the words of a counter, up to the project's name", BOUND)
                    .opensBetween('a', 'z');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 16 || payload.u8(0) < 'a' || payload.u8(0) > 'z') {
            return Answer.NO;
        }
        int end = Math.min(payload.length(), BOUND);
        int at = 1;
        while (at < end && isWord(payload.u8(at))) {
            at++;
        }
        if (!payload.hasAt(at, ",env=")) {
            return Answer.NO;
        }
        for (; at < end; at++) {
            if (payload.u8(at) == ','
                    && (payload.hasAt(at, ",circuit=wt")
                            || payload.hasAt(at, ",project=warthunder"))) {
                learnt.grounds("gaijin-counter");
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    private static boolean isWord(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    }
}
