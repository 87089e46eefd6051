package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RocketMQ, by a command's sizes and the JSON that begins its header (Apache RocketMQ, remoting
/// protocol).
final class RocketMqDissector implements Dissector {

    static final Protocol ROCKETMQ = Protocol.named("rocketmq", Category.NETWORK);

    private static final String JSON = "{\"code\":";

    private static final About ABOUT =
            About.of(ROCKETMQ, "RocketMQ")
                    .over(Transport.TCP)
                    .in("Apache RocketMQ, remoting protocol")
                    .reads("sizes, and the first member of the header", 8 + JSON.length())
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == 0)
                        && (payload.length() < 5 || payload.u8(4) == 0)
                        && (payload.length() < 9 || payload.u8(8) == '{');
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < 8 + JSON.length()) {
            return Answer.PERHAPS;
        }
        if (payload.u24(5) > payload.i32(0) - 4 || !payload.hasAt(8, JSON)) {
            return Answer.NO;
        }
        learnt.grounds("rocketmq-header");
        return Answer.YES;
    }
}
