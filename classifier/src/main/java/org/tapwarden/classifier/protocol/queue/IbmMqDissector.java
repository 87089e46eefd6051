package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// IBM MQ, by the header of a transmission segment (observed: `TSH` in ASCII or EBCDIC, length,
/// byte order, kind).
final class IbmMqDissector implements Dissector {

    static final Protocol IBMMQ = Protocol.named("ibmmq", Category.NETWORK);

    private static final int ASCII = 0x54_5348;
    private static final int EBCDIC = 0xe3_e2c8;
    private static final int HEADER = 28;

    private static final About ABOUT =
            About.of(IBMMQ, "IBM MQ")
                    .over(Transport.TCP)
                    .in("observed: header of a transmission segment")
                    .reads("marker, length, byte order and kind", HEADER)
                    .opens(ASCII >> 16, EBCDIC >> 16);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                payload.length() < 3
                        ? payload.length() < 1 || payload.u8(0) == 'T' || payload.u8(0) == 0xe3
                        : payload.u24(0) == ASCII || payload.u24(0) == EBCDIC;
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int length = payload.i32(4);
        int order = payload.u8(8);
        boolean fits =
                length >= HEADER
                        && length < 1 << 20
                        && (order == 1 || order == 2)
                        && payload.u8(9) >= 1
                        && payload.u8(9) <= 0x9f;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("ibmmq-segment");
        return Answer.YES;
    }
}
