package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// NSQ, by the four bytes with which a client opens (NSQ TCP protocol specification).
final class NsqDissector implements Dissector {

    static final Protocol NSQ = Protocol.named("nsq", Category.NETWORK);

    private static final String MAGIC = "  V2";

    private static final About ABOUT =
            About.of(NSQ, "NSQ")
                    .over(Transport.TCP)
                    .in("NSQ TCP protocol specification: magic identifier")
                    .reads("the magic identifier", 4)
                    .opens(MAGIC);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), MAGIC.length());
        if ((known > 0 && payload.u8(0) != ' ') || !payload.hasAt(0, MAGIC.substring(0, known))) {
            return Answer.NO;
        }
        if (known < MAGIC.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("nsq-magic");
        return Answer.YES;
    }
}
