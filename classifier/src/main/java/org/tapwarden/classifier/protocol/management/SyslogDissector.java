package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Syslog, in the old and the new format (RFC 3164, section 4.1; RFC 5424, section 6), over TCP
/// with a count before each message or a line each (RFC 6587, section 3.4). By the priority and the
/// text behind it.
final class SyslogDissector implements Dissector {

    static final Protocol SYSLOG = Protocol.named("syslog", Category.NETWORK);

    /// Facility 23, severity 7.
    private static final int LAST_PRIORITY = 191;

    private static final int MAX_COUNT_DIGITS = 5;

    /// So much text has to follow.
    private static final int ENOUGH_TEXT = 24;

    private static final int LEAST_TEXT = 8;
    private static final int BOUND = MAX_COUNT_DIGITS + 1 + 5 + ENOUGH_TEXT;

    private static final About ABOUT =
            About.of(SYSLOG, "syslog")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 3164, section 4.1; RFC 5424, section 6; RFC 6587, section 3.4")
                    .reads("the priority and the text behind it", BOUND)
                    .byShape()
                    .opens("<")
                    .opensBetween('0', '9');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        Answer early = stream ? Answer.PERHAPS : Answer.NO;
        if (payload.length() < 1) {
            return early;
        }
        int end = payload.length();
        int at = payload.u8(0) == '<' ? 0 : stream ? countEnd(payload) : -1;
        if (at < 0) {
            return Answer.NO;
        }
        if (at >= end) {
            return early;
        }
        if (payload.u8(at) != '<') {
            return Answer.NO;
        }
        int digit = at + 1;
        int priority = 0;
        while (digit < end && digit < at + 4 && isDigit(payload.u8(digit))) {
            priority = priority * 10 + payload.u8(digit) - '0';
            digit++;
        }
        if (digit >= end) {
            return early;
        }
        boolean leadingZero = payload.u8(at + 1) == '0' && digit > at + 2;
        if (digit == at + 1
                || leadingZero
                || priority > LAST_PRIORITY
                || payload.u8(digit) != '>') {
            return Answer.NO;
        }
        return text(payload, digit + 1, early, learnt);
    }

    private static Answer text(Payload payload, int from, Answer early, Learnt learnt) {
        int end = Math.min(payload.length(), from + ENOUGH_TEXT);
        for (int i = from; i < end; i++) {
            int c = payload.u8(i);
            boolean last = c == '\n' || c == '\r' || c == 0;
            if (last && i - from >= LEAST_TEXT) {
                break;
            }
            boolean foreign = c >= 0x80 && i - from < LEAST_TEXT;
            if ((c < ' ' && c != '\t') || c == 0x7f || foreign) {
                return Answer.NO;
            }
        }
        if (end - from < LEAST_TEXT) {
            return early;
        }
        learnt.grounds("syslog-priority");
        if (payload.hasAt(from, "1 ")) {
            learnt.version("1");
        }
        return Answer.YES;
    }

    /// Behind the count of bytes and its space; -1 when there is none.
    private static int countEnd(Payload payload) {
        int at = 0;
        while (at < payload.length() && at < MAX_COUNT_DIGITS && isDigit(payload.u8(at))) {
            at++;
        }
        if (at == payload.length()) {
            return at;
        }
        return at > 0 && payload.u8(0) != '0' && payload.u8(at) == ' ' ? at + 1 : -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
