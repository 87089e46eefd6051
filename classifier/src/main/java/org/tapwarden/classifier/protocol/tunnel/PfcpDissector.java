package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// PFCP, by which the control of a mobile network tells its gateways which tunnels there are (3GPP
/// TS 29.244, section 7.2).
final class PfcpDissector implements Dissector {

    static final Protocol PFCP = Protocol.named("pfcp", Category.NETWORK);

    private static final int PORT = 8805;

    /// Version, flags, type and length, which the length does not count.
    private static final int START = 4;

    /// And two spare bits of zero.
    private static final int VERSION_1 = 4;

    private static final int WITH_SESSION = 0x01;
    private static final int WITH_PRIORITY = 0x02;
    private static final int FOLLOWED = 0x04;
    private static final int SESSION = 8;
    private static final int SEQUENCE = 4;
    private static final int ELEMENT = 4;
    private static final int MAX_ELEMENTS = 128;

    /// Messages between nodes have no session, those of one all have it.
    private static final int LAST_OF_NODES = 17;

    private static final int FIRST_OF_SESSIONS = 50;
    private static final int LAST_OF_SESSIONS = 57;

    private static final About ABOUT =
            About.of(PFCP, "PFCP")
                    .over(Transport.UDP)
                    .atHome(PORT)
                    .in("3GPP TS 29.244, section 7.2")
                    .reads("header and chain of elements", Payload.MAX_LOOKED_AT)
                    .byShape()
                    .opensBetween(0x20, 0x27);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT) || length < START + SEQUENCE + ELEMENT) {
            return Answer.NO;
        }
        int flags = payload.u8(0);
        boolean session = (flags & WITH_SESSION) != 0;
        int end = START + payload.u16(2);
        boolean whole = (flags & FOLLOWED) == 0 ? end == length : end <= length;
        if (flags >>> 3 != VERSION_1 || !whole || !isType(payload.u8(1), session)) {
            return Answer.NO;
        }
        int at = START + (session ? SESSION : 0) + SEQUENCE;
        boolean spare = (flags & WITH_PRIORITY) != 0 || at > end || payload.u8(at - 1) == 0;
        if (!spare || !isChain(payload, at, end)) {
            return Answer.NO;
        }
        learnt.grounds("pfcp-elements");
        return Answer.YES;
    }

    private static boolean isType(int type, boolean session) {
        return session
                ? type >= FIRST_OF_SESSIONS && type <= LAST_OF_SESSIONS
                : type >= 1 && type <= LAST_OF_NODES;
    }

    private static boolean isChain(Payload payload, int from, int end) {
        int at = from;
        int elements = 0;
        while (at + ELEMENT <= end && elements < MAX_ELEMENTS) {
            if (payload.u16(at) == 0) {
                return false;
            }
            at += ELEMENT + payload.u16(at + 2);
            elements++;
        }
        return at == end && elements > 0;
    }
}
