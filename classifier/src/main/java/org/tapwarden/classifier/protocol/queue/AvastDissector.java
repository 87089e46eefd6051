package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Avast's own protocol to its servers, by marker, length and version.
final class AvastDissector implements Dissector {

    static final Protocol AVAST = Protocol.named("avast", Category.NETWORK);

    private static final int HEADER = 8;

    private static final About ABOUT =
            About.of(AVAST, "Avast SecureDNS")
                    .over(Transport.TCP)
                    .in("observed: header of both sides")
                    .reads("marker, length and version", HEADER)
                    .opens("NOSA");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != 'N') {
            return Answer.NO;
        }
        int known = Math.min(payload.length(), 4);
        if (!payload.hasAt(0, "NOSA".substring(0, known))) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        if (payload.u16(4) < HEADER || payload.u16(4) > 4_096 || payload.u8(6) != 1) {
            return Answer.NO;
        }
        learnt.grounds("avast-header");
        return Answer.YES;
    }
}
