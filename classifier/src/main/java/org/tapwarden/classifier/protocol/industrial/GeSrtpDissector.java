package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// GE's SRTP, by 56 zeros that open it and the first request behind them (no public specification;
/// observed, see Denton and others, "Leveraging the SRTP protocol", 2017).
final class GeSrtpDissector implements Dissector {

    static final Protocol GE_SRTP = Protocol.named("ge-srtp", Category.INDUSTRIAL);

    private static final int MESSAGE = 56;
    private static final int REQUEST = 2;
    private static final int TYPE = 31;
    private static final int DESTINATION = 36;
    private static final int SERVICE_REQUEST = 0x100e_0000;

    private static final About ABOUT =
            About.of(GE_SRTP, "GE SRTP")
                    .over(Transport.TCP)
                    .in("observed: 56 zeros, then requests of 56 bytes")
                    .reads("the opening and the first request", 2 * MESSAGE)
                    .opens(0x00, 0x01);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.direction() != Direction.FROM_SOURCE) {
            return payload.length() == 0 || payload.u8(0) == 1 ? Answer.PERHAPS : Answer.NO;
        }
        int known = Math.min(payload.length(), MESSAGE);
        int at = 0;
        while (at + 8 <= known && payload.i64(at) == 0) {
            at += 8;
        }
        while (at < known && payload.u8(at) == 0) {
            at++;
        }
        if (at < known) {
            return Answer.NO;
        }
        if (payload.length() < 2 * MESSAGE) {
            return payload.length() <= MESSAGE || payload.u8(MESSAGE) == REQUEST
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        int type = payload.u8(MESSAGE + TYPE);
        boolean agrees =
                payload.u8(MESSAGE) == REQUEST
                        && (type == 0xc0 || type == 0x80)
                        && payload.i32(MESSAGE + DESTINATION) == SERVICE_REQUEST;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("ge-srtp-request");
        return Answer.YES;
    }
}
