package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// NAT-PMP, with which a device opens a port of the router it is behind (RFC 6886, section 3).
///
/// Messages are of two bytes to sixteen, so the port is needed as well, and a question for the
/// public address convinces only with its answer.
final class NatPmpDissector implements Dissector {

    static final Protocol NAT_PMP = Protocol.named("nat-pmp", Category.NETWORK);

    private static final int PORT = 5351;
    private static final int QUESTION = 2;
    private static final int MAPPING = 12;
    private static final int ADDRESS_ANSWER = 12;
    private static final int MAPPING_ANSWER = 16;
    private static final int ANSWER = 0x80;
    private static final int LAST_RESULT = 5;

    /// Longer than any device asks for.
    private static final int MAX_LIFETIME = 30 * 24 * 3600;

    private static final About ABOUT =
            About.of(NAT_PMP, "NAT-PMP")
                    .over(Transport.UDP)
                    .in("RFC 6886, section 3")
                    .reads("opcodes and results on port 5351", MAPPING_ANSWER)
                    .byShape()
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT) || length < QUESTION || payload.u8(0) != 0) {
            return Answer.NO;
        }
        int opcode = payload.u8(1);
        if (length == QUESTION) {
            boolean asks = opcode == 0 && payload.direction() == Direction.FROM_SOURCE;
            return asks ? Answer.PERHAPS : Answer.NO;
        }
        boolean maps = (opcode & ~ANSWER) == 1 || (opcode & ~ANSWER) == 2;
        boolean known =
                opcode < ANSWER
                        ? maps && length == MAPPING && isRequest(payload)
                        : isAnswer(payload, maps, opcode);
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds(opcode < ANSWER ? "nat-pmp-mapping" : "nat-pmp-answer");
        return Answer.YES;
    }

    private static boolean isRequest(Payload payload) {
        int lifetime = payload.i32(8);
        return payload.u16(2) == 0
                && payload.u16(4) != 0
                && lifetime >= 0
                && lifetime <= MAX_LIFETIME
                && payload.isToPort(PORT);
    }

    private static boolean isAnswer(Payload payload, boolean maps, int opcode) {
        boolean address = opcode == ANSWER;
        return payload.isFromPort(PORT)
                && (maps || address)
                && payload.length() == (maps ? MAPPING_ANSWER : ADDRESS_ANSWER)
                && payload.u16(2) <= LAST_RESULT
                && (!maps || (payload.i32(12) >= 0 && payload.i32(12) <= MAX_LIFETIME));
    }
}
