package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// ZeroMQ, by the greeting of both sides (ZMTP 3.1, section "Connection greeting").
final class ZeroMqDissector implements Dissector {

    static final Protocol ZEROMQ = Protocol.named("zeromq", Category.NETWORK);

    private static final int SIGNATURE = 10;

    private static final About ABOUT =
            About.of(ZEROMQ, "ZeroMQ (ZMTP)")
                    .over(Transport.TCP)
                    .in("ZMTP 3.1 (RFC 37/ZMTP), connection greeting")
                    .reads("signature and version", SIGNATURE + 2)
                    .opens(0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == 0xff)
                        && (payload.length() < 8 || (payload.i32(1) == 0 && payload.u24(5) == 0));
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < SIGNATURE) {
            return Answer.PERHAPS;
        }
        if (payload.u8(SIGNATURE - 1) != 0x7f) {
            return Answer.NO;
        }
        learnt.grounds("zmtp-signature");
        if (payload.length() < SIGNATURE + 2) {
            return Answer.YES_MORE;
        }
        int major = payload.u8(SIGNATURE);
        boolean known = major >= 1 && major <= 4;
        if (known) {
            learnt.version(
                    major < 3 ? "2.0" : major + "." + Math.min(payload.u8(SIGNATURE + 1), 9));
        }
        return Answer.YES;
    }
}
