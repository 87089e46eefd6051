package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// LDP, with which routers agree on labels of MPLS: hellos over UDP, sessions over TCP, both in
/// units that say their length and whose (RFC 5036, sections 3.1, 3.5.2 and 3.5.3).
final class LdpDissector implements Dissector {

    static final Protocol LDP = Protocol.named("ldp", Category.NETWORK);

    private static final int VERSION = 1;
    private static final int UNIT_HEAD = 4;
    private static final int MESSAGE = 10;
    private static final int FIELD = MESSAGE + 8;
    private static final int BOUND = FIELD + 4;
    private static final int MAX_UNIT = 4096;

    private static final int HELLO = 0x0100;
    private static final int HELLO_FIELD = 0x0400;
    private static final int HELLO_FIELD_SIZE = 4;
    private static final int INITIALIZATION = 0x0200;
    private static final int SESSION_FIELD = 0x0500;
    private static final int SESSION_FIELD_SIZE = 14;

    private static final About ABOUT =
            About.of(LDP, "LDP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 5036, sections 3.1, 3.5.2 and 3.5.3")
                    .reads("the unit's length, the first message and its first field", BOUND)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() < 2) {
            boolean could = payload.length() < 1 || payload.u8(0) == 0;
            return stream && could ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u16(0) != VERSION) {
            return Answer.NO;
        }
        if (payload.length() < BOUND) {
            return stream ? Answer.PERHAPS : Answer.NO;
        }
        int unit = payload.u16(2) + UNIT_HEAD;
        int message = payload.u16(MESSAGE + 2) + 4;
        boolean fits = stream ? unit >= BOUND && unit <= MAX_UNIT : unit == payload.length();
        boolean first =
                stream
                        ? isFirst(payload, INITIALIZATION, SESSION_FIELD, SESSION_FIELD_SIZE)
                        : isFirst(payload, HELLO, HELLO_FIELD, HELLO_FIELD_SIZE);
        if (!fits || !first || MESSAGE + message > unit) {
            return Answer.NO;
        }
        learnt.grounds(stream ? "ldp-initialization" : "ldp-hello");
        return Answer.YES;
    }

    private static boolean isFirst(Payload payload, int message, int field, int size) {
        return payload.u16(MESSAGE) == message
                && payload.u16(FIELD) == field
                && payload.u16(FIELD + 2) == size;
    }
}
