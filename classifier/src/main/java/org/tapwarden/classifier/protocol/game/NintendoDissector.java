package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Nintendo's consoles that play with each other, by the signs of their two protocols (no public
/// specification; observed: Pia, PRUDP).
final class NintendoDissector implements Dissector {

    static final Protocol NINTENDO = Protocol.named("nintendo", Category.GAMES);

    private static final int PIA = 0x32ab_9864;
    private static final int MAX_PIA_VERSION = 15;
    private static final int PIA_HEADER = 16;
    private static final int PRUDP = 0xead0_01;
    private static final int PRUDP_HEADER = 30;

    private static final About ABOUT =
            About.of(NINTENDO, "Nintendo")
                    .over(Transport.UDP)
                    .in("observed: Pia between consoles, PRUDP to servers")
                    .reads("the sign, and the lengths of PRUDP", PRUDP_HEADER)
                    .opens(PIA >>> 24, PRUDP >>> 16);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < PIA_HEADER) {
            return Answer.NO;
        }
        if (payload.i32(0) == PIA) {
            if ((payload.u8(4) & 0x7f) > MAX_PIA_VERSION) {
                return Answer.NO;
            }
            learnt.grounds("nintendo-pia");
            return Answer.YES;
        }
        if (payload.u24(0) != PRUDP
                || payload.length() < PRUDP_HEADER
                || payload.length() != PRUDP_HEADER + payload.u8(3) + payload.u16le(4)) {
            return Answer.NO;
        }
        learnt.grounds("nintendo-prudp");
        return Answer.YES;
    }
}
