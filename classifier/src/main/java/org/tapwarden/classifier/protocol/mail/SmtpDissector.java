package org.tapwarden.classifier.protocol.mail;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// SMTP, by the server's greeting that names it or by the command that opens a session (RFC 5321,
/// sections 4.1.1 and 4.2). Other services greet with 220 as well, so that number alone says
/// nothing. Who writes to whom is never learnt.
final class SmtpDissector implements Dissector {

    static final Protocol SMTP = Protocol.named("smtp", Category.MAIL);

    private static final String[] OPENINGS = {
        "EHLO ", "HELO ", "LHLO ", "MAIL FROM:", "RCPT TO:", "STARTTLS\r\n"
    };

    private static final About ABOUT =
            About.of(SMTP, "SMTP")
                    .over(Transport.TCP)
                    .in("RFC 5321, sections 4.1.1 and 4.2; RFC 3207")
                    .reads("greeting, EHLO, and the hello after STARTTLS", Payload.MAX_LOOKED_AT)
                    .opens(OPENINGS)
                    .opens("2", "e", "h", "l", "m", "r", "s");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 4) {
            return payload.length() < 1 || "2EHLMRS".indexOf(payload.u8(0)) >= 0
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        return payload.direction() == Direction.FROM_DESTINATION && payload.u8(0) == '2'
                ? server(payload, learnt)
                : client(payload, learnt);
    }

    private static Answer server(Payload payload, Learnt learnt) {
        if (!payload.hasAt(0, "220 ") && !payload.hasAt(0, "220-")) {
            // What a client asked for is known when it speaks; this is not its greeting.
            return payload.hasAt(0, "250") ? Answer.PERHAPS : Answer.NO;
        }
        int end = Lines.end(payload, 4);
        int known = end < 0 ? Math.min(payload.length(), Lines.BOUND) : end;
        if (!Lines.contains(payload, 4, known, "SMTP")) {
            return end < 0 && known == Lines.BOUND ? Answer.NO : Answer.PERHAPS;
        }
        learnt.grounds("smtp-greeting");
        if (end >= 0) {
            Lines.greeting(payload, 4, end, learnt);
        }
        return Answer.YES_MORE;
    }

    private static Answer client(Payload payload, Learnt learnt) {
        if (!Lines.startsWithOne(payload, 0, OPENINGS)) {
            return payload.length() < 10 && couldOpen(payload) ? Answer.PERHAPS : Answer.NO;
        }
        int end = Lines.end(payload, 0);
        if (end < 1 || payload.u8(end - 1) != '\r') {
            return end < 0 && payload.length() < Lines.BOUND ? Answer.PERHAPS : Answer.NO;
        }
        Answer more = Lines.afterStartTls(payload, "STARTTLS", false, learnt);
        learnt.grounds("smtp-command");
        return more;
    }

    private static boolean couldOpen(Payload payload) {
        for (String opening : OPENINGS) {
            int length = Math.min(opening.length(), payload.length());
            if (Lines.startsWith(payload, 0, opening.substring(0, length))) {
                return true;
            }
        }
        return false;
    }
}
