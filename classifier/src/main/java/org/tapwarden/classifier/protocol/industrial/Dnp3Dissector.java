package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DNP3, by the first link header and its checksum (IEEE 1815, section 9).
final class Dnp3Dissector implements Dissector {

    static final Protocol DNP3 = Protocol.named("dnp3", Category.INDUSTRIAL);

    private static final int START = 0x0564;
    private static final int HEADER = 8;
    private static final int CHECKSUM = 2;
    private static final int LEAST = 5;
    private static final int POLYNOMIAL = 0xa6bc;

    private static final About ABOUT =
            About.of(DNP3, "DNP3")
                    .over(Transport.TCP, Transport.UDP)
                    .in("IEEE 1815, section 9")
                    .reads("the start of a frame and its header's checksum", HEADER + CHECKSUM)
                    .opens(START >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != START >>> 8) {
            return Answer.NO;
        }
        if (payload.length() < HEADER + CHECKSUM) {
            return payload.transport() == Transport.TCP
                            && (payload.length() < 2 || payload.u16(0) == START)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (payload.u16(0) != START || payload.u8(2) < LEAST) {
            return Answer.NO;
        }
        int crc = ~Crc.backward(payload, 0, HEADER, POLYNOMIAL, 0) & 0xffff;
        if (crc != payload.u16le(HEADER)) {
            return Answer.NO;
        }
        learnt.grounds("dnp3-link-header");
        return Answer.YES;
    }
}
