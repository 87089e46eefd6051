package org.tapwarden.classifier.protocol.game;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Dofus, by what its server says first (no public specification; observed).
final class DofusDissector implements Dissector {

    static final Protocol DOFUS = Protocol.named("dofus", Category.GAMES);

    private static final int KEY = 32;
    private static final int VERSIONS = 0x0005_08;
    private static final int VERSIONS_END = 11;
    private static final int MAX_VERSION = 1 << 16;
    private static final int HELLO = 3;
    private static final int HEADER = VERSIONS_END + 2;

    private static final About ABOUT =
            About.of(DOFUS, "Dofus")
                    .over(Transport.TCP)
                    .in("observed: the server's first message")
                    .reads("the key in letters, or two versions and a hello", 2 + KEY + 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.direction() == Direction.FROM_SOURCE) {
            return payload.number() == 1 ? Answer.NO : Answer.PERHAPS;
        }
        int length = payload.length();
        if (length < 3) {
            return Answer.PERHAPS;
        }
        if (payload.u16(0) == ('H' << 8 | 'C')) {
            if (length < 2 + KEY + 1) {
                return Answer.PERHAPS;
            }
            return isKey(payload) && payload.u8(2 + KEY) == 0 ? yes(learnt) : Answer.NO;
        }
        if (payload.u24(0) != VERSIONS) {
            return Answer.NO;
        }
        if (length < HEADER) {
            return Answer.PERHAPS;
        }
        boolean agrees =
                isVersion(payload.i32(3))
                        && isVersion(payload.i32(7))
                        && payload.u16(VERSIONS_END) >>> 2 == HELLO;
        return agrees ? yes(learnt) : Answer.NO;
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("dofus-hello");
        return Answer.YES;
    }

    private static boolean isKey(Payload payload) {
        for (int at = 2; at < 2 + KEY; at++) {
            if (payload.u8(at) < 'a' || payload.u8(at) > 'z') {
                return false;
            }
        }
        return true;
    }

    private static boolean isVersion(int number) {
        return number > 0 && number < MAX_VERSION;
    }
}
