package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// BFD, which tells routers within milliseconds that a path is gone (RFC 5880, section 4.1; the
/// ports of RFC 5881, 5883, 7130 and 7881). What a router echoes to itself has no format that all
/// agree on; the one that was seen is told.
final class BfdDissector implements Dissector {

    static final Protocol BFD = Protocol.named("bfd", Category.NETWORK);

    private static final int ECHO_PORT = 3785;
    private static final int[] PORTS = {3784, 4784, 6784, 7784};

    private static final int PACKET = 24;
    private static final int LONGEST = PACKET + 28;
    private static final int LAST_DIAGNOSTIC = 9;
    private static final int ECHO = 12;
    private static final int MAX_ECHO_SESSION = 0xffff;

    private static final About ABOUT =
            About.of(BFD, "BFD")
                    .over(Transport.UDP)
                    .in("RFC 5880, section 4.1")
                    .reads("version, flags, length and discriminators on its ports", LONGEST)
                    .byShape()
                    .opens(0)
                    .opensBetween(0x20, 0x20 | LAST_DIAGNOSTIC);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < ECHO || length > LONGEST) {
            return Answer.NO;
        }
        boolean echo = length == ECHO && payload.isToPort(ECHO_PORT) && isEcho(payload);
        if (!echo && (length < PACKET || !isHome(payload) || !isControl(payload))) {
            return Answer.NO;
        }
        learnt.grounds(echo ? "bfd-echo" : "bfd-control");
        return Answer.YES;
    }

    private static boolean isHome(Payload payload) {
        for (int port : PORTS) {
            if (payload.hasPort(port)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isControl(Payload payload) {
        int flags = payload.u8(1);
        boolean multipoint = (flags & 1) != 0;
        boolean authenticated = (flags & 4) != 0;
        boolean pollAndFinal = (flags & 0x30) == 0x30;
        boolean up = flags >>> 6 >= 2;
        return payload.u8(0) >>> 5 == 1
                && (payload.u8(0) & 31) <= LAST_DIAGNOSTIC
                && !multipoint
                && !pollAndFinal
                && payload.u8(2) != 0
                && payload.u8(3) == payload.length()
                && authenticated == payload.length() > PACKET
                && payload.i32(4) != 0
                && (!up || payload.i32(8) != 0);
    }

    /// Zeros around a small number.
    private static boolean isEcho(Payload payload) {
        int session = payload.i32(4);
        return payload.i32(0) == 0
                && payload.i32(8) == 0
                && session > 0
                && session <= MAX_ECHO_SESSION;
    }
}
