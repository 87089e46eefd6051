package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Armagetron Advanced, by the message that logs in or tells of a server (Armagetron source,
/// network/nNetwork.cpp).
final class ArmagetronDissector implements Dissector {

    static final Protocol ARMAGETRON = Protocol.named("armagetron", Category.GAMES);

    private static final int LOGIN = 0x000b_0000;

    /// What a server says of itself, in few words and in many.
    private static final int SMALL_INFORMATION = 0x0032_0000;

    private static final int INFORMATION = 0x0033_0000;
    private static final int HEADER = 6;
    private static final int SENDER = 2;
    private static final int LEAST_WORDS = 4;

    private static final About ABOUT =
            About.of(ARMAGETRON, "Armagetron Advanced")
                    .over(Transport.UDP)
                    .in("Armagetron source, nNetwork.cpp and nServerInfo.cpp")
                    .reads("descriptor, number, length and sender of a message", 1_500)
                    .opens(0x00);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER + SENDER
                || length > ABOUT.bound()
                || !isMessage(payload.i32(0))
                || payload.u16(4) < LEAST_WORDS
                || length != HEADER + 2 * payload.u16(4) + SENDER
                || payload.u16(length - SENDER) != 0) {
            return Answer.NO;
        }
        learnt.grounds("armagetron-message");
        return Answer.YES;
    }

    private static boolean isMessage(int head) {
        return head == LOGIN || head == SMALL_INFORMATION || head == INFORMATION;
    }
}
