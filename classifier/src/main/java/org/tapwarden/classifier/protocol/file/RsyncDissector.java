package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// rsync's daemon, by the greeting that both sides send (rsync source, `clientserver.c`).
final class RsyncDissector implements Dissector {
    static final Protocol RSYNC = Protocol.named("rsync", Category.FILE_SERVICE);

    private static final String GREETING = "@RSYNCD: ";
    private static final int BOUND = 32;

    private static final About ABOUT =
            About.of(RSYNC, "rsync")
                    .over(Transport.TCP)
                    .in("rsync, csprotocol.txt")
                    .reads("the greeting and its version", BOUND)
                    .opens(GREETING);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, GREETING);
        if (answer != Answer.YES) {
            return answer;
        }
        int at = GREETING.length();
        int end = Math.min(payload.length(), BOUND);
        int stop = at;
        while (stop < end && isVersion(payload.u8(stop))) {
            stop++;
        }
        if (stop == end && end < BOUND) {
            return Answer.PERHAPS;
        }
        if (stop == at) {
            return Answer.NO;
        }
        learnt.grounds("rsync-greeting");
        String version = Text.of(payload, at, stop);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }

    private static boolean isVersion(int c) {
        return c == '.' || (c >= '0' && c <= '9');
    }
}
