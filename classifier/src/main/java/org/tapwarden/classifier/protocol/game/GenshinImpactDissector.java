package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Genshin Impact: the opening of its connections over UDP, and of those over TCP whose answer
/// repeats the client's number (no public specification; observed).
final class GenshinImpactDissector implements Dissector {

    static final Protocol GENSHIN_IMPACT = Protocol.named("genshinimpact", Category.GAMES);

    private static final int MESSAGE = 20;
    private static final int CONNECT = 0x0000_00ff;
    private static final int CONNECT_END = 0xffff_ffff;
    private static final int CONNECTED = 0x0000_0145;
    private static final int CONNECTED_END = 0x1451_4545;
    private static final int DISCONNECT = 0x0000_0194;
    private static final int DISCONNECT_END = 0x1941_9494;
    private static final int HELLO = 0x2a07;
    private static final int WELCOME = 0x3208;
    private static final int STREAM = 0x0100_0000;
    private static final int STREAM_HEADER = 18;

    private static final About ABOUT =
            About.of(GENSHIN_IMPACT, "Genshin Impact")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: the opening of a connection")
                    .reads("the signs at both ends of the first message", MESSAGE)
                    .opens(0x00, STREAM >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.TCP) {
            return stream(payload, learnt);
        }
        if (payload.length() != MESSAGE) {
            return Answer.NO;
        }
        int end = payload.i32(MESSAGE - 4);
        boolean agrees =
                switch (payload.i32(0)) {
                    case CONNECT -> end == CONNECT_END;
                    case CONNECTED -> end == CONNECTED_END;
                    case DISCONNECT -> end == DISCONNECT_END;
                    default -> false;
                };
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("genshin-opening");
        return Answer.YES;
    }

    /// One, a length, a type, a number that counts, and the eight bytes that both sides say.
    private static Answer stream(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length > 0 && payload.u8(0) != STREAM >>> 24) {
            return Answer.NO;
        }
        if (length < STREAM_HEADER) {
            return length < 4 || payload.i32(0) == STREAM ? again(payload, learnt) : Answer.NO;
        }
        if (payload.i32(0) != STREAM) {
            return Answer.NO;
        }
        int type = payload.u16(4);
        if ((type != HELLO && type != WELCOME) || payload.i32(6) > 1 || payload.i32(6) < 0) {
            return Answer.NO;
        }
        long number = payload.i64(10);
        if (number != 0 && payload.remembered() == number && type == WELCOME) {
            learnt.grounds("genshin-welcome");
            return Answer.YES;
        }
        if (type == WELCOME || number == 0) {
            return Answer.NO;
        }
        learnt.remember(number);
        return Answer.PERHAPS;
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }
}
