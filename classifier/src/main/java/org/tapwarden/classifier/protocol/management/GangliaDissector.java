package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Ganglia's metrics in XDR: what kind of message, which host, which metric.
final class GangliaDissector implements Dissector {

    static final Protocol GANGLIA = Protocol.named("ganglia", Category.NETWORK);

    /// Metadata, then a kind for each type of value and requests for metadata.
    private static final int FIRST_KIND = 128;

    private static final int LAST_KIND = 136;
    private static final int MAX_TEXT = 255;

    private static final About ABOUT =
            About.of(GANGLIA, "Ganglia")
                    .over(Transport.UDP)
                    .in("Ganglia 3.1, lib/gm_protocol.x")
                    .reads("kind, host and metric", 2 * (4 + MAX_TEXT + 1) + 4)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 20 || payload.u24(0) != 0) {
            return Answer.NO;
        }
        int kind = payload.u8(3);
        if (kind < FIRST_KIND || kind > LAST_KIND) {
            return Answer.NO;
        }
        int name = textEnd(payload, 4);
        if (name < 0 || textEnd(payload, name) < 0) {
            return Answer.NO;
        }
        learnt.grounds("ganglia-metric");
        return Answer.YES;
    }

    /// Behind a text that is padded with zeros to a multiple of four; -1 when there is none.
    private static int textEnd(Payload payload, int at) {
        if (at + 4 > payload.length()) {
            return -1;
        }
        int size = payload.i32(at);
        if (size < 1 || size > MAX_TEXT) {
            return -1;
        }
        int end = at + 4 + ((size + 3) & ~3);
        if (end > payload.length()) {
            return -1;
        }
        for (int i = at + 4; i < end; i++) {
            int c = payload.u8(i);
            boolean right = i < at + 4 + size ? c > ' ' && c < 0x7f : c == 0;
            if (!right) {
                return -1;
            }
        }
        return end;
    }
}
