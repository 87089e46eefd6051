package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Train real-time data, by the header of process or message data (IEC 61375-2-3, annex A).
final class TrdpDissector implements Dissector {

    static final Protocol TRDP = Protocol.named("trdp", Category.INDUSTRIAL);

    private static final int PROCESS_HEADER = 40;
    private static final int MESSAGE_HEADER = 116;
    private static final int VERSION = 4;
    private static final int TYPE = 6;
    private static final int LENGTH = 20;
    private static final int MAX_LENGTH = 65_388;

    private static final About ABOUT =
            About.of(TRDP, "TRDP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("IEC 61375-2-3, annex A.6")
                    .reads("version, type and length of a telegram", PROCESS_HEADER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() < PROCESS_HEADER) {
            return stream && (payload.length() < 5 || payload.u8(VERSION) == 1)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (payload.u8(VERSION) != 1) {
            return Answer.NO;
        }
        int header = header(payload.u8(TYPE), payload.u8(TYPE + 1));
        int length = payload.i32(LENGTH);
        if (header == 0 || length < 0 || length > MAX_LENGTH) {
            return Answer.NO;
        }
        int end = header + (length + 3) / 4 * 4;
        if (!stream && payload.length() != end && payload.length() != header + length) {
            return Answer.NO;
        }
        learnt.grounds("trdp-header");
        return Answer.YES;
    }

    private static int header(int kind, int type) {
        if (kind == 'P') {
            return type == 'd' || type == 'p' || type == 'r' || type == 'e' ? PROCESS_HEADER : 0;
        }
        return kind == 'M'
                        && (type == 'n'
                                || type == 'r'
                                || type == 'p'
                                || type == 'q'
                                || type == 'c'
                                || type == 'e')
                ? MESSAGE_HEADER
                : 0;
    }
}
