package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Armagetron Advanced, by the message that logs in (Armagetron source, network/nNetwork.cpp).
final class ArmagetronDissector implements Dissector {

    static final Protocol ARMAGETRON = Protocol.named("armagetron", Category.GAMES);

    private static final int LOGIN = 0x000b_0000;
    private static final int HEADER = 6;
    private static final int SENDER = 2;
    private static final int LEAST_WORDS = 4;

    private static final About ABOUT =
            About.of(ARMAGETRON, "Armagetron Advanced")
                    .over(Transport.UDP)
                    .in("Armagetron source, nNetwork.cpp, login")
                    .reads("descriptor, number, length and sender of the login", 1_500);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER + SENDER
                || length > ABOUT.bound()
                || payload.i32(0) != LOGIN
                || payload.u16(4) < LEAST_WORDS
                || length != HEADER + 2 * payload.u16(4) + SENDER
                || payload.u16(length - SENDER) != 0) {
            return Answer.NO;
        }
        learnt.grounds("armagetron-login");
        return Answer.YES;
    }
}
