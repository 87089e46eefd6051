package org.tapwarden.classifier.protocol.mail;

import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// Commands and replies, a line each, as mail and news have them (RFC 5321, section 2.3.8).
final class Lines {

    /// What is read of either side: a few commands, or a greeting of several lines. A hello that
    /// follows STARTTLS may lie behind it.
    static final int BOUND = 2_048;

    private Lines() {}

    /// Whether these letters stand at `at`, in either case.
    ///
    /// @param upper in upper case
    static boolean startsWith(Payload payload, int at, String upper) {
        if (at < 0 || at + upper.length() > payload.length()) {
            return false;
        }
        for (int i = 0; i < upper.length(); i++) {
            if (upper(payload.u8(at + i)) != upper.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Whether one of these begins the stream.
    static boolean startsWithOne(Payload payload, int at, String[] words) {
        for (String word : words) {
            if (startsWith(payload, at, word)) {
                return true;
            }
        }
        return false;
    }

    /// Where the line that starts at `from` ends: the offset of its line feed, or -1.
    static int end(Payload payload, int from) {
        int most = Math.min(payload.length(), BOUND);
        for (int i = from; i < most; i++) {
            if (payload.u8(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// Whether the word stands somewhere from `from` to `to`, in either case.
    static boolean contains(Payload payload, int from, int to, String upper) {
        for (int i = from; i + upper.length() <= to; i++) {
            if (startsWith(payload, i, upper)) {
                return true;
            }
        }
        return false;
    }

    /// Takes what a server says of itself in its first line.
    static void greeting(Payload payload, int from, int to, Learnt learnt) {
        if (!learnt.wantsSoftware()) {
            return;
        }
        String banner = Text.of(payload, from, to);
        if (banner != null) {
            learnt.software(banner);
        }
    }

    /// What comes behind the line with which the client asks for TLS.
    ///
    /// @param upper the command
    /// @param tagged whether a tag of the client's choice stands before it
    static Dissector.Answer afterStartTls(
            Payload payload, String upper, boolean tagged, Learnt learnt) {
        int line = 0;
        int end = end(payload, line);
        while (end >= 0) {
            int command = tagged ? afterWord(payload, line, end) : line;
            if (startsWith(payload, command, upper)) {
                Dissector.Answer inner = InnerTls.look(payload, end + 1, learnt);
                return inner == Dissector.Answer.NO || inner == Dissector.Answer.YES
                        ? Dissector.Answer.YES
                        : Dissector.Answer.YES_MORE;
            }
            line = end + 1;
            end = end(payload, line);
        }
        return payload.length() < BOUND ? Dissector.Answer.YES_MORE : Dissector.Answer.YES;
    }

    /// Where the second word of a line starts, or -1.
    static int afterWord(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) == ' ') {
                return i == from ? -1 : i + 1;
            }
        }
        return -1;
    }

    private static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }
}
