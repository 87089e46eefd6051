package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// GLBP, with which routers share the load of one address: a header, then fields that say their
/// length, on its port.
final class GlbpDissector implements Dissector {

    static final Protocol GLBP = Protocol.named("glbp", Category.NETWORK);

    private static final int PORT = 3222;
    private static final int HEADER = 12;
    private static final int VERSION = 1;
    private static final int LAST_FIELD = 8;
    private static final int MAX_FIELDS = 16;
    private static final int MAX_GROUP = 1023;

    private static final About ABOUT =
            About.of(GLBP, "GLBP")
                    .over(Transport.UDP)
                    .in("observed: version, group, owner, then types and lengths, on port 3222")
                    .reads("version, group and the lengths of all fields", 512)
                    .byShape()
                    .opens(VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.isToPort(PORT)
                || length < HEADER + 4
                || length > 512
                || payload.u8(0) != VERSION
                || payload.u8(1) != 0
                || payload.u16(2) > MAX_GROUP) {
            return Answer.NO;
        }
        int at = HEADER;
        for (int i = 0; i < MAX_FIELDS && at + 2 <= length; i++) {
            int type = payload.u8(at);
            int size = payload.u8(at + 1);
            if (type < 1 || type > LAST_FIELD || size < 4) {
                return Answer.NO;
            }
            at += size;
        }
        if (at != length) {
            return Answer.NO;
        }
        learnt.grounds("glbp-fields");
        return Answer.YES;
    }
}
