package org.tapwarden.classifier.protocol.mail;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// IMAP, by a greeting that names it, or a greeting and a tagged command (RFC 9051, sections 2.2
/// and 7.1). User names and mail are never learnt.
final class ImapDissector implements Dissector {

    static final Protocol IMAP = Protocol.named("imap", Category.MAIL);

    private static final int MAX_TAG = 32;

    /// The stream began with a greeting that may be another protocol's.
    private static final long GREETED = 1;

    private static final String[] COMMANDS = {
        "CAPABILITY",
        "LOGIN ",
        "AUTHENTICATE ",
        "STARTTLS",
        "ID ",
        "NOOP",
        "SELECT ",
        "EXAMINE ",
        "NAMESPACE",
        "LIST ",
        "LSUB ",
        "STATUS ",
        "ENABLE ",
        "UID ",
        "FETCH ",
        "IDLE",
        "LOGOUT",
        "COMPRESS "
    };

    /// Those that no other protocol has behind a tag.
    private static final String[] OWN = {
        "CAPABILITY\r\n", "AUTHENTICATE ", "STARTTLS\r\n", "NAMESPACE\r\n", "EXAMINE ", "UID FETCH "
    };

    private static final About ABOUT =
            About.of(IMAP, "IMAP")
                    .over(Transport.TCP)
                    .in("RFC 9051, sections 2.2, 6.2.1 and 7.1")
                    .reads(
                            "greeting, a tagged command, and the hello after STARTTLS",
                            Payload.MAX_LOOKED_AT)
                    .opens("*", "-", ".", "_")
                    .opensBetween('0', '9')
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
        return payload.u8(0) == '*' ? server(payload, learnt) : client(payload, learnt);
    }

    private static Answer server(Payload payload, Learnt learnt) {
        if (payload.length() < 5) {
            return payload.length() < 2 || payload.u8(1) == ' ' ? Answer.PERHAPS : Answer.NO;
        }
        boolean greets =
                Lines.startsWith(payload, 0, "* OK")
                        || Lines.startsWith(payload, 0, "* PREAUTH")
                        || Lines.startsWith(payload, 0, "* CAPABILITY IMAP4");
        if (!greets) {
            return Answer.NO;
        }
        int end = Lines.end(payload, 4);
        int known = end < 0 ? Math.min(payload.length(), Lines.BOUND) : end;
        if (!Lines.contains(payload, 4, known, "IMAP")) {
            learnt.remember(GREETED);
            return Answer.PERHAPS;
        }
        learnt.grounds("imap-greeting");
        // Whoever is let in beforehand may be named (RFC 9051, section 7.1.4).
        if (end >= 0 && !Lines.startsWith(payload, 0, "* PREAUTH")) {
            Lines.greeting(payload, 2, end, learnt);
        }
        return Answer.YES_MORE;
    }

    private static Answer client(Payload payload, Learnt learnt) {
        if (payload.direction() == Direction.FROM_DESTINATION) {
            return Answer.NO;
        }
        int most = Math.min(payload.length(), MAX_TAG + 1);
        int at = 0;
        while (at < most && isTag(payload.u8(at))) {
            at++;
        }
        if (at == most) {
            return at <= MAX_TAG ? again(payload, learnt) : Answer.NO;
        }
        if (at == 0 || payload.u8(at) != ' ') {
            return Answer.NO;
        }
        boolean fits =
                payload.remembered() == GREETED
                        ? Lines.startsWithOne(payload, at + 1, COMMANDS)
                        : Lines.startsWithOne(payload, at + 1, OWN);
        if (!fits) {
            return payload.length() < at + 15 && Lines.end(payload, at) < 0
                    ? again(payload, learnt)
                    : Answer.NO;
        }
        Answer more = Lines.afterStartTls(payload, "STARTTLS", true, learnt);
        learnt.grounds("imap-command");
        return more;
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }

    private static boolean isTag(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }
}
