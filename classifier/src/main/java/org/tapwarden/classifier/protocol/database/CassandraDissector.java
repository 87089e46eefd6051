package org.tapwarden.classifier.protocol.database;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Cassandra's CQL, by the frame that starts a session (CQL binary protocol, sections 2 and 4.1).
/// Queries are never learnt.
final class CassandraDissector implements Dissector {

    static final Protocol CASSANDRA = Protocol.named("cassandra", Category.DATABASE);

    private static final int STARTUP = 1;
    private static final int OPTIONS = 5;
    private static final int SUPPORTED = 6;
    private static final int BOUND = 128;
    private static final String VERSION = "CQL_VERSION";

    private static final About ABOUT =
            About.of(CASSANDRA, "Cassandra (CQL)")
                    .over(Transport.TCP)
                    .in("CQL binary protocol v4, sections 2, 4.1.1, 4.1.3 and 4.2.4")
                    .reads("header, and the options of STARTUP or SUPPORTED", BOUND)
                    .opensBetween(1, 6)
                    .opensBetween(0x81, 0x86);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        int version = payload.u8(0) & 0x7f;
        if (version < 1 || version > 6) {
            return Answer.NO;
        }
        boolean response = (payload.u8(0) & 0x80) != 0;
        boolean fromServer = payload.direction() == Direction.FROM_DESTINATION;
        // The stream's number takes two bytes from the third version on.
        int opcode = version < 3 ? 3 : 4;
        if (response != fromServer || (payload.length() > 1 && payload.u8(1) > 0x1f)) {
            return Answer.NO;
        }
        int at = 0;
        if (payload.length() >= opcode + 5
                && payload.u8(opcode) == OPTIONS
                && payload.i32(opcode + 1) == 0
                && !response) {
            // STARTUP follows in the same stream, after the server's answer.
            at = opcode + 5;
            if (payload.length() > at && payload.u8(at) != version) {
                return Answer.NO;
            }
        }
        return session(payload, at, opcode, response ? SUPPORTED : STARTUP, learnt);
    }

    /// A frame whose body names the version of the query language.
    private static Answer session(
            Payload payload, int from, int opcode, int expected, Learnt learnt) {
        int body = from + opcode + 5;
        if (payload.length() < body) {
            boolean possible =
                    payload.length() <= from + opcode
                            || payload.u8(from + opcode) == expected
                            || (payload.u8(from + opcode) == OPTIONS && from == 0);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.i32(body - 4);
        if (payload.u8(from + opcode) != expected || length < 4 || length > 4_096) {
            return Answer.NO;
        }
        int known = Math.min(payload.length(), BOUND);
        for (int i = body + 2; i + VERSION.length() <= known; i++) {
            if (payload.hasAt(i, VERSION)) {
                learnt.grounds("cql-session");
                learnt.version("v" + (payload.u8(from) & 0x7f));
                return Answer.YES;
            }
        }
        boolean open = known < BOUND && known < body + length;
        return open ? Answer.PERHAPS : Answer.NO;
    }
}
