package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Steam: computers of a home that look for each other, and the older links to its servers (Valve,
/// observed; the messages are protocol buffers).
final class SteamDissector implements Dissector {

    static final Protocol STEAM = Protocol.named("steam", Category.GAMES);

    private static final long DISCOVERY = 0xffff_ffff_214c_5fa0L;
    private static final int HEADER = 12;
    private static final int DATAGRAM_HEADER = 36;
    private static final int MAX_LENGTH = 1 << 20;

    private static final About ABOUT =
            About.of(STEAM, "Steam")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: discovery of remote play, links to servers")
                    .reads("the sign and the length behind it", DATAGRAM_HEADER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.TCP) {
            return stream(payload, learnt);
        }
        if (payload.length() < HEADER) {
            return Answer.NO;
        }
        if (payload.i64(0) == DISCOVERY) {
            int header = payload.i32le(8);
            if (header < 0 || header > payload.length() - HEADER) {
                return Answer.NO;
            }
            learnt.grounds("steam-discovery");
            return Answer.YES;
        }
        if (payload.length() < DATAGRAM_HEADER
                || !payload.hasAt(0, "VS01")
                || payload.u16le(4) > payload.length() - DATAGRAM_HEADER) {
            return Answer.NO;
        }
        learnt.grounds("steam-datagram");
        return Answer.YES;
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        if (payload.length() < 8) {
            return payload.length() < 4 || payload.u8(3) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.i32le(0);
        if (length < 8 || length > MAX_LENGTH || !payload.hasAt(4, "VT01")) {
            return Answer.NO;
        }
        learnt.grounds("steam-message");
        return Answer.YES;
    }
}
