package org.tapwarden.classifier.protocol.mail;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// NNTP, by a greeting that names it, or a greeting and a command of its own (RFC 3977, sections
/// 5.1 and 5.3). Which groups are read is never learnt.
final class NntpDissector implements Dissector {

    static final Protocol USENET = Protocol.named("usenet", Category.SOCIAL);

    private static final long GREETED = 1;

    private static final String[] COMMANDS = {
        "MODE ", "CAPABILITIES\r\n", "GROUP ", "LIST", "ARTICLE ", "AUTHINFO ", "XOVER ", "OVER ",
        "POST\r\n", "NEWGROUPS ", "NEWNEWS ", "IHAVE ", "CHECK ", "TAKETHIS ", "DATE\r\n", "XHDR ",
        "HDR ", "HEAD ", "BODY ", "STAT", "STARTTLS\r\n", "XFEATURE ", "LISTGROUP "
    };

    /// Those that no other protocol has.
    private static final String[] OWN = {
        "MODE READER\r\n",
        "MODE STREAM\r\n",
        "AUTHINFO USER ",
        "CAPABILITIES\r\n",
        "TAKETHIS <",
        "ARTICLE <",
        "NEWGROUPS "
    };

    private static final About ABOUT =
            About.of(USENET, "NNTP (Usenet)")
                    .over(Transport.TCP)
                    .in("RFC 3977, sections 5.1 and 5.3; RFC 4642")
                    .reads(
                            "greeting, the first command, and the hello after STARTTLS",
                            Payload.MAX_LOOKED_AT)
                    .opens("2")
                    .opensBetween('A', 'Z')
                    .opensBetween('a', 'z');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 4) {
            boolean possible = payload.length() < 1 || isLetterOrTwo(payload.u8(0));
            return possible ? again(payload, learnt) : Answer.NO;
        }
        return payload.direction() == Direction.FROM_DESTINATION
                ? server(payload, learnt)
                : client(payload, learnt);
    }

    private static Answer server(Payload payload, Learnt learnt) {
        if (!payload.hasAt(0, "200 ") && !payload.hasAt(0, "201 ")) {
            return Answer.NO;
        }
        int end = Lines.end(payload, 4);
        if (end < 0) {
            return payload.length() < Lines.BOUND ? Answer.PERHAPS : Answer.NO;
        }
        boolean names =
                Lines.contains(payload, 4, end, "NNTP")
                        || Lines.contains(payload, 4, end, "INTERNETNEWS")
                        || Lines.contains(payload, 4, end, "USENET");
        if (!names) {
            learnt.remember(GREETED);
            return Answer.PERHAPS;
        }
        learnt.grounds("nntp-greeting");
        Lines.greeting(payload, 4, end, learnt);
        return Answer.YES_MORE;
    }

    private static Answer client(Payload payload, Learnt learnt) {
        String[] words = payload.remembered() == GREETED ? COMMANDS : OWN;
        if (!Lines.startsWithOne(payload, 0, words)) {
            boolean open = isLetterOrTwo(payload.u8(0)) && payload.length() < 14;
            return open && Lines.end(payload, 0) < 0 ? again(payload, learnt) : Answer.NO;
        }
        Answer more = Lines.afterStartTls(payload, "STARTTLS", false, learnt);
        learnt.grounds("nntp-command");
        return more;
    }

    private static boolean isLetterOrTwo(int c) {
        return c == '2' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }
}
