package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Calls of imo, by datagrams that say their own length and kind.
///
/// Observed: an optional zero when a server passes it on, the length of the rest in one or two
/// groups of seven bits, and one of five kinds. That is about twelve bits a datagram, so it takes
/// four that agree, and both sides.
final class ImoDissector implements Dissector {

    static final Protocol IMO = Protocol.named("imo", Category.CALLS);

    private static final int PING = 2;
    private static final int PONG = 3;
    private static final int VOICE = 0x0d;
    private static final int OPENING = 0x0e;
    private static final int REPORT = 0x1a;

    private static final int ENOUGH = 4;
    private static final long FROM_CLIENT = 1 << 8;
    private static final long FROM_SERVER = 1 << 9;

    private static final About ABOUT =
            About.of(IMO, "imo calls")
                    .over(Transport.UDP)
                    .in("observed: lengths and kinds of datagrams of both sides")
                    .reads("length and kind", Payload.MAX_LOOKED_AT)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == 1) {
            // Opens the way through an address translation.
            return remember(payload.remembered(), learnt);
        }
        int at = length > 1 && payload.u8(0) == 0 ? 1 : 0;
        if (length < at + 10) {
            return Answer.NO;
        }
        int first = payload.u8(at);
        boolean isLong = first >= 0x80;
        int rest = isLong ? (first & 0x7f) << 7 | (payload.u8(at + 1) & 0x7f) : first;
        int kind = at + (isLong ? 2 : 1);
        if ((isLong && payload.u8(at + 1) >= 0x80) || !isKind(payload.u8(kind))) {
            return Answer.NO;
        }
        if (payload.u8(kind) == OPENING) {
            return rest < length ? remember(payload.remembered(), learnt) : Answer.NO;
        }
        if (kind + rest != length) {
            return Answer.NO;
        }
        long side = payload.direction() == Direction.FROM_SOURCE ? FROM_CLIENT : FROM_SERVER;
        long seen = payload.remembered() + 1 | side;
        boolean both = (seen & FROM_CLIENT) != 0 && (seen & FROM_SERVER) != 0;
        if (!both || (seen & 0xff) < ENOUGH) {
            return remember(seen, learnt);
        }
        learnt.grounds("imo-datagrams");
        return Answer.YES;
    }

    private static boolean isKind(int kind) {
        return kind == PING || kind == PONG || kind == VOICE || kind == OPENING || kind == REPORT;
    }

    private static Answer remember(long seen, Learnt learnt) {
        if (seen != 0) {
            learnt.remember(seen);
        }
        return Answer.PERHAPS;
    }
}
