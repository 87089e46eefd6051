package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Saia's S-Bus over UDP, by its length and its checksum (SBC Ether-S-Bus, observed: length,
/// version 1, type, sequence, attribute, checksum of CCITT).
final class EtherSBusDissector implements Dissector {

    static final Protocol ETHER_S_BUS = Protocol.named("ether-s-bus", Category.INDUSTRIAL);

    private static final int LEAST = 11;
    private static final int MOST = 1_024;
    private static final int MAX_ATTRIBUTE = 2;
    private static final int POLYNOMIAL = 0x1021;

    private static final About ABOUT =
            About.of(ETHER_S_BUS, "Ether-S-Bus")
                    .over(Transport.UDP)
                    .in("observed: length, version 1, attribute and checksum of a telegram")
                    .reads("a telegram's length and checksum", MOST)
                    .opens(0x00);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < LEAST || length > MOST || payload.i32(0) != length) {
            return Answer.NO;
        }
        if (payload.u8(4) > 1
                || payload.u8(8) > MAX_ATTRIBUTE
                || Crc.forward(payload, 0, length - 2, POLYNOMIAL, 0) != payload.u16(length - 2)) {
            return Answer.NO;
        }
        learnt.grounds("s-bus-telegram");
        return Answer.YES;
    }
}
