package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// CODESYS: version 3 by the sign of its blocks, version 2 by the sign and length of its messages
/// (no public specification; observed).
final class CodesysDissector implements Dissector {

    static final Protocol CODESYS = Protocol.named("codesys", Category.INDUSTRIAL);

    private static final int BLOCK = 0x0001_17e8;
    private static final int HEADER = 8;
    private static final int MAX_BLOCK = 65_536;
    private static final int OLD_SIGN = 0xbbbb;
    private static final int OLD_HEADER = 6;

    private static final About ABOUT =
            About.of(CODESYS, "CODESYS")
                    .over(Transport.TCP)
                    .in("observed: block driver of version 3, messages of version 2")
                    .reads("the sign and the length", 512)
                    .byShape()
                    .opens(BLOCK >>> 24, OLD_SIGN >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return begins(payload) ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.i32(0) == BLOCK) {
            int length = payload.i32le(4);
            if (length < HEADER || length > MAX_BLOCK) {
                return Answer.NO;
            }
            learnt.grounds("codesys-block");
            learnt.version("3");
            return Answer.YES;
        }
        if (payload.u16(0) != OLD_SIGN || payload.length() > ABOUT.bound()) {
            return Answer.NO;
        }
        int rest = payload.length() - OLD_HEADER;
        if (payload.i32(2) != rest && payload.i32le(2) != rest) {
            return Answer.NO;
        }
        learnt.grounds("codesys-message");
        learnt.version("2");
        return Answer.YES;
    }

    private static boolean begins(Payload payload) {
        return switch (payload.length()) {
            case 0 -> true;
            case 1 -> payload.u8(0) == BLOCK >>> 24 || payload.u8(0) == OLD_SIGN >>> 8;
            default -> payload.u16(0) == BLOCK >>> 16 || payload.u16(0) == OLD_SIGN;
        };
    }
}
