package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RTSP, by a request line or status line that ends or begins with its version (RFC 2326, sections
/// 6.1 and 7.1; RFC 7826). AirPlay speaks it as well.
final class RtspDissector implements Dissector {

    static final Protocol RTSP = Protocol.named("rtsp", Category.STREAMING);

    private static final String VERSION = "RTSP/";
    private static final String SCHEME = "rtsp://";

    /// The longest method is `GET_PARAMETER`.
    private static final int MAX_METHOD = 14;

    private static final int MAX_LINE = 2048;

    private static final About ABOUT =
            About.of(RTSP, "RTSP")
                    .over(Transport.TCP, Transport.UDP)
                    .in("RFC 2326, sections 6.1 and 7.1; RFC 7826")
                    .reads("the first line, User-Agent and Server", HttpHead.MAX_HEAD)
                    .opensBetween('A', 'Z');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), HttpHead.MAX_HEAD);
        if (end == 0) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) < 'A' || payload.u8(0) > 'Z') {
            return Answer.NO;
        }
        if (payload.hasAt(0, "RTSP/1.0 ") || payload.hasAt(0, "RTSP/2.0 ")) {
            learnt.grounds("rtsp-status-line");
            learnt.version(payload.u8(5) == '1' ? "1.0" : "2.0");
            return fields(payload, end, learnt);
        }
        int space = 0;
        while (space < end && space <= MAX_METHOD && isMethod(payload.u8(space))) {
            space++;
        }
        if (space == end) {
            return Answer.PERHAPS;
        }
        if (space > MAX_METHOD || payload.u8(space) != ' ') {
            boolean cut = end < VERSION.length() + 4 && payload.hasAt(0, VERSION);
            return cut ? Answer.PERHAPS : Answer.NO;
        }
        return request(payload, space + 1, end, learnt);
    }

    private static boolean isMethod(int c) {
        return (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static Answer request(Payload payload, int target, int end, Learnt learnt) {
        int first = target < end ? payload.u8(target) : 'r';
        if (first != 'r' && first != '*' && first != '/') {
            return Answer.NO;
        }
        int lineEnd = HttpHead.lineEnd(payload, target, end);
        if (lineEnd < 0) {
            return end < MAX_LINE ? Answer.PERHAPS : Answer.NO;
        }
        int version = lineEnd;
        while (version > target && payload.u8(version - 1) <= ' ') {
            version--;
        }
        version -= VERSION.length() + 3;
        if (version <= target || !payload.hasAt(version, VERSION)) {
            return Answer.NO;
        }
        learnt.grounds("rtsp-request-line");
        learnt.version(payload.u8(version + VERSION.length()) == '1' ? "1.0" : "2.0");
        if (payload.hasAt(target, SCHEME)) {
            int from = target + SCHEME.length();
            int to = from;
            while (to < version && payload.u8(to) > ' ' && payload.u8(to) != '/') {
                to++;
            }
            // A password with a slash in it is cut there, and is no host.
            boolean cut = false;
            for (int i = to; i < version && payload.u8(i) > ' '; i++) {
                cut |= payload.u8(i) == '@';
            }
            String host = cut ? null : SipDissector.host(payload, from, to);
            if (host != null) {
                learnt.serverName(host);
            }
        }
        return fields(payload, end, learnt);
    }

    private static Answer fields(Payload payload, int end, Learnt learnt) {
        int lineEnd = HttpHead.lineEnd(payload, 0, end);
        if (lineEnd < 0) {
            return Answer.YES_MORE;
        }
        String software = HttpHead.field(payload, lineEnd, end, "user-agent");
        if (software == null) {
            software = HttpHead.field(payload, lineEnd, end, "server");
        }
        if (software != null) {
            learnt.software(software);
            if (software.startsWith("AirPlay/") || software.startsWith("AirTunes/")) {
                learnt.application("airplay", Category.STREAMING);
            }
            return Answer.YES;
        }
        return HttpHead.isWhole(payload, lineEnd, end) || payload.length() > end
                ? Answer.YES
                : Answer.YES_MORE;
    }
}
