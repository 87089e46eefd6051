package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Graphite's plain text: a line for each measurement with a path, a value and a time. Only on its
/// port, and only when two lines fit or one does that is all there is.
final class GraphiteDissector implements Dissector {

    static final Protocol GRAPHITE = Protocol.named("graphite", Category.NETWORK);

    private static final int PORT = 2003;
    private static final int MAX_LINE = 512;
    private static final int TIME_DIGITS = 10;

    private static final About ABOUT =
            About.of(GRAPHITE, "Graphite")
                    .over(Transport.TCP)
                    .in("Graphite documentation, \"The plaintext protocol\"")
                    .reads("a line of path, value and time on port 2003", MAX_LINE)
                    .byShape()
                    .opens("-", ".", ":", ";", "=", "_")
                    .opensBetween('0', '9')
                    .opensBetween('A', 'Z')
                    .opensBetween('a', 'z');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.isToPort(PORT)) {
            return Answer.NO;
        }
        int end = Math.min(payload.length(), MAX_LINE);
        int path = 0;
        boolean dot = false;
        while (path < end && isPath(payload.u8(path))) {
            dot |= payload.u8(path) == '.';
            path++;
        }
        Answer more = end < MAX_LINE ? Answer.PERHAPS : Answer.NO;
        if (path == end) {
            return more;
        }
        if (path == 0 || !dot || payload.u8(path) != ' ') {
            return Answer.NO;
        }
        int value = path + 1;
        while (value < end && isNumber(payload.u8(value))) {
            value++;
        }
        if (value == end) {
            return more;
        }
        if (value == path + 1 || payload.u8(value) != ' ') {
            return Answer.NO;
        }
        int time = value + 1;
        while (time < end && isDigit(payload.u8(time))) {
            time++;
        }
        if (time == end) {
            return more;
        }
        int last = payload.u8(time);
        boolean known = time - value - 1 == TIME_DIGITS && (last == '\n' || last == '\r');
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("graphite-line");
        return Answer.YES;
    }

    private static boolean isPath(int c) {
        int lower = c | 0x20;
        return (lower >= 'a' && lower <= 'z')
                || isDigit(c)
                || c == '.'
                || c == '_'
                || c == '-'
                || c == ';'
                || c == '='
                || c == ':';
    }

    private static boolean isNumber(int c) {
        return isDigit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
