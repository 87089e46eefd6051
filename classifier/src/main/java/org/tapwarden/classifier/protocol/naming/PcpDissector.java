package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The Port Control Protocol, which came after NAT-PMP on the same port (RFC 6887, section 7).
final class PcpDissector implements Dissector {

    static final Protocol PCP = Protocol.named("pcp", Category.NETWORK);

    private static final int PORT = 5351;
    private static final int VERSION = 2;
    private static final int HEADER = 24;
    private static final int MAX_MESSAGE = 1100;
    private static final int ANSWER = 0x80;
    private static final int PEER = 2;
    private static final int LAST_RESULT = 13;

    /// Nonce, protocol, reserved, two ports, an address; for PEER the other end as well.
    private static final int[] BODIES = {0, 36, 56};

    private static final About ABOUT =
            About.of(PCP, "Port Control Protocol")
                    .over(Transport.UDP)
                    .in("RFC 6887, sections 7, 11.1 and 12.1")
                    .reads("version, opcode, reserved fields and length on port 5351", 44)
                    .byShape()
                    .opens(VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT)
                || length < HEADER
                || length > MAX_MESSAGE
                || length % 4 != 0
                || payload.u8(0) != VERSION) {
            return Answer.NO;
        }
        int opcode = payload.u8(1) & ~ANSWER;
        boolean answer = payload.u8(1) >= ANSWER;
        if (opcode > PEER || length < HEADER + BODIES[opcode] || payload.u8(2) != 0) {
            return Answer.NO;
        }
        boolean reserved =
                answer
                        ? payload.u8(3) <= LAST_RESULT
                                && payload.i32(12) == 0
                                && payload.i64(16) == 0
                        : payload.u8(3) == 0;
        // Behind nonce and protocol number come three reserved bytes.
        boolean body = opcode == 0 || payload.u24(HEADER + 13) == 0;
        if (!reserved || !body || (!payload.isFromPort(PORT) && answer)) {
            return Answer.NO;
        }
        learnt.grounds(answer ? "pcp-response" : "pcp-request");
        learnt.version("2");
        return Answer.YES;
    }
}
