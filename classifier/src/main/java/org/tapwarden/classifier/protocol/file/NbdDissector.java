package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Network block devices, by the server's greeting (NBD project, "The NBD protocol", section
/// "Handshake").
final class NbdDissector implements Dissector {
    static final Protocol NBD = Protocol.named("nbd", Category.FILE_SERVICE);

    private static final String MAGIC = "NBDMAGIC";
    private static final int LENGTH = 16;
    private static final long OLD_STYLE = 0x0000_4202_8186_1253L;

    private static final About ABOUT =
            About.of(NBD, "Network block device")
                    .over(Transport.TCP)
                    .in("NBD project, The NBD protocol, Handshake")
                    .reads("the server's greeting", LENGTH)
                    .opens(MAGIC);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, MAGIC);
        if (answer != Answer.YES || payload.length() < LENGTH) {
            return answer == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        if (!payload.hasAt(MAGIC.length(), "IHAVEOPT")
                && payload.i64(MAGIC.length()) != OLD_STYLE) {
            return Answer.NO;
        }
        learnt.grounds("nbd-greeting");
        return Answer.YES;
    }
}
