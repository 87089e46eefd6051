package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Megaco (H.248) in text, by the version and the address of who speaks (RFC 3525, annex B.2).
final class MegacoDissector implements Dissector {

    static final Protocol MEGACO = Protocol.named("megaco", Category.CALLS);

    private static final int MAX_LINE = 200;

    private static final About ABOUT =
            About.of(MEGACO, "Megaco (H.248)")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 3525, annex B.2")
                    .reads("the version and the address in brackets", MAX_LINE)
                    .opens("MEGACO/", "!/")
                    .opens(3);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_LINE);
        // Over TCP a message may stand behind its length (TPKT).
        int at = end > 4 && payload.u8(0) == 3 && payload.u8(1) == 0 ? 4 : 0;
        if (end - at < 8) {
            boolean open = payload.transport() == Transport.TCP && (end == 0 || isStart(payload));
            return open ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.hasAt(at, "MEGACO/")) {
            at += 7;
        } else if (payload.hasAt(at, "!/")) {
            at += 2;
        } else {
            return Answer.NO;
        }
        if (payload.u8(at) < '1' || payload.u8(at) > '4') {
            return Answer.NO;
        }
        int version = payload.u8(at) - '0';
        at++;
        if (at >= end || payload.u8(at) > ' ') {
            return Answer.NO;
        }
        while (at < end && payload.u8(at) <= ' ') {
            at++;
        }
        // An address in brackets, or a name in pointed ones.
        int close = at < end && payload.u8(at) == '[' ? ']' : '>';
        if (at >= end || (payload.u8(at) != '[' && payload.u8(at) != '<')) {
            return Answer.NO;
        }
        while (at < end && payload.u8(at) != close) {
            at++;
        }
        if (at >= end) {
            return Answer.NO;
        }
        learnt.grounds("megaco-header");
        learnt.version(Integer.toString(version));
        return Answer.YES;
    }

    private static boolean isStart(Payload payload) {
        int first = payload.u8(0);
        return first == 'M' || first == '!' || first == 3;
    }
}
