package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// OLSR, which finds ways through meshes of radios, by its messages that say their size, on its
/// port (RFC 3626, section 3.3).
final class OlsrDissector implements Dissector {

    static final Protocol OLSR = Protocol.named("olsr", Category.NETWORK);

    private static final int PORT = 698;
    private static final int HEADER = 4;
    private static final int MESSAGE = 12;
    private static final int MAX_MESSAGES = 64;
    private static final int LAST_KIND = 4;

    /// Where implementations have put their own kinds.
    private static final int FIRST_PRIVATE_KIND = 128;

    private static final About ABOUT =
            About.of(OLSR, "OLSR")
                    .over(Transport.UDP)
                    .in("RFC 3626, section 3.3")
                    .reads("the packet's length, kinds and sizes of messages on port 698", 1500)
                    .byShape()
                    .opensBetween(0, 1500 >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT)
                || length < HEADER + MESSAGE
                || length > 1500
                || payload.u16(0) != length) {
            return Answer.NO;
        }
        int at = HEADER;
        for (int i = 0; i < MAX_MESSAGES && at + MESSAGE <= length; i++) {
            int kind = payload.u8(at);
            boolean known = (kind >= 1 && kind <= LAST_KIND) || kind >= FIRST_PRIVATE_KIND;
            int size = payload.u16(at + 2);
            if (!known || size < MESSAGE || payload.i32(at + 4) == 0) {
                return Answer.NO;
            }
            at += size;
        }
        if (at != length) {
            return Answer.NO;
        }
        learnt.grounds("olsr-messages");
        return Answer.YES;
    }
}
