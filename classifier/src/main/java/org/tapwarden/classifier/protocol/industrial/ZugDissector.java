package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Consensus of Casper's `zug`, by its sign and a length that agrees (observed: length, sign,
/// sender, length of the rest).
final class ZugDissector implements Dissector {

    static final Protocol ZUG = Protocol.named("zug", Category.NETWORK);

    /// "UG" and a 16, behind the length of the whole.
    private static final int SIGN = 0x55_4710;

    private static final int HEADER = 10;

    private static final About ABOUT =
            About.of(ZUG, "Zug consensus")
                    .over(Transport.UDP)
                    .in("observed: length, sign, sender, length of the rest")
                    .reads("the sign and two lengths", HEADER)
                    .opensBetween(0, Payload.MAX_LOOKED_AT >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER
                || payload.u16(0) != length
                || payload.u24(2) != SIGN
                || payload.u16(8) > length - HEADER) {
            return Answer.NO;
        }
        learnt.grounds("zug-header");
        return Answer.YES;
    }
}
