package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Broadlink's remote controls and plugs, by the eight bytes that begin a command (observed).
final class BroadlinkDissector implements Dissector {

    static final Protocol BROADLINK = Protocol.named("broadlink", Category.NETWORK);

    private static final long START = 0x5aa5_aa55_5aa5_aa55L;
    private static final int LENGTH = 0x38;

    private static final About ABOUT =
            About.of(BROADLINK, "Broadlink")
                    .over(Transport.UDP)
                    .in("observed: commands in the local network")
                    .reads("the first eight bytes", LENGTH)
                    .opens(0x5a);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < LENGTH || payload.i64(0) != START) {
            return Answer.NO;
        }
        learnt.grounds("broadlink-command");
        return Answer.YES;
    }
}
