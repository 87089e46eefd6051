package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RIPng, RIP for IPv6, by its entries of twenty bytes, on its port (RFC 2080, section 2.1).
final class RipngDissector implements Dissector {

    static final Protocol RIPNG = Protocol.named("ripng", Category.NETWORK);

    private static final int PORT = 521;
    private static final int HEADER = 4;
    private static final int ENTRY = 20;
    private static final int NEXT_HOP = 0xff;
    private static final int INFINITY = 16;

    private static final About ABOUT =
            About.of(RIPNG, "RIPng")
                    .over(Transport.UDP)
                    .in("RFC 2080, section 2.1")
                    .reads("command, version and all entries on port 521", 1500)
                    .byShape()
                    .opens(1, 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT)
                || length < HEADER + ENTRY
                || length > 1500
                || (length - HEADER) % ENTRY != 0) {
            return Answer.NO;
        }
        int command = payload.u8(0);
        if ((command != 1 && command != 2) || payload.u8(1) != 1 || payload.u16(2) != 0) {
            return Answer.NO;
        }
        for (int at = HEADER; at < length; at += ENTRY) {
            int prefix = payload.u8(at + 18);
            int metric = payload.u8(at + 19);
            boolean hop = metric == NEXT_HOP && prefix == 0;
            if (prefix > 128 || (metric > INFINITY && !hop)) {
                return Answer.NO;
            }
        }
        learnt.grounds("ripng-entries");
        return Answer.YES;
    }
}
