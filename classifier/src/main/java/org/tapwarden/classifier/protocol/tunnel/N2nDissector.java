package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// n2n, by an edge's registration and its supernode's answer (n2n versions 2 and 3).
///
/// Both name the same community, a text in a field of fixed length.
final class N2nDissector implements Dissector {

    private static final Protocol N2N = Protocol.named("n2n", Category.VPN);

    private static final int HEADER = 4;
    private static final int TYPE = 0x1f;
    private static final int REGISTER_SUPER = 5;
    private static final int REGISTER_SUPER_ACK = 7;
    private static final int COMMUNITY_2 = 16;
    private static final int COMMUNITY_3 = 20;
    private static final int MIN_COMMUNITY = 2;

    private static final About ABOUT =
            About.of(N2N, "n2n")
                    .over(Transport.UDP)
                    .in("n2n's source, n2n_typedefs.h")
                    .reads(
                            "the community in a registration and in its answer",
                            HEADER + COMMUNITY_3)
                    .byShape()
                    .opens(2, 3);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER + COMMUNITY_3 + 8) {
            return Answer.NO;
        }
        int version = payload.u8(0);
        int type = payload.u16(2) & TYPE;
        boolean asks = type == REGISTER_SUPER;
        if ((version != 2 && version != 3) || (!asks && type != REGISTER_SUPER_ACK)) {
            return Answer.NO;
        }
        long community = community(payload, version == 2 ? COMMUNITY_2 : COMMUNITY_3);
        if (community == 0) {
            return Answer.NO;
        }
        long here = community << 3 | 1L << (payload.direction().ordinal() + 1) | (version & 1);
        if (asks) {
            learnt.remember(here);
            return Answer.PERHAPS;
        }
        // The same community, from the other side.
        if (payload.remembered() == 0 || (payload.remembered() ^ here) != 6) {
            return Answer.NO;
        }
        learnt.grounds("n2n-registration");
        learnt.version(version == 2 ? "2" : "3");
        return Answer.YES;
    }

    /// A hash of the community's name; 0 when there is no text that zeros follow.
    private static long community(Payload payload, int length) {
        long hash = 0x243f_6a88_85a3_08d3L;
        int count = 0;
        while (count < length && payload.u8(HEADER + count) > ' ') {
            if (payload.u8(HEADER + count) > '~') {
                return 0;
            }
            hash = (hash ^ payload.u8(HEADER + count)) * 0x100_0000_01b3L;
            count++;
        }
        for (int i = count; i < length; i++) {
            if (payload.u8(HEADER + i) != 0) {
                return 0;
            }
        }
        return count < MIN_COMMUNITY ? 0 : hash;
    }
}
