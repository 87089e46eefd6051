package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Games that find each other with DirectPlay 4, by the word in its header (Microsoft, MC-DPL4CS,
/// section 2.2.6).
final class DirectPlayDissector implements Dissector {

    static final Protocol DIRECT_PLAY = Protocol.named("directplay", Category.GAMES);

    private static final int ADDRESS_FAMILY = 0x0200;
    private static final int WORD = 20;
    private static final int HEADER = 28;
    private static final int MAX_COMMAND = 0x38;

    private static final About ABOUT =
            About.of(DIRECT_PLAY, "DirectPlay 4")
                    .over(Transport.UDP, Transport.TCP)
                    .in("MC-DPL4CS, section 2.2.6")
                    .reads("the address and the word behind it", HEADER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return payload.transport() == Transport.TCP
                            && (payload.length() < 6 || payload.u16(4) == ADDRESS_FAMILY)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (payload.u16(4) != ADDRESS_FAMILY
                || !payload.hasAt(WORD, "play")
                || payload.u16le(WORD + 4) > MAX_COMMAND) {
            return Answer.NO;
        }
        learnt.grounds("directplay-header");
        return Answer.YES;
    }
}
