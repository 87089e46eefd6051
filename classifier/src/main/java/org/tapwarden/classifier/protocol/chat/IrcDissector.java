package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// IRC, by the lines with which either side opens (RFC 2812, sections 2.3 and 3.1; IRCv3 capability
/// negotiation). FTP and POP3 have a USER as well, so that alone says nothing. Neither names nor
/// messages are learnt.
final class IrcDissector implements Dissector {

    static final Protocol IRC = Protocol.named("irc", Category.SOCIAL);

    private static final int BOUND = 1_024;

    /// A numeric or a word that a server sends.
    private static final String[] SERVER_WORDS = {
        "NOTICE ",
        "PRIVMSG ",
        "JOIN ",
        "MODE ",
        "PONG ",
        "CAP ",
        "QUIT ",
        "PART ",
        "NICK ",
        "TOPIC ",
        "KICK "
    };

    private static final String[] CLIENT_WORDS = {
        "NICK ",
        "USER ",
        "PASS ",
        "CAP ",
        "JOIN ",
        "PRIVMSG ",
        "MODE ",
        "PING ",
        "PONG ",
        "WHO ",
        "NOTICE ",
        "USERHOST "
    };

    private static final About ABOUT =
            About.of(IRC, "IRC")
                    .over(Transport.TCP)
                    .in("RFC 2812, sections 2.3 and 3.1; IRCv3 Client Capability Negotiation")
                    .reads("the first lines of either side", BOUND)
                    .opens(":")
                    .opens(CLIENT_WORDS);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 8) {
            return payload.length() < 1 || ":NUPCJW".indexOf(payload.u8(0)) >= 0
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        return payload.direction() == Direction.FROM_DESTINATION || payload.u8(0) == ':'
                ? server(payload, learnt)
                : client(payload, learnt);
    }

    private static Answer server(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), BOUND);
        if (payload.hasAt(0, "NOTICE AUTH :") || payload.hasAt(0, "NOTICE * :***")) {
            return yes("irc-notice", learnt);
        }
        if (payload.u8(0) != ':') {
            boolean open = payload.hasAt(0, "NOTICE ") || payload.hasAt(0, "PING ");
            return open ? Answer.PERHAPS : Answer.NO;
        }
        int space = 1;
        while (space < known && isPrefix(payload.u8(space))) {
            space++;
        }
        if (space == known) {
            return known < 128 ? Answer.PERHAPS : Answer.NO;
        }
        if (space < 4 || payload.u8(space) != ' ') {
            return Answer.NO;
        }
        int word = space + 1;
        if (isNumeric(payload, word, known) || startsWithOne(payload, word, SERVER_WORDS)) {
            return yes("irc-server-line", learnt);
        }
        return known < word + 8 ? Answer.PERHAPS : Answer.NO;
    }

    private static boolean isNumeric(Payload payload, int at, int known) {
        return at + 3 < known
                && isDigit(payload.u8(at))
                && isDigit(payload.u8(at + 1))
                && isDigit(payload.u8(at + 2))
                && payload.u8(at + 3) == ' ';
    }

    /// Two different commands that belong together, or one that nothing else has.
    private static Answer client(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), BOUND);
        boolean nick = false;
        boolean user = false;
        int line = 0;
        while (line < known) {
            int end = lineEnd(payload, line, known);
            if (!startsWithOne(payload, line, CLIENT_WORDS)) {
                boolean open = end < 0 && known - line < 9 && (line > 0 || couldStart(payload));
                return open ? Answer.PERHAPS : Answer.NO;
            }
            if (end < 0) {
                break;
            }
            nick |= payload.hasAt(line, "NICK ");
            user |= payload.hasAt(line, "USER ") && words(payload, line, end) >= 4;
            boolean own =
                    payload.hasAt(line, "CAP LS")
                            || payload.hasAt(line, "CAP REQ :")
                            || payload.hasAt(line, "JOIN #")
                            || payload.hasAt(line, "PRIVMSG #");
            if (own || (nick && user)) {
                return yes("irc-client-lines", learnt);
            }
            line = end + 1;
        }
        return known < BOUND ? Answer.PERHAPS : Answer.NO;
    }

    /// Whether a command has the first letter.
    private static boolean couldStart(Payload payload) {
        for (String word : CLIENT_WORDS) {
            if (payload.u8(0) == word.charAt(0)) {
                return true;
            }
        }
        return false;
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }

    private static int words(Payload payload, int from, int to) {
        int spaces = 0;
        for (int i = from; i < to; i++) {
            spaces += payload.u8(i) == ' ' ? 1 : 0;
        }
        return spaces;
    }

    private static int lineEnd(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWithOne(Payload payload, int at, String[] words) {
        for (String word : words) {
            if (payload.hasAt(at, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPrefix(int c) {
        return c > ' ' && c < 0x7f;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
