package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Lumberjack, in which Beats send to Logstash: the window's size, then frames of the same version.
final class LumberjackDissector implements Dissector {

    static final Protocol LUMBERJACK = Protocol.named("lumberjack", Category.NETWORK);

    private static final int WINDOW = 6;
    private static final int MAX_WINDOW = 1 << 20;

    private static final About ABOUT =
            About.of(LUMBERJACK, "Lumberjack")
                    .over(Transport.TCP)
                    .in(
                            "Lumberjack protocol, versions 1 and 2, \"window size\" and \"data\" frames")
                    .reads("the window's size and the start of the next frame", WINDOW + 2)
                    .opens("1", "2");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        int version = payload.u8(0);
        if (version != '1' && version != '2') {
            return Answer.NO;
        }
        if (payload.length() > 1 && payload.u8(1) != 'W') {
            return Answer.NO;
        }
        if (payload.length() < WINDOW + 2) {
            return Answer.PERHAPS;
        }
        int window = payload.i32(2);
        int frame = payload.u8(WINDOW + 1);
        boolean known =
                window > 0
                        && window <= MAX_WINDOW
                        && payload.u8(WINDOW) == version
                        && (frame == 'C' || frame == 'J' || frame == 'D');
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("lumberjack-window");
        learnt.version(version == '1' ? "1" : "2");
        return Answer.YES;
    }
}
