package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Check Point's high availability protocol between the members of a cluster of firewalls.
final class CphaDissector implements Dissector {

    static final Protocol CPHA = Protocol.named("cpha", Category.NETWORK);

    private static final int PORT = 8116;
    private static final int MAGIC = 0x1a90;
    private static final int LEAST = 24;
    private static final int LAST_OPCODE = 0xff;

    private static final About ABOUT =
            About.of(CPHA, "Check Point High Availability")
                    .over(Transport.UDP)
                    .in("observed: two fixed bytes, version, cluster, opcode")
                    .reads("two fixed bytes, version and opcode, on port 8116", LEAST)
                    .byShape()
                    .opens(MAGIC >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean known =
                payload.isToPort(PORT)
                        && payload.length() >= LEAST
                        && payload.u16(0) == MAGIC
                        && payload.u16(2) != 0
                        && payload.u16(6) <= LAST_OPCODE
                        && payload.u16(6) != 0;
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("cpha-magic");
        return Answer.YES;
    }
}
