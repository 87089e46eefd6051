package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// FTP, by its reply codes on one side and its commands on the other (RFC 959, section 4; RFC
/// 4217).
///
/// A mail server greets with the same number, so a greeting counts only when it names FTP or when
/// the client answers with a command that mail does not have. Once TLS begins inside, it is FTPS.
final class FtpControlDissector implements Dissector {
    static final Protocol FTP = Protocol.named("ftp_control", Category.FILE_SERVICE);
    static final Protocol FTPS = Protocol.named("ftps", Category.FILE_SERVICE);

    private static final int BOUND = 2048;

    /// What was seen of the flow so far.
    private static final int REPLY = 1;

    private static final int COMMAND = 2;

    /// Commands to begin with that SMTP does not know.
    private static final String[] COMMANDS = {
        "USER ",
        "AUTH TLS",
        "AUTH SSL",
        "AUTH GSSAPI",
        "FEAT\r",
        "SYST\r",
        "OPTS ",
        "HOST ",
        "CLNT ",
        "PBSZ ",
        "LANG "
    };

    /// Ready, delayed, closing, password wanted, logged in, TLS agreed, not logged in.
    private static final String[] REPLIES = {"220", "120", "421", "331", "230", "234", "530"};

    private static final int LONGEST_COMMAND = 11;
    private static final int MAX_LINES = 8;

    private static final About ABOUT =
            About.of(FTP, "FTP")
                    .or(FTPS)
                    .over(Transport.TCP)
                    .in("RFC 959, section 4; RFC 4217, section 4")
                    .reads(
                            "the greeting and the first commands, TLS behind AUTH",
                            Payload.MAX_LOOKED_AT)
                    .opens(REPLIES)
                    .opens(COMMANDS)
                    .opens("u", "a", "f", "s", "o", "h", "c", "p", "l");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() == 0) {
            return Answer.PERHAPS;
        }
        int first = payload.u8(0);
        return first >= '1' && first <= '5' ? reply(payload, learnt) : command(payload, learnt);
    }

    private static Answer reply(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (end < 4) {
            return startsAny(payload, REPLIES, 3) ? remember(payload, 0, learnt) : Answer.NO;
        }
        int separator = payload.u8(3);
        if ((separator != ' ' && separator != '-') || !startsAny(payload, REPLIES, 3)) {
            return Answer.NO;
        }
        if ((payload.remembered() & COMMAND) != 0) {
            return told(payload, "ftp-reply", learnt);
        }
        int lineEnd = HttpHead.lineEnd(payload, 4, end);
        boolean greeting = payload.hasAt(0, "220");
        if (!greeting || lineEnd < 0 || !namesFtp(payload, 4, lineEnd)) {
            return remember(payload, REPLY, learnt);
        }
        return told(payload, "ftp-greeting", learnt);
    }

    private static Answer told(Payload payload, String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        learnt.remember(REPLY | COMMAND);
        int lineEnd = HttpHead.lineEnd(payload, 0, Math.min(payload.length(), BOUND));
        if (payload.hasAt(0, "220") && lineEnd > 4 && learnt.wantsSoftware()) {
            String banner = Text.of(payload, 4, lineEnd);
            if (banner != null) {
                learnt.software(banner);
            }
        }
        return Answer.YES_MORE;
    }

    /// Mail servers may have such a name as well, but say what they are.
    private static boolean namesFtp(Payload payload, int from, int to) {
        boolean named = false;
        for (int at = from; at < to; at++) {
            if (isWord(payload, at, "SMTP") || isWord(payload, at, "MAIL")) {
                return false;
            }
            named |= isWord(payload, at, "FTP");
        }
        return named;
    }

    private static Answer command(Payload payload, Learnt learnt) {
        if (!startsAny(payload, COMMANDS, Math.min(payload.length(), LONGEST_COMMAND))) {
            return Answer.NO;
        }
        if ((payload.remembered() & REPLY) == 0) {
            return remember(payload, COMMAND, learnt);
        }
        learnt.remember(REPLY | COMMAND);
        int tls = afterAuth(payload);
        if (tls < 0) {
            learnt.grounds("ftp-command");
            return isWord(payload, 0, "USER") ? Answer.YES : Answer.YES_MORE;
        }
        Answer inner = InnerTls.look(payload, tls, learnt);
        if (inner == Answer.YES || inner == Answer.YES_MORE) {
            learnt.variant(FTPS);
            learnt.grounds("ftp-auth-tls");
            return inner;
        }
        learnt.grounds("ftp-command");
        return Answer.YES_MORE;
    }

    /// Where TLS begins: behind the line that asks for it, which is among the first.
    private static int afterAuth(Payload payload) {
        int end = Math.min(payload.length(), BOUND);
        int line = 0;
        for (int i = 0; i < MAX_LINES && line < end; i++) {
            int lineEnd = HttpHead.lineEnd(payload, line, end);
            if (lineEnd < 0) {
                return -1;
            }
            if (isWord(payload, line, "AUTH TLS") || isWord(payload, line, "AUTH SSL")) {
                return lineEnd + 1;
            }
            line = lineEnd + 1;
        }
        return -1;
    }

    private static Answer remember(Payload payload, int seen, Learnt learnt) {
        learnt.remember(payload.remembered() | seen);
        return Answer.PERHAPS;
    }

    /// Whether the payload begins with one of the words, of which at most `count` characters are
    /// compared; letters of either case are the same.
    private static boolean startsAny(Payload payload, String[] words, int count) {
        for (String word : words) {
            if (isStart(
                    payload, word, Math.min(count, Math.min(word.length(), payload.length())))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(Payload payload, int at, String word) {
        if (at + word.length() > payload.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (upper(payload.u8(at + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStart(Payload payload, String word, int count) {
        for (int i = 0; i < count; i++) {
            if (upper(payload.u8(i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }
}
