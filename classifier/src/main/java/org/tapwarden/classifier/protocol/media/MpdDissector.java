package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// The Music Player Daemon, by the server's first line (MPD protocol, "Protocol overview").
final class MpdDissector implements Dissector {

    static final Protocol MPD = Protocol.named("mpd", Category.STREAMING);

    private static final String BANNER = "OK MPD 0.";
    private static final int MAX_LINE = 24;

    private static final About ABOUT =
            About.of(MPD, "Music Player Daemon")
                    .over(Transport.TCP)
                    .in("MPD protocol, overview")
                    .reads("the server's first line", MAX_LINE)
                    .opens(BANNER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_LINE);
        if (!payload.hasAt(0, BANNER.substring(0, Math.min(end, BANNER.length())))) {
            return Answer.NO;
        }
        int at = BANNER.length();
        while (at < end && (payload.u8(at) == '.' || isDigit(payload.u8(at)))) {
            at++;
        }
        if (at >= end) {
            return end == MAX_LINE ? Answer.NO : Answer.PERHAPS;
        }
        if (payload.u8(at) != '\n' || at == BANNER.length()) {
            return Answer.NO;
        }
        learnt.grounds("mpd-banner");
        String version = Text.of(payload, BANNER.length() - 2, at);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
