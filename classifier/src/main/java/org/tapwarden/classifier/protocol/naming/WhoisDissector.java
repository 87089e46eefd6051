package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// WHOIS and DAS: one line of a client, then text of a server until it closes (RFC 3912, section
/// 2). Both sides have to be text, on one of the ports; what is asked for is not kept.
final class WhoisDissector implements Dissector {

    static final Protocol WHOIS = Protocol.named("whois-das", Category.NETWORK);

    private static final int PORT = 43;
    private static final int DAS_PORT = 4343;

    private static final int MAX_QUESTION = 255;
    private static final int ENOUGH_TEXT = 64;
    private static final int LEAST_TEXT = 10;

    private static final About ABOUT =
            About.of(WHOIS, "WHOIS")
                    .over(Transport.TCP)
                    .in("RFC 3912, section 2")
                    .reads("a line of the client and text of the server", MAX_QUESTION)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT) && !payload.hasPort(DAS_PORT)) {
            return Answer.NO;
        }
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        return payload.direction() == Direction.FROM_SOURCE
                ? question(payload, learnt)
                : answer(payload, learnt);
    }

    /// One line, and nothing behind it.
    private static Answer question(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_QUESTION);
        for (int i = 0; i < end; i++) {
            int c = payload.u8(i);
            if (c == '\r' || c == '\n') {
                boolean last = c == '\n' ? i + 1 == payload.length() : payload.length() <= i + 2;
                boolean possible = i > 1 && last;
                if (possible) {
                    learnt.remember(1);
                }
                return possible ? Answer.PERHAPS : Answer.NO;
            }
            if (c < ' ' || c == 0x7f) {
                return Answer.NO;
            }
        }
        return payload.length() < MAX_QUESTION ? Answer.PERHAPS : Answer.NO;
    }

    private static Answer answer(Payload payload, Learnt learnt) {
        if (payload.remembered() != 1) {
            return Answer.NO;
        }
        int end = Math.min(payload.length(), ENOUGH_TEXT);
        for (int i = 0; i < end; i++) {
            int c = payload.u8(i);
            boolean printable = (c >= ' ' && c < 0x7f) || (c >= 0x80 && i >= LEAST_TEXT);
            boolean text = printable || c == '\r' || c == '\n' || c == '\t';
            if (!text) {
                return Answer.NO;
            }
        }
        if (end < LEAST_TEXT) {
            learnt.remember(1);
            return Answer.PERHAPS;
        }
        learnt.grounds("whois-question-and-answer");
        return Answer.YES;
    }
}
