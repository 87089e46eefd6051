package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Saia's remote inputs and outputs over UDP, by their sign (SBC Ether-S-I/O; observed).
final class EtherSioDissector implements Dissector {

    static final Protocol ETHER_SIO = Protocol.named("ethersio", Category.INDUSTRIAL);

    private static final int HEADER = 12;

    private static final About ABOUT =
            About.of(ETHER_SIO, "Ether-S-I/O")
                    .over(Transport.UDP)
                    .in("observed: the sign of telegrams")
                    .reads("the sign", HEADER)
                    .opens("ESIO");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER || !payload.hasAt(0, "ESIO") || payload.u8(4) >= ' ') {
            return Answer.NO;
        }
        learnt.grounds("ether-sio-sign");
        return Answer.YES;
    }
}
