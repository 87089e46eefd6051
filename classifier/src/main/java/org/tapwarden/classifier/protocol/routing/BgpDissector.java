package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// BGP, by the marker of sixteen ones before each message (RFC 4271, section 4.1).
final class BgpDissector implements Dissector {

    static final Protocol BGP = Protocol.named("bgp", Category.NETWORK);

    private static final int MARKER = 16;
    private static final int HEADER = 19;

    /// With extended messages (RFC 8654); others end at 4096.
    private static final int MAX_MESSAGE = 65_535;

    private static final int OPEN = 1;
    private static final int ROUTE_REFRESH = 5;
    private static final int OPEN_LEAST = 29;

    private static final About ABOUT =
            About.of(BGP, "BGP")
                    .over(Transport.TCP)
                    .in("RFC 4271, section 4")
                    .reads("marker, length and type", HEADER + 1)
                    .opens(0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), MARKER);
        for (int i = 0; i < known; i++) {
            if (payload.u8(i) != 0xff) {
                return Answer.NO;
            }
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int length = payload.u16(MARKER);
        int type = payload.u8(MARKER + 2);
        boolean possible =
                length >= HEADER
                        && length <= MAX_MESSAGE
                        && type >= OPEN
                        && type <= ROUTE_REFRESH
                        && (type != OPEN || length >= OPEN_LEAST);
        if (!possible) {
            return Answer.NO;
        }
        learnt.grounds("bgp-marker");
        if (type == OPEN && payload.length() > HEADER) {
            learnt.version(Integer.toString(payload.u8(HEADER)));
        }
        return Answer.YES;
    }
}
