package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Panasonic's controllers, by a command or answer in characters with its check (Panasonic,
/// MEWTOCOL-COM, section 2).
final class MewtocolDissector implements Dissector {

    static final Protocol MEWTOCOL = Protocol.named("mewtocol", Category.INDUSTRIAL);

    private static final int COMMAND = 4;
    private static final int BODY = 6;
    private static final int TAIL = 3;
    private static final int BOUND = 2_048;

    private static final About ABOUT =
            About.of(MEWTOCOL, "MEWTOCOL")
                    .over(Transport.TCP, Transport.UDP)
                    .in("Panasonic, MEWTOCOL-COM, section 2")
                    .reads("header, station, command and block check", BOUND)
                    .opens("%", "<");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (end > 0 && payload.u8(0) != '%' && payload.u8(0) != '<') {
            return Answer.NO;
        }
        if (end < BODY + TAIL) {
            return payload.transport() == Transport.TCP ? Answer.PERHAPS : Answer.NO;
        }
        int kind = payload.u8(3);
        if (hex(payload.u8(1)) < 0
                || hex(payload.u8(2)) < 0
                || (kind != '#' && kind != '$' && kind != '!')
                || !isLetterOrDigit(payload.u8(COMMAND))
                || !isLetterOrDigit(payload.u8(COMMAND + 1))) {
            return Answer.NO;
        }
        int check = 0;
        for (int at = 0; at < end; at++) {
            int c = payload.u8(at);
            if (c == '\r') {
                return at >= BODY + 2 && isChecked(payload, at, check) ? yes(learnt) : Answer.NO;
            }
            if (c < ' ' || c > '~') {
                return Answer.NO;
            }
            check ^= c;
        }
        return payload.transport() == Transport.TCP && end < BOUND ? Answer.PERHAPS : Answer.NO;
    }

    /// The exclusive or of all characters before it, in two digits.
    private static boolean isChecked(Payload payload, int end, int all) {
        int high = payload.u8(end - 2);
        int low = payload.u8(end - 1);
        return hex(high) >= 0 && hex(low) >= 0 && (hex(high) << 4 | hex(low)) == (all ^ high ^ low);
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("mewtocol-block");
        return Answer.YES;
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static int hex(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
