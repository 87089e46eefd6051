package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// MSMQ, by the base header of a packet (MS-MQQB, section 2.2.19.1).
final class MsmqDissector implements Dissector {

    static final Protocol MSMQ = Protocol.named("msmq", Category.NETWORK);

    private static final int VERSION = 0x10;
    private static final int HEADER = 16;

    private static final About ABOUT =
            About.of(MSMQ, "MSMQ")
                    .over(Transport.TCP)
                    .in("MS-MQQB, section 2.2.19.1 (MS-MQMQ: BaseHeader)")
                    .reads("version, signature and size", HEADER)
                    .opens(VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != VERSION) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return payload.length() < 5 || payload.u8(4) == 'L' ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32le(8);
        if (!payload.hasAt(4, "LIOR") || size < HEADER || size > 1 << 23) {
            return Answer.NO;
        }
        learnt.grounds("msmq-header");
        return Answer.YES;
    }
}
