package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Cameras and recorders of Dahua, by the word in the header of its own protocol (observed).
final class DahuaDissector implements Dissector {

    static final Protocol DAHUA = Protocol.named("dahua", Category.STREAMING);

    /// Length of the header, three zeros, the word.
    private static final int START = 0x2000_0000;

    private static final String WORD = "DHIP";
    private static final int HEADER = 32;

    private static final About ABOUT =
            About.of(DAHUA, "Dahua cameras")
                    .over(Transport.TCP, Transport.UDP)
                    .in("observed: discovery and sessions of cameras and recorders")
                    .reads("the header's length and word", HEADER)
                    .opens(START >> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (known >= 8) {
            if (payload.i32(0) != START || !payload.hasAt(4, WORD)) {
                return Answer.NO;
            }
            if (known >= HEADER) {
                learnt.grounds("dahua-word");
                return Answer.YES;
            }
        }
        boolean open =
                payload.transport() == Transport.TCP && (known == 0 || payload.u8(0) == 0x20);
        return open ? Answer.PERHAPS : Answer.NO;
    }
}
