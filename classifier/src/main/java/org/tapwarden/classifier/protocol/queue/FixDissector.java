package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// FIX, by the first three fields of a message: version, length and kind (FIX 4.4, volume 2,
/// "Standard message header"). Who trades what is never learnt.
final class FixDissector implements Dissector {

    static final Protocol FIX = Protocol.named("fix", Category.OFFICE_APP);

    private static final int SEPARATOR = 1;
    private static final int BOUND = 32;

    private static final About ABOUT =
            About.of(FIX, "FIX")
                    .over(Transport.TCP)
                    .in("FIX 4.4, volume 2, standard message header; FIXT 1.1")
                    .reads("version, length and kind", BOUND)
                    .opens("8=FIX");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != '8') {
            return Answer.NO;
        }
        if (payload.length() < 5) {
            return payload.hasAt(0, "8=FIX".substring(0, payload.length()))
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (!payload.hasAt(0, "8=FIX")) {
            return Answer.NO;
        }
        int known = Math.min(payload.length(), BOUND);
        int end = 5;
        while (end < known && payload.u8(end) != SEPARATOR && end < 12) {
            end++;
        }
        int kind = end + 1;
        while (kind < known && payload.u8(kind) != SEPARATOR) {
            kind++;
        }
        if (known < kind + 4) {
            return known < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        boolean fits =
                payload.u8(end) == SEPARATOR
                        && payload.hasAt(end + 1, "9=")
                        && payload.hasAt(kind + 1, "35=");
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("fix-header");
        String version = Text.of(payload, 2, end);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }
}
