package org.tapwarden.classifier.protocol.media;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RTMP, by the handshake that opens it (Adobe's RTMP specification 1.0, section 5.2).
///
/// A client sends version 3, a time, four zeros and noise, 1537 bytes together, and waits. The
/// server sends the same and the client's bytes. Old players put their version where the zeros are,
/// so that only both sides together convince.
final class RtmpDissector implements Dissector {

    static final Protocol RTMP = Protocol.named("rtmp", Category.STREAMING);

    private static final int HELLO = 1 + 1536;
    private static final int VERSION = 3;
    private static final int ZERO = 5;

    private static final About ABOUT =
            About.of(RTMP, "RTMP")
                    .over(Transport.TCP)
                    .in("Adobe's Real Time Messaging Protocol 1.0, section 5.2")
                    .reads("the first bytes of the handshake and its length", HELLO + 1)
                    .opens(VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (known < ZERO + 4) {
            return known == 0 || payload.u8(0) == VERSION ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u8(0) != VERSION) {
            return Answer.NO;
        }
        int player = payload.i32(ZERO);
        boolean possible = player == 0 || (payload.u8(ZERO) & 0x7f) <= 32;
        if (!possible || (payload.u8(1) == 0 && payload.u16(2) < 0x40 && player != 0)) {
            // The latter is how a packet of TPKT begins.
            return Answer.NO;
        }
        if (known < HELLO) {
            learnt.remember(payload.remembered());
            return Answer.PERHAPS;
        }
        boolean fromClient = payload.direction() == Direction.FROM_SOURCE;
        long side = fromClient ? 1 : 2;
        boolean both = (payload.remembered() | side) == 3;
        if (both || (player == 0 && known == HELLO)) {
            learnt.grounds("rtmp-handshake");
            return Answer.YES;
        }
        learnt.remember(payload.remembered() | side);
        return Answer.PERHAPS;
    }
}
