package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DRBD, which mirrors disks, by the features that both sides send first (DRBD source,
/// `drbd_protocol.h`).
final class DrbdDissector implements Dissector {
    static final Protocol DRBD = Protocol.named("drbd", Category.FILE_SERVICE);

    private static final int MAGIC_8 = 0x8374_0267;
    private static final int MAGIC_9 = 0x8620_ec20;
    private static final int FEATURES = 0xfffe;
    private static final int LENGTH = 8;

    private static final About ABOUT =
            About.of(DRBD, "DRBD")
                    .over(Transport.TCP)
                    .in("DRBD, drbd_protocol.h")
                    .reads("the header of the first packet", LENGTH)
                    .opens(MAGIC_8 >>> 24, MAGIC_9 >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < LENGTH) {
            return length == 0 || payload.u8(0) == MAGIC_8 >>> 24 || payload.u8(0) == MAGIC_9 >>> 24
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        boolean agrees =
                (payload.i32(0) == MAGIC_8 && payload.u16(4) == FEATURES)
                        || (payload.i32(0) == MAGIC_9 && payload.u16(6) == FEATURES);
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("drbd-features");
        return Answer.YES;
    }
}
