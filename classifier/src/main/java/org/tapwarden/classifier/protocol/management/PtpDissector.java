package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The Precision Time Protocol, version 2, by the header and the length of each kind of message
/// (IEEE 1588-2008, section 13.3; 1588-2019).
final class PtpDissector implements Dissector {

    static final Protocol PTP = Protocol.named("ptpv2", Category.NETWORK);

    private static final int EVENT_PORT = 319;
    private static final int GENERAL_PORT = 320;

    private static final int HEADER = 34;
    private static final int VERSION = 2;
    private static final int LAST_EVENT = 3;

    /// More may follow a message to compensate for its way.
    private static final int MAX_TRAILER = 16;

    private static final About ABOUT =
            About.of(PTP, "Precision Time Protocol")
                    .over(Transport.UDP)
                    .in("IEEE 1588-2008, section 13.3")
                    .reads("kind, version, length and source on ports 319 and 320", HEADER)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean event = payload.isToPort(EVENT_PORT);
        if ((!event && !payload.isToPort(GENERAL_PORT)) || payload.length() < HEADER) {
            return Answer.NO;
        }
        int kind = payload.u8(0) & 15;
        int least = least(kind);
        int size = payload.u16(2);
        boolean known =
                (payload.u8(1) & 15) == VERSION
                        && payload.u8(1) >>> 4 <= 1
                        && least > 0
                        && event == kind <= LAST_EVENT
                        && size >= least
                        && (kind > LAST_EVENT || size <= least + MAX_TRAILER)
                        && size <= payload.length()
                        && payload.length() <= size + MAX_TRAILER
                        && payload.u16(28) != 0;
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("ptp-header");
        learnt.version("2");
        return Answer.YES;
    }

    /// Sync, three questions and answers about delay, follow-ups, announcement, signals,
    /// management.
    private static int least(int kind) {
        return switch (kind) {
            case 0, 1, 8 -> 44;
            case 2, 3, 9, 10 -> 54;
            case 11 -> 64;
            case 12 -> 44;
            case 13 -> 48;
            default -> 0;
        };
    }
}
