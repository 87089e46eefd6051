package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// tinc, by the line with which each side says its name and the protocol's version (tinc's manual,
/// "The meta-protocol").
///
/// Both sides say the same number of the protocol, 17, or the second line with the session's key
/// follows.
final class TincDissector implements Dissector {

    private static final Protocol TINC = Protocol.named("tinc", Category.VPN);

    private static final int MAX_LINE = 80;
    private static final String PROTOCOL = " 17";

    private static final About ABOUT =
            About.of(TINC, "tinc")
                    .over(Transport.TCP)
                    .in("tinc manual, section 6.3, The meta-protocol")
                    .reads("the first line of each side", MAX_LINE)
                    .byShape()
                    .opens("0");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_LINE);
        if (end == 0) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != '0' || (end > 1 && payload.u8(1) != ' ')) {
            return Answer.NO;
        }
        int at = 2;
        while (at < end && isNameCharacter(payload.u8(at))) {
            at++;
        }
        int name = at;
        int digits = at + PROTOCOL.length();
        if (at < end && (at == 2 || !payload.hasAt(at, PROTOCOL))) {
            return end > digits || at == 2 ? Answer.NO : waiting(payload, learnt);
        }
        at = digits;
        if (at < end && payload.u8(at) == '.') {
            do {
                at++;
            } while (at < end && payload.u8(at) >= '0' && payload.u8(at) <= '9');
        }
        if (at >= end) {
            return end == MAX_LINE ? Answer.NO : waiting(payload, learnt);
        }
        if (payload.u8(at) != '\n') {
            return Answer.NO;
        }
        long mine = payload.direction() == Direction.FROM_SOURCE ? 1 : 2;
        if ((payload.remembered() | mine) != 3) {
            learnt.remember(payload.remembered() | mine);
            return Answer.PERHAPS;
        }
        learnt.grounds("tinc-names");
        learnt.version(version(payload, name + 1, at));
        return Answer.YES;
    }

    private static Answer waiting(Payload payload, Learnt learnt) {
        learnt.remember(payload.remembered());
        return Answer.PERHAPS;
    }

    private static String version(Payload payload, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append((char) payload.u8(i));
        }
        return text.toString();
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_';
    }
}
