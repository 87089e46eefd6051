package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DRDA of Db2 and its kin, by the header of a request, reply or object (DRDA, volume 3: DDM
/// architecture, DSS headers).
final class DrdaDissector implements Dissector {

    static final Protocol DRDA = Protocol.named("drda", Category.DATABASE);

    private static final int HEADER = 10;
    private static final int MAGIC = 0xd0;
    private static final int FORMAT = 0x0f;

    private static final About ABOUT =
            About.of(DRDA, "DRDA (Db2)")
                    .over(Transport.TCP)
                    .in("The Open Group, DRDA volume 3: DSS header, EXCSAT, ACCSEC")
                    .reads("the first header: two lengths, magic, kind and code point", HEADER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return payload.length() < 3 || payload.u8(2) == MAGIC ? Answer.PERHAPS : Answer.NO;
        }
        int kind = payload.u8(3) & FORMAT;
        boolean fits =
                payload.u8(2) == MAGIC
                        && kind >= 1
                        && kind <= 5
                        && payload.u8(3) < 0x80
                        && payload.u16(0) >= HEADER
                        && payload.u16(6) == payload.u16(0) - 6
                        && isCodePoint(payload.u8(8));
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("drda-header");
        return Answer.YES;
    }

    private static boolean isCodePoint(int high) {
        return switch (high) {
            case 0x10, 0x11, 0x12, 0x14, 0x18, 0x20, 0x21, 0x22, 0x24, 0xc0 -> true;
            default -> false;
        };
    }
}
