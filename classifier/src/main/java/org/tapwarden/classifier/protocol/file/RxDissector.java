package org.tapwarden.classifier.protocol.file;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Rx, the remote procedure calls of AFS, by two packets of one call in both directions ("Rx
/// Protocol Specification Draft", section "Packet Formats").
final class RxDissector implements Dissector {
    static final Protocol RX = Protocol.named("rx", Category.FILE_SERVICE);

    private static final int HEADER = 28;
    private static final int TYPE = 20;
    private static final int FLAGS = 21;
    private static final int SECURITY = 23;
    private static final int MAX_TYPE = 13;
    private static final int CLIENT_INITIATED = 1;
    private static final int MAX_SECURITY = 6;
    private static final int MAX_EARLY = 4096;

    private static final About ABOUT =
            About.of(RX, "Rx of AFS")
                    .over(Transport.UDP)
                    .in("N. Zeldovich, Rx Protocol Specification Draft")
                    .reads("the headers of two packets of one connection", HEADER)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER || !isHeader(payload)) {
            return Answer.NO;
        }
        // The two last bits are the channel. They make room for who sends and who began.
        boolean fromSource = payload.direction() == Direction.FROM_SOURCE;
        int began = payload.u8(FLAGS) & CLIENT_INITIATED;
        long connection = payload.i64(0) & ~3L;
        long met = payload.remembered();
        if (met != 0 && (met & ~3L) == connection) {
            boolean otherSide = (met & 1) != (fromSource ? 1 : 0);
            boolean otherRole = (met >>> 1 & 1) != began;
            if (otherSide != otherRole) {
                return Answer.NO;
            }
            if (otherSide) {
                learnt.grounds("rx-both-sides");
                return Answer.YES;
            }
        }
        learnt.remember(connection | (long) began << 1 | (fromSource ? 1 : 0));
        return Answer.PERHAPS;
    }

    private static boolean isHeader(Payload payload) {
        int type = payload.u8(TYPE);
        return type >= 1
                && type <= MAX_TYPE
                && payload.i32(0) != 0
                && payload.u8(SECURITY) <= MAX_SECURITY
                && (payload.u8(FLAGS) & 0xc0) == 0
                && isEarly(payload.i32(8))
                && isEarly(payload.i32(12))
                && isEarly(payload.i32(16));
    }

    /// Call, sequence and serial numbers count from 0 or 1 on each connection.
    private static boolean isEarly(int number) {
        return number >= 0 && number <= MAX_EARLY;
    }
}
