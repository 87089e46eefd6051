package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Internet radio: a source that brings its stream to Icecast, and a server that answers as
/// SHOUTcast does (Icecast's and SHOUTcast's own descriptions).
final class IcecastDissector implements Dissector {

    static final Protocol ICECAST = Protocol.named("icecast", Category.STREAMING);
    static final Protocol SHOUTCAST = Protocol.named("shoutcast", Category.STREAMING);

    private static final String SOURCE = "SOURCE ";
    private static final String VERSION = " ICE/1.";
    private static final String STATUS = "ICY 200 OK\r\n";
    private static final int MAX_LINE = 400;

    private static final About ABOUT =
            About.of(ICECAST, "Icecast and SHOUTcast")
                    .or(SHOUTCAST)
                    .over(Transport.TCP)
                    .in("Icecast protocol specification, source client; SHOUTcast 1")
                    .reads("the source's request line or the status line", MAX_LINE)
                    .opens(SOURCE, STATUS);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_LINE);
        int first = end == 0 ? 'I' : payload.u8(0);
        if (first == 'I') {
            if (end < STATUS.length()) {
                return payload.hasAt(0, STATUS.substring(0, end)) ? Answer.PERHAPS : Answer.NO;
            }
            if (!payload.hasAt(0, STATUS)) {
                return Answer.NO;
            }
            learnt.grounds("icy-status-line");
            learnt.variant(SHOUTCAST);
            return Answer.YES;
        }
        if (first != 'S'
                || !payload.hasAt(0, SOURCE.substring(0, Math.min(end, SOURCE.length())))) {
            return Answer.NO;
        }
        for (int at = SOURCE.length(); at < end; at++) {
            if (payload.u8(at) == '\n') {
                return Answer.NO;
            }
            if (payload.hasAt(at, VERSION)) {
                learnt.grounds("icecast-source");
                return Answer.YES;
            }
        }
        return end < MAX_LINE ? Answer.PERHAPS : Answer.NO;
    }
}
