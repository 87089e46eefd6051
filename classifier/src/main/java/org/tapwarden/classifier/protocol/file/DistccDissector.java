package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// distcc, by the first tokens of a request (distcc, `doc/protocol-1.txt`).
final class DistccDissector implements Dissector {
    static final Protocol DISTCC = Protocol.named("distcc", Category.NETWORK);

    private static final String TOKEN = "DIST0000000";
    private static final int LENGTH = 16;

    private static final About ABOUT =
            About.of(DISTCC, "distcc")
                    .over(Transport.TCP)
                    .in("distcc, protocol-1.txt to protocol-3.txt")
                    .reads("the tokens that begin a request", LENGTH)
                    .opens(TOKEN);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, TOKEN);
        if (answer != Answer.YES || payload.length() < LENGTH) {
            return answer == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        int version = payload.u8(TOKEN.length());
        if (version < '1' || version > '3' || !payload.hasAt(TOKEN.length() + 1, "ARGC")) {
            return Answer.NO;
        }
        learnt.grounds("distcc-request");
        return Answer.YES;
    }
}
