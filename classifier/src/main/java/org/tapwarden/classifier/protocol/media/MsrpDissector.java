package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// MSRP, messages beside a call, by a start line with its transaction (RFC 4975, section 9).
final class MsrpDissector implements Dissector {

    static final Protocol MSRP = Protocol.named("msrp", Category.CALLS);

    private static final String START = "MSRP ";
    private static final String PATH = "\r\nTo-Path: msrp";
    private static final int MAX_LINE = 200;

    private static final About ABOUT =
            About.of(MSRP, "MSRP")
                    .over(Transport.TCP)
                    .in("RFC 4975, section 9")
                    .reads("the start line and the path's scheme", MAX_LINE + 2)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_LINE);
        if (!payload.hasAt(0, START.substring(0, Math.min(end, START.length())))) {
            return Answer.NO;
        }
        for (int at = START.length(); at < end; at++) {
            if (payload.u8(at) == '\r') {
                if (payload.hasAt(at, PATH)) {
                    learnt.grounds("msrp-start-line");
                    return Answer.YES;
                }
                return payload.length() > at + PATH.length() ? Answer.NO : Answer.PERHAPS;
            }
        }
        return end < MAX_LINE ? Answer.PERHAPS : Answer.NO;
    }
}
