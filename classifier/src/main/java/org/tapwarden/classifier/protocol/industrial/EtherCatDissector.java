package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// EtherCAT in UDP, by the frame's length and the datagrams in it (IEC 61158-4-12, section 5.3).
final class EtherCatDissector implements Dissector {

    static final Protocol ETHERCAT = Protocol.named("ethercat", Category.INDUSTRIAL);

    private static final int PORT = 0x88a4;
    private static final int FRAME = 2;
    private static final int DATAGRAM = 10;
    private static final int COUNTER = 2;
    private static final int MAX_COMMAND = 14;
    private static final int MAX_DATAGRAMS = 16;

    private static final About ABOUT =
            About.of(ETHERCAT, "EtherCAT")
                    .over(Transport.UDP)
                    .in("IEC 61158-4-12, section 5.3")
                    .reads("the frame's length and its datagrams' lengths", 1_500)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT) || payload.length() < FRAME + DATAGRAM + COUNTER) {
            return Answer.NO;
        }
        int head = payload.u16le(0);
        int end = FRAME + (head & 0x7ff);
        if (head >>> 11 != 2 || end > payload.length()) {
            return Answer.NO;
        }
        int at = FRAME;
        for (int i = 0; i < MAX_DATAGRAMS && at + DATAGRAM + COUNTER <= end; i++) {
            int length = payload.u16le(at + 6);
            if (payload.u8(at) > MAX_COMMAND || (length & 0x3000) != 0) {
                return Answer.NO;
            }
            at += DATAGRAM + (length & 0x7ff) + COUNTER;
            if ((length & 0x8000) == 0) {
                if (at != end) {
                    return Answer.NO;
                }
                learnt.grounds("ethercat-datagrams");
                return Answer.YES;
            }
        }
        return Answer.NO;
    }
}
