package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Amanda, which backs up, by the words of a packet's first line (Amanda, `common-src/packet.c`).
final class AmandaDissector implements Dissector {
    static final Protocol AMANDA = Protocol.named("amanda", Category.FILE_SERVICE);

    private static final String NAME = "Amanda ";
    private static final int BOUND = 64;
    private static final String[] KINDS = {
        " REQ HANDLE ", " REP HANDLE ", " ACK HANDLE ", " NAK HANDLE ", " PREP HANDLE "
    };

    private static final About ABOUT =
            About.of(AMANDA, "Amanda")
                    .over(Transport.UDP, Transport.TCP)
                    .in("Amanda, packet format of the Amanda protocol")
                    .reads("the first line: version and kind of packet", BOUND)
                    .opens(NAME);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, NAME);
        if (answer != Answer.YES) {
            return answer;
        }
        int end = Math.min(payload.length(), BOUND);
        int space = Opening.find(payload, NAME.length(), end, ' ');
        if (space < 0) {
            return end < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        for (String kind : KINDS) {
            if (payload.hasAt(space, kind)) {
                learnt.grounds("amanda-packet");
                String version = Text.of(payload, NAME.length(), space);
                if (version != null) {
                    learnt.version(version);
                }
                return Answer.YES;
            }
        }
        return end < BOUND ? Answer.PERHAPS : Answer.NO;
    }
}
