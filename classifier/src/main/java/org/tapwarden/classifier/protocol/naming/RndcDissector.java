package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The channel through which ISC's name server is told to reload or stop (RNDC): a length, a
/// version, and a list that starts with how it is signed.
final class RndcDissector implements Dissector {

    static final Protocol RNDC = Protocol.named("rndc", Category.NETWORK);

    private static final int START = 8;
    private static final String SIGNATURE = "\u0005_auth";
    private static final int MAX_MESSAGE = 65_536;

    private static final About ABOUT =
            About.of(RNDC, "BIND remote control")
                    .over(Transport.TCP)
                    .in("observed: length, version 1, a list whose first name is _auth")
                    .reads("version and the list's first name", START + SIGNATURE.length())
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < START + SIGNATURE.length()) {
            return payload.length() < 1 || payload.u8(0) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        boolean known =
                payload.i32(0) > START
                        && payload.i32(0) <= MAX_MESSAGE
                        && payload.i32(4) == 1
                        && payload.hasAt(START, SIGNATURE);
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("rndc-list");
        return Answer.YES;
    }
}
