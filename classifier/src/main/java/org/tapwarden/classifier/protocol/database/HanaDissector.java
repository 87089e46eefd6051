package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// SAP HANA, by the request that opens a session (SAP HANA SQL command network protocol reference,
/// "Initialization request").
final class HanaDissector implements Dissector {

    static final Protocol HANA = Protocol.named("hana", Category.DATABASE);

    private static final int START = 0xffff_ffff;
    private static final int LENGTH = 14;

    private static final About ABOUT =
            About.of(HANA, "SAP HANA")
                    .over(Transport.TCP)
                    .in("SAP HANA SQL command network protocol, initialization request")
                    .reads("the initialization request", LENGTH)
                    .opens(0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == 0xff)
                        && (payload.length() < 4 || payload.i32(0) == START);
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < LENGTH) {
            return Answer.PERHAPS;
        }
        // Product and protocol version, a reserved zero, one option: the order of bytes.
        boolean fits =
                payload.u8(4) >= 2
                        && payload.u8(4) <= 8
                        && payload.u8(7) <= 8
                        && payload.u8(10) == 0
                        && payload.u8(11) == 1
                        && payload.u8(12) == 1
                        && payload.u8(13) <= 1;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("hana-initialization");
        return Answer.YES;
    }
}
