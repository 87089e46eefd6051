package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Calls of Telegram, by what they say to the reflectors that carry them: a tag of sixteen bytes,
/// twelve that are all ones, and a question or its answer (observed; Telegram's schema of types).
final class TelegramCallDissector implements Dissector {

    static final Protocol TELEGRAM = Protocol.named("telegram", Category.CALLS);

    private static final int ONES = 16;
    private static final int KIND = 28;

    /// Who am I, and is anybody there.
    private static final int SELF = 0xfeff_ffff;

    private static final int PING = 0xffff_ffff;

    /// `udpReflectorSelfInfo` and `udpReflectorPeerInfo`, least significant byte first.
    private static final int SELF_ANSWER = 0xc772_15c0;

    private static final int PEER_ANSWER = 0x1c37_d927;

    private static final int LENGTH = 32;
    private static final int MAX_LENGTH = 100;

    private static final About ABOUT =
            About.of(TELEGRAM, "Telegram calls")
                    .over(Transport.UDP)
                    .in("observed: questions to reflectors; core.telegram.org/schema")
                    .reads("twelve ones and what is asked", MAX_LENGTH);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < LENGTH
                || length > MAX_LENGTH
                || payload.i64(ONES) != -1L
                || payload.i32(ONES + 8) != -1
                || payload.i64(0) == -1L
                || payload.i64(0) == 0) {
            return Answer.NO;
        }
        return switch (payload.i32(KIND)) {
            case SELF, PING, SELF_ANSWER, PEER_ANSWER -> {
                learnt.grounds("telegram-reflector");
                yield Answer.YES;
            }
            default -> Answer.NO;
        };
    }
}
