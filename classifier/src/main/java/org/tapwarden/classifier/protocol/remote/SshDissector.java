package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// SSH, by its identification string (RFC 4253, section 4.2).
final class SshDissector implements Dissector {

    private static final int MAX_BANNER = 255;

    private static final About ABOUT =
            About.of(Protocol.SSH, "SSH")
                    .over(Transport.TCP)
                    .in("RFC 4253, section 4.2")
                    .reads("the identification string", MAX_BANNER)
                    .atHome(22)
                    .opens("SSH-");

    @Override
    public About about() {
        return ABOUT;
    }

    /// Banners and key exchange; logging in is encrypted.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_BANNER);
        String start = "SSH-";
        if (!payload.hasAt(0, start.substring(0, Math.min(end, start.length())))) {
            return Answer.NO;
        }
        int dash = start.length();
        while (dash < end && (payload.u8(dash) == '.' || isDigit(payload.u8(dash)))) {
            dash++;
        }
        if (dash >= end) {
            return end == MAX_BANNER ? Answer.NO : Answer.PERHAPS;
        }
        if (dash == start.length() || payload.u8(dash) != '-') {
            return Answer.NO;
        }
        int lineEnd = HttpHead.lineEnd(payload, dash, end);
        learnt.grounds("ssh-banner");
        String version = Text.of(payload, start.length(), dash);
        if (version != null) {
            learnt.version(version);
        }
        String software = Text.of(payload, dash + 1, lineEnd < 0 ? end : lineEnd);
        if (software != null) {
            learnt.software(software);
        }
        return lineEnd >= 0 || end == MAX_BANNER ? Answer.YES : Answer.YES_MORE;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
