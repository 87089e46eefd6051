package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Kismet's old text protocol, in which the server greets with its name.
final class KismetDissector implements Dissector {

    static final Protocol KISMET = Protocol.named("kismet", Category.NETWORK);

    private static final String GREETING = "*KISMET: ";
    private static final int BOUND = 128;

    private static final About ABOUT =
            About.of(KISMET, "Kismet")
                    .over(Transport.TCP)
                    .in("observed: the greeting of a Kismet server")
                    .reads("the greeting of the server", BOUND)
                    .opens(GREETING);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), GREETING.length());
        if (!payload.hasAt(0, GREETING.substring(0, known))) {
            return Answer.NO;
        }
        if (known < GREETING.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("kismet-greeting");
        int end = Math.min(payload.length(), BOUND);
        int lineEnd = HttpHead.lineEnd(payload, 0, end);
        if (lineEnd > 0 && learnt.wantsSoftware()) {
            software(payload, lineEnd, learnt);
        }
        return Answer.YES;
    }

    /// Version, start time, the server's name between marks, build, version again.
    private static void software(Payload payload, int end, Learnt learnt) {
        int last = end;
        while (last > GREETING.length() && payload.u8(last - 1) <= ' ') {
            last--;
        }
        int from = last;
        while (from > GREETING.length() && payload.u8(from - 1) > ' ') {
            from--;
        }
        String release = Text.of(payload, from, last);
        if (release != null) {
            learnt.software("Kismet " + release);
        }
    }
}
