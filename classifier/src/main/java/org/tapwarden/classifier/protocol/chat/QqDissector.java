package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// QQ (OICQ), by a datagram and its answer: both between 2 and 3, with the same version, command,
/// number and account. The account is never learnt.
final class QqDissector implements Dissector {

    static final Protocol QQ = Protocol.named("qq", Category.SOCIAL);

    private static final int START = 2;
    private static final int END = 3;

    /// Start, version, command, number, account.
    private static final int HEADER = 1 + 2 + 2 + 2 + 4;

    private static final About ABOUT =
            About.of(QQ, "QQ (OICQ)")
                    .over(Transport.UDP)
                    .in("observed: header and end of a question and its answer")
                    .reads("version, command, number and account of both sides", 1_500)
                    .byShape()
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER + 8
                || payload.u8(0) != START
                || length > 1_500
                || payload.u8(length - 1) != END) {
            return Answer.NO;
        }
        int version = payload.u16(1);
        int command = payload.u16(3);
        if (version < 0x0a00 || version > 0x3fff || command == 0 || command > 0x03ff) {
            return Answer.NO;
        }
        // Command, number and account; an asked answer comes from the other side.
        long key = (long) (command << 16 | payload.u16(5)) << 32 | (payload.i32(7) & 0xffff_ffffL);
        long asked = payload.direction() == Direction.FROM_SOURCE ? key : ~key;
        if (payload.remembered() == ~asked && payload.i32(7) != 0) {
            learnt.grounds("oicq-answer");
            return Answer.YES;
        }
        learnt.remember(asked);
        return Answer.PERHAPS;
    }
}
