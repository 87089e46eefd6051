package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// NDMP, which tells a filer to back itself up, by the header of a message (NDMP version 4, section
/// 3.1).
final class NdmpDissector implements Dissector {
    static final Protocol NDMP = Protocol.named("ndmp", Category.FILE_SERVICE);

    private static final int HEADER = 28;
    private static final int LAST_FRAGMENT = 0x8000_0000;
    private static final int MAX_RECORD = 1 << 16;
    private static final int YEAR_2000 = 946_684_800;

    /// To open a connection and to say that it may be opened.
    private static final int OPEN = 0x900;

    private static final int STATUS = 0x502;

    private static final About ABOUT =
            About.of(NDMP, "NDMP")
                    .over(Transport.TCP)
                    .in("NDMP version 4, sections 3.1 and 4.1")
                    .reads("the header of the first message", HEADER)
                    .opens(0x80);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER) {
            return length == 0 || payload.u8(0) == 0x80 ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32(0) ^ LAST_FRAGMENT;
        boolean request = payload.i32(12) == 0;
        int message = payload.i32(16);
        boolean agrees =
                size >= HEADER - 4
                        && size <= MAX_RECORD
                        && (payload.i32(4) >>> 8) == 0
                        && Integer.compareUnsigned(payload.i32(8), YEAR_2000) > 0
                        && (request ? payload.i32(20) == 0 : payload.i32(12) == 1)
                        && (message == OPEN || (message == STATUS && request))
                        && payload.i32(24) >= 0
                        && payload.i32(24) <= 0xff;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("ndmp-header");
        return Answer.YES;
    }
}
