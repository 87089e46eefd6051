package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Cloudflare WARP over WireGuard: WireGuard's messages, with an account's number in the bytes that
/// are reserved there.
///
/// Convinces when the client's first transport message goes to the index that the server's response
/// gave, with the same account number, and counts from the beginning: 112 bits that have to agree.
final class WarpDissector implements Dissector {

    private static final Protocol WARP = Protocol.named("cloudflarewarp", Category.VPN);

    private static final int RESPONSE_LENGTH = 92;
    private static final int INITIATION_LENGTH = 148;
    private static final int TRANSPORT_LENGTH = 32;
    private static final int INITIATION = 1;
    private static final int RESPONSE = 2;
    private static final int TRANSPORT = 4;

    /// Newer clients set the upper bits of the type, as QUIC's long header does.
    private static final int MARKED = 0xc0;

    private static final int ACCOUNT = 1;
    private static final int INDEX = 4;
    private static final int COUNTER = 8;
    private static final int MAX_COUNTER = 64;

    private static final About ABOUT =
            About.of(WARP, "Cloudflare WARP (over WireGuard)")
                    .over(Transport.UDP)
                    .in("observed: WireGuard, section 5.4, with its reserved bytes in use")
                    .reads(
                            "a response and the transport message that follows it",
                            INITIATION_LENGTH)
                    .opens(INITIATION, RESPONSE, TRANSPORT)
                    .opens(MARKED | INITIATION, MARKED | RESPONSE, MARKED | TRANSPORT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < TRANSPORT_LENGTH) {
            return Answer.NO;
        }
        int first = payload.u8(0);
        int mark = first & MARKED;
        if ((first & 0x38) != 0 || (mark != 0 && mark != MARKED)) {
            return Answer.NO;
        }
        return switch (first & 7) {
            case INITIATION -> initiation(payload, mark);
            case RESPONSE -> response(payload, learnt, mark);
            case TRANSPORT -> transport(payload, learnt, mark);
            default -> Answer.NO;
        };
    }

    private static Answer initiation(Payload payload, int mark) {
        boolean possible =
                payload.length() >= INITIATION_LENGTH
                        && payload.remembered() == 0
                        && (mark != 0 || payload.u24(ACCOUNT) != 0)
                        && payload.i32(INDEX) != 0;
        return possible ? Answer.PERHAPS : Answer.NO;
    }

    private static Answer response(Payload payload, Learnt learnt, int mark) {
        int account = payload.u24(ACCOUNT);
        int index = payload.i32(INDEX);
        boolean possible = payload.length() >= RESPONSE_LENGTH && account != 0 && index != 0;
        if (!possible) {
            return Answer.NO;
        }
        learnt.remember(memory(payload.direction(), mark, account, index));
        return Answer.PERHAPS;
    }

    private static Answer transport(Payload payload, Learnt learnt, int mark) {
        long counter = Long.reverseBytes(payload.i64(COUNTER));
        Direction server =
                payload.direction() == Direction.FROM_SOURCE
                        ? Direction.FROM_DESTINATION
                        : Direction.FROM_SOURCE;
        long expected = memory(server, mark, payload.u24(ACCOUNT), payload.i32(INDEX));
        boolean agrees = payload.remembered() == expected && counter >= 0 && counter <= MAX_COUNTER;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("warp-response-and-transport");
        return Answer.YES;
    }

    private static long memory(Direction server, int mark, int account, int index) {
        return (long) (mark | (1 + server.ordinal())) << 56
                | (long) account << 32
                | Integer.toUnsignedLong(index);
    }
}
