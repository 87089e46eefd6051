package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// AirPlay's loudspeakers, by the datagrams that keep their clocks together (observed). The stream
/// itself is opened by RTSP and runs as RTP.
final class AirPlayDissector implements Dissector {

    static final Protocol AIRPLAY = Protocol.named("airplay", Category.STREAMING);

    private static final int QUESTION = 0x80d2_0007;
    private static final int ANSWER = 0x80d3_0007;
    private static final int LENGTH = 32;

    private static final About ABOUT =
            About.of(AIRPLAY, "AirPlay timing")
                    .over(Transport.UDP)
                    .in("observed: timing datagrams between loudspeakers and senders")
                    .reads("type, length and four zeros", LENGTH + 1)
                    .opens(0x80);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean agrees =
                payload.length() == LENGTH
                        && (payload.i32(0) == QUESTION || payload.i32(0) == ANSWER)
                        && payload.i32(4) == 0;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("airplay-timing");
        return Answer.YES;
    }
}
