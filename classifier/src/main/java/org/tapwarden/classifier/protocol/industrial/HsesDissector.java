package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Yaskawa's robots, by the header of the high-speed server (Yaskawa, High-Speed Ethernet Server
/// Function, section 2).
final class HsesDissector implements Dissector {

    static final Protocol HSES = Protocol.named("hses", Category.INDUSTRIAL);

    private static final int HEADER = 32;
    private static final int HEADER_SIZE = 4;
    private static final int DATA_SIZE = 6;

    private static final About ABOUT =
            About.of(HSES, "Yaskawa High-Speed Ethernet Server")
                    .over(Transport.UDP)
                    .in("Yaskawa, High-Speed Ethernet Server Function, section 2")
                    .reads("the sign, the header's size and the data's", HEADER)
                    .opens("YERC");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER
                || !payload.hasAt(0, "YERC")
                || payload.u16le(HEADER_SIZE) != HEADER
                || payload.u16le(DATA_SIZE) != payload.length() - HEADER) {
            return Answer.NO;
        }
        learnt.grounds("hses-header");
        return Answer.YES;
    }
}
