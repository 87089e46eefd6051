package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Cyclic data of CIP over UDP: a sequenced address and connected data (CIP specification, volume
/// 2, section 2-6).
final class CipIoDissector implements Dissector {

    static final Protocol CIP = Protocol.named("cip", Category.INDUSTRIAL);

    /// Two items; a sequenced address of eight bytes.
    private static final long ADDRESS = 0x0200_0280_0800L;

    private static final int DATA = 14;
    private static final int HEADER = 18;
    private static final int CONNECTED = 0xb1;

    private static final About ABOUT =
            About.of(CIP, "CIP cyclic data")
                    .over(Transport.UDP)
                    .in("CIP specification, volume 2, section 2-6")
                    .reads("two items, an address and data as long as the rest", HEADER)
                    .opens(0x02);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER
                || payload.i64(0) >>> 16 != ADDRESS
                || payload.u16le(DATA) != CONNECTED
                || payload.u16le(DATA + 2) != payload.length() - HEADER) {
            return Answer.NO;
        }
        learnt.grounds("cip-sequenced-data");
        return Answer.YES;
    }
}
