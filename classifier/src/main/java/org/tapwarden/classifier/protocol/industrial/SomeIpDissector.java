package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// SOME/IP, by its header (AUTOSAR, SOME/IP Protocol Specification, section 4.1.2).
final class SomeIpDissector implements Dissector {

    static final Protocol SOME_IP = Protocol.named("someip", Category.INDUSTRIAL);

    private static final int PREFIX = 8;
    private static final int HEADER = 16;
    private static final int VERSION = 12;
    private static final int TYPE = 14;
    private static final int CODE = 15;
    private static final int MAX_CODE = 0x5e;
    private static final int SEGMENTED = 0x20;

    private static final About ABOUT =
            About.of(SOME_IP, "SOME/IP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("AUTOSAR, SOME/IP Protocol Specification, section 4.1.2")
                    .reads("the headers of a datagram's messages", Payload.MAX_LOOKED_AT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        int length = payload.length();
        if (length < HEADER) {
            return stream && (length < 6 || payload.u16(4) == 0) ? Answer.PERHAPS : Answer.NO;
        }
        int at = 0;
        while (at + HEADER <= length) {
            int size = payload.i32(at + 4);
            if (size < PREFIX || size > Payload.MAX_LOOKED_AT - PREFIX || !isHeader(payload, at)) {
                return Answer.NO;
            }
            at += PREFIX + size;
        }
        if (at != length) {
            return stream && length < Payload.MAX_LOOKED_AT ? Answer.PERHAPS : Answer.NO;
        }
        learnt.grounds("someip-header");
        return Answer.YES;
    }

    /// Only answers and errors carry a code other than zero.
    private static boolean isHeader(Payload payload, int at) {
        int code = payload.u8(at + CODE);
        return payload.u8(at + VERSION) == 1
                && switch (payload.u8(at + TYPE) & ~SEGMENTED) {
                    case 0x00, 0x01, 0x02, 0x40, 0x41, 0x42 -> code == 0;
                    case 0x80, 0x81, 0xc0, 0xc1 -> code <= MAX_CODE;
                    default -> false;
                };
    }
}
