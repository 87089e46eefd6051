package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RustDesk, by a peer that registers at its server and the answer (RustDesk, `rendezvous.proto`,
/// messages 6 and 7). The number of the peer is not taken.
final class RustDeskDissector implements Dissector {
    static final Protocol RUSTDESK = Protocol.named("rustdesk", Category.REMOTE_ACCESS);

    private static final int PORT = 21_116;
    private static final int REGISTER = 0x32;
    private static final int ANSWER = 0x3a;
    private static final int TEXT_FIELD = 0x0a;
    private static final int NUMBER_FIELD = 0x10;
    private static final int MIN_ID = 6;
    private static final int MAX_ID = 16;

    private static final About ABOUT =
            About.of(RUSTDESK, "RustDesk")
                    .over(Transport.UDP)
                    .in("RustDesk, rendezvous.proto")
                    .reads("a registration and its answer, on port 21116", 64)
                    .byShape()
                    .opens(REGISTER, ANSWER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT) || length < 2 || payload.u8(1) != length - 2) {
            return Answer.NO;
        }
        if (payload.u8(0) == REGISTER && isRegistration(payload)) {
            learnt.remember(REGISTER);
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != ANSWER || payload.remembered() != REGISTER || !isAnswer(payload)) {
            return Answer.NO;
        }
        learnt.grounds("rustdesk-registration");
        return Answer.YES;
    }

    /// A number of digits as text, then a serial number unless it is zero.
    private static boolean isRegistration(Payload payload) {
        int length = payload.length();
        if (length < 4 + MIN_ID || payload.u8(2) != TEXT_FIELD) {
            return false;
        }
        int size = payload.u8(3);
        int end = 4 + size;
        if (size < MIN_ID || size > MAX_ID || end > length) {
            return false;
        }
        for (int i = 4; i < end; i++) {
            int c = payload.u8(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!letter && (c < '0' || c > '9') && c != '_' && c != '-') {
                return false;
            }
        }
        return end == length || (payload.u8(end) == NUMBER_FIELD && length <= end + 6);
    }

    /// Nothing, or whether the server wants the peer's key.
    private static boolean isAnswer(Payload payload) {
        return payload.length() == 2
                || (payload.length() == 4 && payload.u8(2) == NUMBER_FIELD && payload.u8(3) <= 1);
    }
}
