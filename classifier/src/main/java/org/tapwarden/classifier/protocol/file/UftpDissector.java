package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// UFTP, which sends files to many at once, by two datagrams of one sender and group (UFTP source,
/// `uftp_common.h`).
final class UftpDissector implements Dissector {
    static final Protocol UFTP = Protocol.named("uftp", Category.FILE_SERVICE);

    private static final int HEADER = 16;
    private static final int MAX_FUNCTION = 15;

    private static final About ABOUT =
            About.of(UFTP, "UFTP")
                    .over(Transport.UDP)
                    .in("UFTP 4 and 5, uftp_common.h")
                    .reads("the headers of two datagrams", HEADER + 2)
                    .byShape()
                    .opens(0x40, 0x50);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER + 4) {
            return Answer.NO;
        }
        int version = payload.u8(0);
        int function = payload.u8(1);
        int words = payload.u8(HEADER + 1);
        boolean agrees =
                (version == 0x40 || version == 0x50)
                        && function >= 1
                        && function <= MAX_FUNCTION
                        && payload.u8(HEADER) == function
                        && payload.u8(HEADER - 1) == 0
                        && words >= 1
                        && 4 * words <= length - HEADER;
        long group = payload.i64(4);
        if (!agrees || group == 0) {
            return Answer.NO;
        }
        if (payload.remembered() == group) {
            learnt.grounds("uftp-headers");
            learnt.version(version == 0x40 ? "4" : "5");
            return Answer.YES;
        }
        learnt.remember(group);
        return Answer.PERHAPS;
    }
}
