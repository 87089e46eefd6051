package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Threema's chat server protocol, by its handshake's exact sizes and the frames that follow
/// (Threema cryptography whitepaper, "Client-Server Protocol"). All of it is encrypted, so it takes
/// both sides and the server's port: a client hello of 48 bytes, a server hello of 80, a login of
/// at least 144, and frames whose lengths add up behind the server's 32 bytes of acknowledgement.
final class ThreemaDissector implements Dissector {

    static final Protocol THREEMA = Protocol.named("threema", Category.SOCIAL);

    private static final int PORT = 5222;
    private static final int CLIENT_HELLO = 48;
    private static final int SERVER_HELLO = 80;
    private static final int LOGIN = 144;
    private static final int ACKNOWLEDGED = SERVER_HELLO + 32;
    private static final int MIN_FRAME = 20;

    private static final long GREETED = 1;
    private static final long ANSWERED = 2;
    private static final long LOGGED_IN = 3;

    private static final About ABOUT =
            About.of(THREEMA, "Threema")
                    .over(Transport.TCP)
                    .in("Threema cryptography whitepaper, client-server protocol")
                    .reads("sizes of the handshake, lengths of frames", Payload.MAX_LOOKED_AT)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.destinationPort() != PORT) {
            return Answer.NO;
        }
        boolean client = payload.direction() == Direction.FROM_SOURCE;
        int length = payload.length();
        long stage = payload.remembered();
        if (stage == 0) {
            return client && length == CLIENT_HELLO ? to(GREETED, learnt) : Answer.NO;
        }
        if (stage == GREETED) {
            return !client && length == SERVER_HELLO ? to(ANSWERED, learnt) : Answer.NO;
        }
        if (stage == ANSWERED) {
            return client && length >= CLIENT_HELLO + LOGIN && length < 1_024
                    ? to(LOGGED_IN, learnt)
                    : Answer.NO;
        }
        return client ? to(LOGGED_IN, learnt) : frames(payload, learnt);
    }

    private static Answer to(long stage, Learnt learnt) {
        learnt.remember(stage);
        return Answer.PERHAPS;
    }

    private static Answer frames(Payload payload, Learnt learnt) {
        int at = ACKNOWLEDGED;
        while (at + 2 <= payload.length()) {
            int frame = payload.u16le(at);
            if (frame < MIN_FRAME || frame > 8_192) {
                return Answer.NO;
            }
            at += 2 + frame;
        }
        if (at != payload.length() || at == ACKNOWLEDGED) {
            return to(LOGGED_IN, learnt);
        }
        learnt.grounds("threema-handshake");
        return Answer.YES;
    }
}
