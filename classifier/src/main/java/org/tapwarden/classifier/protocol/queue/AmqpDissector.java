package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// AMQP, by the header that opens a connection, or a frame where that was missed (AMQP 0-9-1,
/// sections 2.2.4 and 4.2; OASIS AMQP 1.0, part 2, sections 2.2 and 2.3).
final class AmqpDissector implements Dissector {

    static final Protocol AMQP = Protocol.named("amqp", Category.NETWORK);

    private static final String NAME = "AMQP";
    private static final int FRAME_END = 0xce;
    private static final int FRAME_HEADER = 7;
    private static final int METHOD = 1;
    private static final int CONTENT = 2;

    /// A larger one is not looked at to its end.
    private static final int MAX_FRAME = 2_048;

    /// Doff of a frame without an extended header, type, channel; descriptor of a performative.
    private static final int DOFF = 2;

    private static final int PERFORMATIVE = 0x0053;
    private static final int OPEN = 0x10;
    private static final int CLOSE = 0x18;

    private static final About ABOUT =
            About.of(AMQP, "AMQP")
                    .over(Transport.TCP)
                    .in("AMQP 0-9-1, sections 2.2.4 and 4.2; AMQP 1.0, part 2, 2.2 and 2.3")
                    .reads(
                            "protocol header, or a frame's kind, class and end",
                            FRAME_HEADER + MAX_FRAME + 1)
                    .opens(0, METHOD, CONTENT)
                    .opens(NAME);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        return switch (payload.u8(0)) {
            case 'A' -> header(payload, learnt);
            case METHOD, CONTENT -> frame(payload, learnt);
            case 0 -> performative(payload, learnt);
            default -> Answer.NO;
        };
    }

    private static Answer header(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), NAME.length());
        if (!payload.hasAt(0, NAME.substring(0, known))) {
            return Answer.NO;
        }
        if (payload.length() < 8) {
            return Answer.PERHAPS;
        }
        int id = payload.u8(4);
        int major = payload.u8(5);
        boolean first = id == 1 && major == 1;
        if (first) {
            learnt.version(payload.u8(6) + "-" + payload.u8(7));
        } else if (major == 1 && id <= 3 && payload.u16(6) == 0) {
            learnt.version("1.0");
        } else if (id == 0 && major == 0) {
            learnt.version(payload.u8(5) + "-" + payload.u8(6) + "-" + payload.u8(7));
        } else {
            return Answer.NO;
        }
        return yes("amqp-header", learnt);
    }

    /// Kind, channel, size, class and method; an end where the size says.
    private static Answer frame(Payload payload, Learnt learnt) {
        if (payload.length() < FRAME_HEADER + 4) {
            return payload.length() < 4 || payload.u8(3) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32(3);
        int kind = payload.u16(FRAME_HEADER);
        int method = payload.u16(FRAME_HEADER + 2);
        boolean known = kind >= 10 && kind <= 90 && (kind % 10 == 0 || kind == 85);
        boolean fits =
                size >= 4
                        && size <= MAX_FRAME
                        && known
                        && (payload.u8(0) == METHOD ? method >= 10 && method <= 120 : method == 0);
        if (!fits) {
            return Answer.NO;
        }
        int end = FRAME_HEADER + size;
        if (payload.length() <= end) {
            return Answer.PERHAPS;
        }
        return payload.u8(end) == FRAME_END ? yes("amqp-frame", learnt) : Answer.NO;
    }

    private static Answer performative(Payload payload, Learnt learnt) {
        if (payload.length() < 11) {
            return payload.length() < 5 || payload.u8(4) == DOFF ? Answer.PERHAPS : Answer.NO;
        }
        int performative = payload.u8(10);
        boolean fits =
                payload.i32(0) >= 11
                        && payload.i32(0) < 1 << 20
                        && payload.u8(4) == DOFF
                        && payload.u8(5) == 0
                        && payload.u16(8) == PERFORMATIVE
                        && performative >= OPEN
                        && performative <= CLOSE;
        return fits ? yes("amqp-performative", learnt) : Answer.NO;
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }
}
