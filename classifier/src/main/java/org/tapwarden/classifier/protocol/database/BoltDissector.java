package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Bolt of Neo4j and its kin, by the preamble (Bolt protocol, "Handshake").
final class BoltDissector implements Dissector {

    static final Protocol BOLT = Protocol.named("bolt", Category.DATABASE);

    private static final int PREAMBLE = 0x6060_b017;

    private static final About ABOUT =
            About.of(BOLT, "Bolt (Neo4j)")
                    .over(Transport.TCP)
                    .in("Bolt protocol, Handshake")
                    .reads("the preamble", 4)
                    .opens(PREAMBLE >> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 4) {
            return payload.length() < 1 || payload.u8(0) == 0x60 ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.i32(0) != PREAMBLE) {
            return Answer.NO;
        }
        learnt.grounds("bolt-preamble");
        return Answer.YES;
    }
}
