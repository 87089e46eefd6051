package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Mitsubishi's SLMP and MC protocol in its 3E and 4E frames (CLPA, SLMP specification
/// BAP-C2006ENG, section 4).
final class MelsecDissector implements Dissector {

    static final Protocol MELSEC = Protocol.named("melsec", Category.INDUSTRIAL);

    private static final int ACCESS = 7;
    private static final int SERIAL = 4;
    private static final int MAX_LENGTH = 2_100;
    private static final String ASCII_REQUEST = "500000FF03FF00";
    private static final String ASCII_ANSWER = "D00000FF03FF00";

    private static final About ABOUT =
            About.of(MELSEC, "MELSEC (SLMP)")
                    .over(Transport.TCP, Transport.UDP)
                    .in("CLPA BAP-C2006ENG, section 4")
                    .reads("the frame's header and its length", SERIAL + 2 + ACCESS + 2)
                    .opens(0x50, 0xd0, 0x54, 0xd4)
                    .opens(ASCII_REQUEST, ASCII_ANSWER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() < 2 + ACCESS) {
            return stream && (payload.length() == 0 || isFirst(payload.u8(0)))
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        boolean serial = false;
        switch (payload.u16(0)) {
            case 0x5000, 0xd000 -> {}
            case 0x5400, 0xd400 -> serial = true;
            default -> {
                return payload.hasAt(0, ASCII_REQUEST) || payload.hasAt(0, ASCII_ANSWER)
                        ? yes(learnt)
                        : Answer.NO;
            }
        }
        int at = 2 + (serial ? SERIAL : 0);
        if (serial && payload.u16(4) != 0) {
            return Answer.NO;
        }
        if (payload.length() < at + ACCESS) {
            return stream ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.u16le(at + 5);
        // The processor that controls, or one of four; a station of a multidrop line.
        int module = payload.u16le(at + 2);
        boolean agrees =
                module >= 0x03d0
                        && module <= 0x03ff
                        && payload.u8(at + 4) <= 31
                        && length >= 2
                        && length <= MAX_LENGTH
                        && (stream || payload.length() == at + ACCESS + length);
        boolean atHome = payload.u8(at) == 0 && payload.u8(at + 1) == 0xff;
        if (!agrees || (stream && !atHome)) {
            return Answer.NO;
        }
        return yes(learnt);
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("melsec-frame");
        return Answer.YES;
    }

    private static boolean isFirst(int c) {
        return c == 0x50 || c == 0xd0 || c == 0x54 || c == 0xd4 || c == '5' || c == 'D';
    }
}
