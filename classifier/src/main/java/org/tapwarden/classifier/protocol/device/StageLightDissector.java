package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Stage lights: Art-Net and streaming ACN, by the words in their headers (Art-Net 4, "Packet
/// definition"; ANSI E1.31, section 5).
final class StageLightDissector implements Dissector {

    static final Protocol ART_NET = Protocol.named("artnet", Category.NETWORK);
    static final Protocol SACN = Protocol.named("sacn", Category.NETWORK);

    private static final String ART_NET_WORD = "Art-Net\0";

    /// Size of the preamble and of nothing behind, then the word.
    private static final int SACN_START = 0x0010_0000;

    private static final String SACN_WORD = "ASC-E1.17\0\0\0";

    private static final About ABOUT =
            About.of(ART_NET, "Art-Net and sACN (stage lights)")
                    .or(SACN)
                    .over(Transport.UDP)
                    .in("Art-Net 4, packet definition; ANSI E1.31, section 5")
                    .reads("the words in the header", 16)
                    .opens(ART_NET_WORD)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 12) {
            return Answer.NO;
        }
        if (payload.u8(0) == 'A' && payload.hasAt(0, ART_NET_WORD)) {
            learnt.grounds("art-net-word");
            return Answer.YES;
        }
        if (payload.i32(0) != SACN_START || !payload.hasAt(4, SACN_WORD)) {
            return Answer.NO;
        }
        learnt.grounds("sacn-word");
        learnt.variant(SACN);
        return Answer.YES;
    }
}
