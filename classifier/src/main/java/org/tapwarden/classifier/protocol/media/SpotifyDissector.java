package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Spotify: what clients shout into the local network, and the first message to an access point
/// (observed).
final class SpotifyDissector implements Dissector {

    static final Protocol SPOTIFY = Protocol.named("spotify", Category.STREAMING);

    private static final String DISCOVERY = "SpotUdp0";

    /// Two bytes of version, the length of all, then the build as a field of protocol buffers.
    private static final int HELLO_START = 0x0004;

    private static final int BUILD = 0x52;
    private static final int PRODUCT = 0x50;
    private static final int HELLO = 10;
    private static final int MAX_HELLO = 4096;

    private static final About ABOUT =
            About.of(SPOTIFY, "Spotify")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: discovery in the local network, hello to access points")
                    .reads("the word of the discovery, or the head of the hello", MAX_HELLO)
                    .opens(DISCOVERY)
                    .opens(HELLO_START >> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (payload.transport() == Transport.UDP) {
            if (length < 16 || payload.u8(0) != 'S' || !payload.hasAt(0, DISCOVERY)) {
                return Answer.NO;
            }
            learnt.grounds("spotify-discovery");
            return Answer.YES;
        }
        if (length < HELLO) {
            boolean possible =
                    length < 2
                            ? length < 1 || payload.u8(0) == HELLO_START >> 8
                            : payload.u16(0) == HELLO_START;
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int all = payload.i32(2);
        boolean hello =
                payload.u16(0) == HELLO_START
                        && all >= 64
                        && all <= MAX_HELLO
                        && all >= length
                        && payload.u8(6) == BUILD
                        && payload.u8(7) >= 4
                        && payload.u8(7) <= 64
                        && payload.u8(8) == PRODUCT;
        if (!hello) {
            return Answer.NO;
        }
        learnt.grounds("spotify-hello");
        return Answer.YES;
    }
}
