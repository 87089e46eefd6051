package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DLEP, between a router and its radio: signals over UDP after four letters, messages over TCP in
/// items that say their length (RFC 8175, sections 11 to 13).
final class DlepDissector implements Dissector {

    static final Protocol DLEP = Protocol.named("dlep", Category.NETWORK);

    private static final int PORT = 854;
    private static final String SIGNATURE = "DLEP";
    private static final int SIGNAL = 4;
    private static final int LAST_SIGNAL = 2;
    private static final int HEAD = 4;
    private static final int SESSION_INITIALIZATION = 1;
    private static final int SESSION_INITIALIZATION_RESPONSE = 2;
    private static final int HEARTBEAT = 5;
    private static final int LAST_ITEM = 64;
    private static final int MAX_MESSAGE = 4096;

    private static final About ABOUT =
            About.of(DLEP, "DLEP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 8175, sections 11 to 13")
                    .reads("the letters DLEP; the items of a session's first message", MAX_MESSAGE)
                    .opens(0)
                    .opens(SIGNATURE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean known;
        if (payload.transport() == Transport.UDP) {
            known = isSignal(payload);
        } else {
            if (!payload.hasPort(PORT) || (payload.length() > 0 && payload.u8(0) != 0)) {
                return Answer.NO;
            }
            if (payload.length() < HEAD) {
                return Answer.PERHAPS;
            }
            int type = payload.u16(0);
            int end = HEAD + payload.u16(2);
            boolean opening =
                    type == SESSION_INITIALIZATION || type == SESSION_INITIALIZATION_RESPONSE;
            if (!opening || end > MAX_MESSAGE) {
                return Answer.NO;
            }
            if (end > payload.length()) {
                return Answer.PERHAPS;
            }
            known = areItems(payload, HEAD, end);
        }
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("dlep-session");
        return Answer.YES;
    }

    private static boolean isSignal(Payload payload) {
        return payload.length() >= SIGNAL + HEAD
                && payload.hasAt(0, SIGNATURE)
                && payload.u16(SIGNAL) >= 1
                && payload.u16(SIGNAL) <= LAST_SIGNAL
                && payload.u16(SIGNAL + 2) == payload.length() - SIGNAL - HEAD;
    }

    /// A session starts with how often each side shows that it is there.
    private static boolean areItems(Payload payload, int from, int end) {
        boolean heartbeat = false;
        int at = from;
        while (at + HEAD <= end) {
            int type = payload.u16(at);
            int size = payload.u16(at + 2);
            if (type < 1 || type > LAST_ITEM) {
                return false;
            }
            heartbeat |= type == HEARTBEAT && size == 4;
            at += HEAD + size;
        }
        return heartbeat && at == end;
    }
}
