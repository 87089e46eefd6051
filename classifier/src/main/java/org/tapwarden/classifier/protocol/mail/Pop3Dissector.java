package org.tapwarden.classifier.protocol.mail;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// POP3, by a greeting and the command that follows it (RFC 1939, sections 4 and 7; RFC 2595). User
/// names, passwords and mail are never learnt.
final class Pop3Dissector implements Dissector {

    static final Protocol POP3 = Protocol.named("pop3", Category.MAIL);

    private static final long GREETED = 1;
    private static final long ASKED = 2;

    private static final String[] COMMANDS = {
        "USER ",
        "CAPA\r\n",
        "AUTH",
        "APOP ",
        "STLS\r\n",
        "QUIT\r\n",
        "PASS ",
        "STAT\r\n",
        "LIST",
        "UIDL",
        "RETR ",
        "NOOP\r\n",
        "TOP "
    };

    private static final About ABOUT =
            About.of(POP3, "POP3")
                    .over(Transport.TCP)
                    .in("RFC 1939, sections 4 and 7; RFC 2595, section 4")
                    .reads(
                            "greeting, the first command, and the hello after STLS",
                            Payload.MAX_LOOKED_AT)
                    .opens("+")
                    .opensBetween('A', 'Z')
                    .opensBetween('a', 'z');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        if (payload.direction() == Direction.FROM_SOURCE) {
            return client(payload, learnt);
        }
        return payload.u8(0) == '+' ? server(payload, learnt) : Answer.NO;
    }

    private static Answer server(Payload payload, Learnt learnt) {
        int end = Lines.end(payload, 0);
        if (end < 0) {
            return payload.length() < Lines.BOUND && payload.length() >= 3 == isOk(payload)
                    ? again(payload, learnt)
                    : Answer.NO;
        }
        if (!isOk(payload) || payload.u8(3) > ' ' || payload.u8(end - 1) != '\r') {
            return Answer.NO;
        }
        boolean convinces =
                payload.remembered() == ASKED || Lines.contains(payload, 4, end, "POP3");
        if (!convinces) {
            learnt.remember(GREETED);
            return Answer.PERHAPS;
        }
        learnt.grounds("pop3-greeting");
        if (payload.remembered() != ASKED) {
            // An answer may name the person.
            Lines.greeting(payload, 4, end, learnt);
        }
        return Answer.YES_MORE;
    }

    private static boolean isOk(Payload payload) {
        return payload.hasAt(0, "+OK");
    }

    private static Answer client(Payload payload, Learnt learnt) {
        if (payload.length() < 6) {
            return isLetter(payload.u8(0)) ? again(payload, learnt) : Answer.NO;
        }
        if (!Lines.startsWithOne(payload, 0, COMMANDS)) {
            return Answer.NO;
        }
        if (payload.remembered() != GREETED) {
            learnt.remember(ASKED);
            return Answer.PERHAPS;
        }
        Answer more = Lines.afterStartTls(payload, "STLS", false, learnt);
        learnt.grounds("pop3-command");
        return more;
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }
}
