package org.tapwarden.classifier.protocol.media;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// SIP, by the request line or the status line (RFC 3261, section 7).
///
/// Users' names and numbers pass by and are never kept; the host that a request is for may be.
final class SipDissector implements Dissector {

    static final Protocol SIP = Protocol.named("sip", Category.CALLS);

    private static final int PORT = 5060;

    private static final String VERSION = "SIP/2.0";

    private static final String[] METHODS = {
        "INVITE ",
        "REGISTER ",
        "OPTIONS ",
        "ACK ",
        "BYE ",
        "CANCEL ",
        "NOTIFY ",
        "SUBSCRIBE ",
        "MESSAGE ",
        "INFO ",
        "PUBLISH ",
        "UPDATE ",
        "PRACK ",
        "REFER "
    };

    private static final String TELEPHONE = "tel:";
    private static final String[] SCHEMES = {"sip:", "sips:", TELEPHONE};

    private static final About ABOUT =
            About.of(SIP, "SIP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 3261, section 7")
                    .reads("the first line, User-Agent and Server", HttpHead.MAX_HEAD)
                    .opens(METHODS)
                    .opens(VERSION)
                    .opens("\r", "\n", "\0", "hello");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), HttpHead.MAX_HEAD);
        if (isKeepAlive(payload, end)) {
            return Answer.PERHAPS;
        }
        int at = 0;
        while (at < end && at < 4 && (payload.u8(at) == '\r' || payload.u8(at) == '\n')) {
            at++;
        }
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.hasAt(at, VERSION + " ")) {
            return status(payload, at, end, learnt);
        }
        if (at >= end || payload.u8(at) < 'A' || payload.u8(at) > 'U') {
            return stream && at >= end ? Answer.PERHAPS : Answer.NO;
        }
        for (String method : METHODS) {
            if (payload.hasAt(at, method)) {
                return request(payload, at + method.length(), end, learnt);
            }
        }
        return stream && isBeginning(payload, at, end) ? Answer.PERHAPS : Answer.NO;
    }

    /// Line ends (RFC 5626, section 3.5.1), zeros, or a greeting that phones send to their port.
    private static boolean isKeepAlive(Payload payload, int end) {
        if (end == 0 || end > 5 || !payload.hasPort(PORT)) {
            return false;
        }
        if (payload.hasAt(0, "hello")) {
            return true;
        }
        for (int i = 0; i < end; i++) {
            int c = payload.u8(i);
            if (c != 0 && c != '\r' && c != '\n') {
                return false;
            }
        }
        return true;
    }

    /// Fewer bytes of a stream than any first word has.
    private static boolean isBeginning(Payload payload, int at, int end) {
        for (String method : METHODS) {
            if (end - at < method.length() && payload.hasAt(at, method.substring(0, end - at))) {
                return true;
            }
        }
        return end - at < VERSION.length() + 1
                && payload.hasAt(at, VERSION.substring(0, Math.min(end - at, VERSION.length())));
    }

    private static Answer status(Payload payload, int at, int end, Learnt learnt) {
        int code = at + VERSION.length() + 1;
        if (code + 3 > end) {
            return payload.transport() == Transport.TCP ? Answer.PERHAPS : Answer.NO;
        }
        for (int i = code; i < code + 3; i++) {
            if (payload.u8(i) < '0' || payload.u8(i) > '9') {
                return Answer.NO;
            }
        }
        learnt.grounds("sip-status-line");
        return fields(payload, at, end, learnt);
    }

    private static Answer request(Payload payload, int target, int end, Learnt learnt) {
        int scheme = schemeEnd(payload, target);
        int lineEnd = HttpHead.lineEnd(payload, target, end);
        boolean stream = payload.transport() == Transport.TCP;
        if (lineEnd < 0) {
            boolean open = stream && (end - target < 5 || scheme > 0) && end < 2048;
            return open ? Answer.PERHAPS : Answer.NO;
        }
        int version = lineEnd;
        while (version > target && payload.u8(version - 1) <= ' ') {
            version--;
        }
        version -= VERSION.length();
        if (scheme < 0 || version <= scheme || !payload.hasAt(version, VERSION)) {
            return Answer.NO;
        }
        learnt.grounds("sip-request-line");
        boolean number = payload.hasAt(target, TELEPHONE);
        String host = number ? null : host(payload, scheme, version - 1);
        if (host != null) {
            learnt.serverName(host);
        }
        return fields(payload, target, end, learnt);
    }

    private static int schemeEnd(Payload payload, int target) {
        for (String scheme : SCHEMES) {
            if (payload.hasAt(target, scheme)) {
                return target + scheme.length();
            }
        }
        return -1;
    }

    /// The host behind the user, without port and parameters; null for a telephone number.
    static @Nullable String host(Payload payload, int from, int to) {
        int start = from;
        int end = from;
        while (end < to && payload.u8(end) > ' ' && payload.u8(end) != '>') {
            if (payload.u8(end) == '@') {
                start = end + 1;
            }
            end++;
        }
        int stop = start;
        if (stop < end && payload.u8(stop) == '[') {
            while (stop < end && payload.u8(stop) != ']') {
                stop++;
            }
            return Text.hostName(payload, start + 1, stop);
        }
        boolean dotted = false;
        while (stop < end && ":;?".indexOf(payload.u8(stop)) < 0) {
            dotted |= payload.u8(stop) == '.';
            stop++;
        }
        return dotted ? Text.hostName(payload, start, stop) : null;
    }

    private static Answer fields(Payload payload, int at, int end, Learnt learnt) {
        int lineEnd = HttpHead.lineEnd(payload, at, end);
        if (lineEnd < 0) {
            return payload.transport() == Transport.TCP ? Answer.YES_MORE : Answer.YES;
        }
        String software = HttpHead.field(payload, lineEnd, end, "user-agent");
        if (software == null) {
            software = HttpHead.field(payload, lineEnd, end, "server");
        }
        if (software != null) {
            learnt.software(software);
            return Answer.YES;
        }
        // The other side may say what it is.
        return payload.number() < 4 ? Answer.YES_MORE : Answer.YES;
    }
}
