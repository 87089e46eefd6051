package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Gauges of fuel tanks, by a command of six characters behind a start of header (Veeder-Root,
/// Serial Interface Manual 576013-635, section 5).
final class AtgDissector implements Dissector {

    static final Protocol ATG = Protocol.named("atg", Category.INDUSTRIAL);

    private static final int START = 1;
    private static final int COMMAND = 6;
    private static final int BOUND = 10;

    private static final About ABOUT =
            About.of(ATG, "Tank gauges (ATG)")
                    .over(Transport.TCP)
                    .in("Veeder-Root 576013-635, section 5")
                    .reads("start of header and a command", BOUND)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = Math.min(payload.length(), BOUND);
        if (length == 0) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != START) {
            return Answer.NO;
        }
        int at = 1;
        while (at < length && at < 3 && (payload.u8(at) == '\r' || payload.u8(at) == '\n')) {
            at++;
        }
        for (int i = 0; i < COMMAND; i++) {
            if (at + i >= length) {
                return Answer.PERHAPS;
            }
            if (!isPart(i, payload.u8(at + i))) {
                return Answer.NO;
            }
        }
        learnt.grounds("atg-command");
        return Answer.YES;
    }

    /// Inquire or set, in display or computer format; three digits of a function, two of a tank.
    private static boolean isPart(int i, int c) {
        if (i == 0) {
            return c == 'I' || c == 'i' || c == 'S' || c == 's';
        }
        return (c >= '0' && c <= '9') || (i == 2 && c >= 'A' && c <= 'F');
    }
}
