package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// AgentX between the parts of an SNMP agent (RFC 2741, sections 6.1 and 6.2.1): a subagent opens a
/// session that has no number yet.
final class AgentXDissector implements Dissector {

    static final Protocol AGENTX = Protocol.named("agentx", Category.NETWORK);

    private static final int HEADER = 20;
    private static final int START = 0x0101;
    private static final int FLAGS = 0x1f;
    private static final int MAX_OPEN = 4096;

    private static final About ABOUT =
            About.of(AGENTX, "AgentX")
                    .over(Transport.TCP)
                    .in("RFC 2741, sections 6.1 and 6.2.1")
                    .reads("the message that opens a session", HEADER + 4)
                    .opens(START >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 2) {
            boolean could = payload.length() < 1 || payload.u8(0) == START >>> 8;
            return could ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u16(0) != START) {
            return Answer.NO;
        }
        if (payload.length() < HEADER + 4) {
            return Answer.PERHAPS;
        }
        boolean big = (payload.u8(2) & 0x10) != 0;
        int size = big ? payload.i32(16) : payload.i32le(16);
        boolean known =
                (payload.u8(2) & ~FLAGS) == 0
                        && payload.u8(3) == 0
                        && payload.i32(4) == 0
                        && size >= 12
                        && size <= MAX_OPEN
                        && size % 4 == 0
                        && payload.u24(HEADER + 1) == 0;
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("agentx-open");
        return Answer.YES;
    }
}
