package org.tapwarden.classifier.protocol.media;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Mumble's datagrams, by a ping and the answer that repeats it ("Mumble protocol", UDP ping).
final class MumbleDissector implements Dissector {

    static final Protocol MUMBLE = Protocol.named("mumble", Category.CALLS);

    private static final int PING = 12;
    private static final int ANSWER = 24;
    private static final int MAX_USERS = 100_000;

    private static final About ABOUT =
            About.of(MUMBLE, "Mumble")
                    .over(Transport.UDP)
                    .in("Mumble protocol documentation, UDP ping packet")
                    .reads("a ping and the answer that repeats its eight bytes", ANSWER + 1)
                    .byShape()
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (payload.direction() == Direction.FROM_SOURCE) {
            if (length != PING || payload.i32(0) != 0 || payload.i64(4) == 0) {
                return Answer.NO;
            }
            learnt.remember(payload.i64(4));
            return Answer.PERHAPS;
        }
        boolean agrees =
                length == ANSWER
                        && payload.remembered() != 0
                        && payload.remembered() == payload.i64(4)
                        && payload.u16(0) == 1
                        && payload.i32(12) >= 0
                        && payload.i32(12) <= payload.i32(16)
                        && payload.i32(16) <= MAX_USERS;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("mumble-ping");
        learnt.version("1." + payload.u8(2) + "." + payload.u8(3));
        return Answer.YES;
    }
}
