package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// StatsD: a name, a value and a kind in each line of a datagram, on its port.
final class StatsdDissector implements Dissector {

    static final Protocol STATSD = Protocol.named("statsd", Category.NETWORK);

    private static final int PORT = 8125;
    private static final int MAX_LINE = 512;
    private static final int LEAST = 5;

    private static final About ABOUT =
            About.of(STATSD, "StatsD")
                    .over(Transport.UDP)
                    .in("StatsD documentation, \"Metric types\"")
                    .reads("the first line's name, value and kind on port 8125", MAX_LINE)
                    .byShape()
                    .opensBetween('!', '~');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.isToPort(PORT) || payload.length() < LEAST) {
            return Answer.NO;
        }
        int end = Math.min(payload.length(), MAX_LINE);
        int at = 0;
        while (at < end && isName(payload.u8(at))) {
            at++;
        }
        if (at < 2 || at == end || payload.u8(at) != ':') {
            return Answer.NO;
        }
        int value = ++at;
        while (at < end && isNumber(payload.u8(at))) {
            at++;
        }
        if (at == value
                || at + 1 >= end
                || payload.u8(at) != '|'
                || !isKind(payload, at + 1, end)) {
            return Answer.NO;
        }
        learnt.grounds("statsd-line");
        return Answer.YES;
    }

    /// Counter, gauge, timer, histogram, set or distribution, then a rate, tags or the end.
    private static boolean isKind(Payload payload, int at, int end) {
        int kind = payload.u8(at);
        int next = at + 1;
        if (kind == 'm') {
            if (next == end || payload.u8(next) != 's') {
                return false;
            }
            next++;
        } else if (kind != 'c' && kind != 'g' && kind != 'h' && kind != 's' && kind != 'd') {
            return false;
        }
        if (next == end) {
            return true;
        }
        int c = payload.u8(next);
        return c == '\n' || c == '|' || c == '\r';
    }

    private static boolean isName(int c) {
        return c > ' ' && c < 0x7f && c != ':' && c != '|';
    }

    private static boolean isNumber(int c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e';
    }
}
