package org.tapwarden.classifier.protocol.directory;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Ident, by an answer that says two ports and what is known of them (RFC 1413, section 4). The
/// user's name is not looked at.
final class IdentDissector implements Dissector {
    static final Protocol IDENT = Protocol.named("ident", Category.NETWORK);

    private static final int BOUND = 64;

    private static final About ABOUT =
            About.of(IDENT, "Ident")
                    .over(Transport.TCP)
                    .in("RFC 1413, section 4")
                    .reads("the server's answer: two ports and the kind of answer", BOUND)
                    .opensBetween('0', '9');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        int at = number(payload, 0, end);
        if (at == 0 && end > 0) {
            return Answer.NO;
        }
        at = spaces(payload, at, end);
        if (at < end && payload.u8(at) != ',') {
            return Answer.NO;
        }
        int second = spaces(payload, Math.min(at + 1, end), end);
        at = number(payload, second, end);
        if (at == second && second < end) {
            return Answer.NO;
        }
        at = spaces(payload, at, end);
        if (at >= end || payload.u8(at) == '\r' || payload.u8(at) == '\n') {
            return end < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u8(at) != ':') {
            return Answer.NO;
        }
        at = spaces(payload, at + 1, end);
        if (at + 6 > end) {
            return end < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        if (!payload.hasAt(at, "USERID")
                && !payload.hasAt(at, "ERROR ")
                && !payload.hasAt(at, "ERROR:")) {
            return Answer.NO;
        }
        learnt.grounds("ident-answer");
        return Answer.YES;
    }

    private static int number(Payload payload, int from, int end) {
        int at = from;
        while (at < end && at < from + 5 && payload.u8(at) >= '0' && payload.u8(at) <= '9') {
            at++;
        }
        return at;
    }

    private static int spaces(Payload payload, int from, int end) {
        int at = from;
        while (at < end && (payload.u8(at) == ' ' || payload.u8(at) == '\t')) {
            at++;
        }
        return at;
    }
}
