package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// A transport stream of MPEG in datagrams: packets of 188 bytes, each of which begins with the
/// same byte (ISO/IEC 13818-1, section 2.4.3).
final class MpegTsDissector implements Dissector {

    static final Protocol MPEG_TS = Protocol.named("mpeg_ts", Category.STREAMING);

    private static final int PACKET = 188;
    private static final int SYNC = 0x47;
    private static final int ENOUGH = 4;
    private static final int MAX_PACKETS = 7;

    private static final About ABOUT =
            About.of(MPEG_TS, "MPEG transport stream")
                    .over(Transport.UDP)
                    .in("ISO/IEC 13818-1, section 2.4.3")
                    .reads("the headers of all packets of a datagram", MAX_PACKETS * PACKET + 1)
                    .byShape()
                    .opens(SYNC);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < PACKET
                || payload.u8(0) != SYNC
                || length % PACKET != 0
                || length > MAX_PACKETS * PACKET) {
            return Answer.NO;
        }
        for (int at = 0; at < length; at += PACKET) {
            // No error that was found out, and at least one of payload and adaptation.
            boolean sound =
                    payload.u8(at) == SYNC
                            && payload.u8(at + 1) < 0x80
                            && (payload.u8(at + 3) & 0x30) != 0;
            if (!sound) {
                return Answer.NO;
            }
        }
        long packets = payload.remembered() + length / PACKET;
        if (packets >= ENOUGH) {
            learnt.grounds("mpeg-ts-packets");
            return Answer.YES;
        }
        learnt.remember(packets);
        return Answer.PERHAPS;
    }
}
