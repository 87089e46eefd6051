package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Pictures from cameras and phones (PTP over IP), by the request that opens a session (CIPA
/// DC-005, section 2.3.1): its length, a number for the initiator, a name and the version.
final class PictureTransferDissector implements Dissector {

    static final Protocol PTP_IP = Protocol.named("ptp-ip", Category.FILE_SERVICE);

    private static final int REQUEST = 1;
    private static final int NAME = 24;
    private static final int MIN_LENGTH = NAME + 2 + 4;
    private static final int MAX_LENGTH = NAME + 2 * 64 + 4;
    private static final int VERSION = 0x0001_0000;

    private static final About ABOUT =
            About.of(PTP_IP, "PTP/IP (pictures from cameras)")
                    .over(Transport.TCP)
                    .in("CIPA DC-005, section 2.3.1")
                    .reads("length, type and version of the first request", MAX_LENGTH + 1)
                    .opensBetween(MIN_LENGTH, MAX_LENGTH);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (known < 8) {
            boolean possible =
                    (known < 1 || isLength(payload.u8(0))) && (known < 2 || payload.u8(1) == 0);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.i32le(0);
        if (payload.i32le(4) != REQUEST || !isLength(length) || known > length) {
            return Answer.NO;
        }
        if (known < length) {
            return Answer.PERHAPS;
        }
        // The name ends with a zero of 16 bits before the version.
        if (payload.i32le(length - 4) != VERSION || payload.u16(length - 6) != 0) {
            return Answer.NO;
        }
        learnt.grounds("ptp-ip-request");
        return Answer.YES;
    }

    private static boolean isLength(int length) {
        return length >= MIN_LENGTH && length <= MAX_LENGTH && (length & 1) == 0;
    }
}
