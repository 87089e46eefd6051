package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// TriStation of Triconex safety controllers, by a command and its answer on the registered port
/// (no public specification; observed: type, channel, length, data, checksum).
final class TriStationDissector implements Dissector {

    static final Protocol TRISTATION = Protocol.named("tristation", Category.INDUSTRIAL);

    private static final int PORT = 1502;
    private static final int HEADER = 4;
    private static final int CHECKSUM = 2;
    private static final int MAX_TYPE = 11;
    private static final int MAX_CHANNEL = 4;

    private static final About ABOUT =
            About.of(TRISTATION, "TriStation")
                    .over(Transport.UDP)
                    .in("observed: type, channel and length of messages of both sides")
                    .reads("headers of both sides", HEADER)
                    .byShape()
                    .opensBetween(1, MAX_TYPE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean agrees =
                payload.hasPort(PORT)
                        && payload.length() >= HEADER + CHECKSUM
                        && isRest(payload.u16le(2), payload.length() - HEADER)
                        && payload.u8(0) >= 1
                        && payload.u8(0) <= MAX_TYPE
                        && payload.u8(1) <= MAX_CHANNEL;
        if (!agrees) {
            return Answer.NO;
        }
        long side = payload.direction() == Direction.FROM_SOURCE ? 1 : 2;
        long said = side << 8 | payload.u8(1);
        long before = payload.remembered();
        if (before != 0 && (before ^ said) == 3 << 8) {
            learnt.grounds("tristation-answer");
            return Answer.YES;
        }
        learnt.remember(said);
        return Answer.PERHAPS;
    }

    /// With the checksum or without.
    private static boolean isRest(int length, int rest) {
        return length == rest || length == rest - CHECKSUM;
    }
}
