package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// HSRP, with which routers stand in for each other, version 1 (RFC 2281, section 5) and version 2
/// with its fields of type and length, on its own ports.
final class HsrpDissector implements Dissector {

    static final Protocol HSRP = Protocol.named("hsrp", Category.NETWORK);

    private static final int PORT = 1985;
    private static final int PORT_IPV6 = 2029;

    private static final int V1_PACKET = 20;

    /// A field with an MD5 digest may follow.
    private static final int V1_DIGEST = 30;

    private static final int LAST_OPERATION = 2;
    private static final int LAST_STATE = 16;
    private static final int ADVERTISEMENT = 3;
    private static final int GROUP_STATE = 1;
    private static final int GROUP_STATE_SIZE = 40;
    private static final int LAST_V2_STATE = 6;
    private static final int MAX_FIELDS = 8;

    private static final About ABOUT =
            About.of(HSRP, "HSRP")
                    .over(Transport.UDP)
                    .in("RFC 2281, section 5; observed: version 2 in the same place")
                    .reads("version, operation, state and lengths on its ports", 128)
                    .byShape()
                    .opens(0, GROUP_STATE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean home = payload.isToPort(PORT) || payload.isToPort(PORT_IPV6);
        if (!home || payload.length() < V1_PACKET) {
            return Answer.NO;
        }
        boolean first = payload.u8(0) == 0;
        if (first ? !isVersion1(payload) : !isVersion2(payload)) {
            return Answer.NO;
        }
        learnt.grounds("hsrp-packet");
        learnt.version(first ? "1" : "2");
        return Answer.YES;
    }

    private static boolean isVersion1(Payload payload) {
        int operation = payload.u8(1);
        if (operation == ADVERTISEMENT) {
            return payload.u16(2) == 1 && payload.u16(4) >= 10;
        }
        int state = payload.u8(2);
        boolean whole = payload.length() == V1_PACKET || payload.length() == V1_PACKET + V1_DIGEST;
        return whole
                && operation <= LAST_OPERATION
                && state <= LAST_STATE
                && Integer.bitCount(state) <= 1
                && payload.u8(3) != 0
                && payload.u8(4) >= payload.u8(3)
                && payload.u8(7) == 0;
    }

    private static boolean isVersion2(Payload payload) {
        boolean group =
                payload.u8(0) == GROUP_STATE
                        && payload.u8(1) == GROUP_STATE_SIZE
                        && payload.u8(2) == 2
                        && payload.u8(3) <= LAST_OPERATION
                        && payload.u8(4) <= LAST_V2_STATE
                        && (payload.u8(5) == 4 || payload.u8(5) == 6);
        int at = 0;
        for (int i = 0; i < MAX_FIELDS && at + 2 <= payload.length(); i++) {
            at += 2 + payload.u8(at + 1);
        }
        return group && at == payload.length();
    }
}
