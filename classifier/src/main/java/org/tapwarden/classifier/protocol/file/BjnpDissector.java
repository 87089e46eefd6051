package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Canon's printers and scanners, by the header of BJNP (observed: magic, device, code, sequence,
/// session, length; Canon publishes no specification).
final class BjnpDissector implements Dissector {
    static final Protocol BJNP = Protocol.named("bjnp", Category.FILE_SERVICE);

    private static final int BJNP_MAGIC = 0x424a_4e50;
    private static final int MFNP_MAGIC = 0x4d46_4e50;
    private static final int HEADER = 16;
    private static final int RESPONSE = 0x80;
    private static final int LAST_DEVICE = 4;

    private static final About ABOUT =
            About.of(BJNP, "Canon BJNP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: magic, device, code, length; no public specification")
                    .reads("the header: magic, device, length", HEADER)
                    .opens("BJNP", "MFNP");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        boolean udp = payload.transport() == Transport.UDP;
        if (length < HEADER) {
            boolean possible =
                    Opening.of(payload, "BJNP") != Answer.NO
                            || Opening.of(payload, "MFNP") != Answer.NO;
            return !udp && possible ? Answer.PERHAPS : Answer.NO;
        }
        int magic = payload.i32(0);
        if (magic != BJNP_MAGIC && magic != MFNP_MAGIC) {
            return Answer.NO;
        }
        int device = payload.u8(4) & ~RESPONSE;
        int size = payload.i32(12);
        boolean agrees = udp ? size == length - HEADER : size >= 0;
        if (device < 1 || device > LAST_DEVICE || !agrees) {
            return Answer.NO;
        }
        learnt.grounds("bjnp-header");
        return Answer.YES;
    }
}
