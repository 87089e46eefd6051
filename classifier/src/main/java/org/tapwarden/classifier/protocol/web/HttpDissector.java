package org.tapwarden.classifier.protocol.web;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// HTTP/1 in clear, by the request or status line (RFC 9112, sections 3 and 4).
///
/// Path and query pass by here and are never kept: they hold what people search and who they are.
final class HttpDissector implements Dissector {

    /// A request line longer than this is believed without its end.
    static final int LONG_LINE = 2048;

    private static final String CONNECT_METHOD = "CONNECT ";

    private static final String[] METHODS = {
        "GET ",
        "POST ",
        "HEAD ",
        "PUT ",
        "DELETE ",
        "OPTIONS ",
        CONNECT_METHOD,
        "PATCH ",
        "TRACE ",
        "PROPFIND ",
        "PROPPATCH ",
        "MKCOL ",
        "COPY ",
        "MOVE ",
        "LOCK ",
        "UNLOCK ",
        "REPORT ",
        "SEARCH ",
        "RPC_IN_DATA ",
        "RPC_OUT_DATA ",
        "CCM_POST ",
        "BITS_POST ",
        HttpUse.SSTP_METHOD,
        "VERSION-CONTROL "
    };

    /// Spares most of what is no HTTP the comparison with each method.
    private static final BitSet FIRST_LETTERS = new BitSet();

    static {
        for (String method : METHODS) {
            FIRST_LETTERS.set(method.charAt(0));
        }
    }

    private static final String STATUS = "HTTP/1.";
    private static final String VERSION = " HTTP/1.";

    /// A proxy is asked for a page: the target is absolute (RFC 9112, section 3.2.2). No evasion by
    /// itself, since an office's own proxy is asked in the same way.
    static final Protocol PROXY = Protocol.named("http_proxy", Category.WEB);

    /// A proxy is asked for a connection (RFC 9110, section 9.3.6).
    static final Protocol CONNECT = Protocol.named("http_connect", Category.WEB);

    private static final About ABOUT =
            About.of(Protocol.HTTP, "HTTP")
                    .or(PROXY, CONNECT)
                    .over(Transport.TCP)
                    .in("RFC 9112, sections 2 to 5")
                    .reads(
                            "the first line and the field lines of a head; of them Host, User-Agent, Content-Type, SOAPAction and Upgrade",
                            HttpHead.MAX_HEAD)
                    .atHome(80, 8080)
                    .opens(METHODS)
                    .opens(STATUS);

    @Override
    public About about() {
        return ABOUT;
    }

    /// The request line but for what is asked for, or the status; and the fields that a label is
    /// read from. Everything else may hold a secret.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        int end = Math.min(payload.length(), HttpHead.MAX_HEAD);
        int lineEnd = HttpHead.lineEnd(payload, 0, end);
        if (startsLike(payload, end, STATUS)) {
            kept.allow(0, Math.min(end, STATUS.length() + 5));
        } else if (lineEnd < 0) {
            // A line without its end: the method only, since what follows may be anything.
            for (String method : METHODS) {
                if (payload.hasAt(0, method)) {
                    kept.allow(0, method.length());
                }
            }
        } else {
            requestLine(payload, lineEnd, kept);
        }
        if (lineEnd >= 0) {
            HttpHead.keeps(payload, lineEnd, end, kept);
        }
    }

    private static void requestLine(Payload payload, int lineEnd, KeptRanges kept) {
        for (String method : METHODS) {
            if (payload.hasAt(0, method)) {
                int version = lastIndexOf(payload, method.length(), lineEnd, VERSION);
                kept.allow(0, method.length());
                if (version >= 0) {
                    int last = Math.min(lineEnd, version + VERSION.length() + 1);
                    kept.allow(version, last);
                }
            }
        }
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), HttpHead.MAX_HEAD);
        if (end == 0) {
            return Answer.PERHAPS;
        }
        if (startsLike(payload, end, STATUS)) {
            return status(payload, end, learnt);
        }
        if (!FIRST_LETTERS.get(payload.u8(0))) {
            return Answer.NO;
        }
        for (String method : METHODS) {
            if (startsLike(payload, end, method)) {
                return end <= method.length()
                        ? Answer.PERHAPS
                        : request(payload, end, method, learnt);
            }
        }
        return Answer.NO;
    }

    /// Compares as many characters as there are.
    private static boolean startsLike(Payload payload, int end, String text) {
        int count = Math.min(end, text.length());
        return payload.hasAt(0, count == text.length() ? text : text.substring(0, count));
    }

    /// `HTTP/1.x 200 ...`: the request was missed or comes late, so there may be more to learn.
    private static Answer status(Payload payload, int end, Learnt learnt) {
        if (end < STATUS.length() + 5) {
            return Answer.PERHAPS;
        }
        boolean possible =
                isDigit(payload.u8(7))
                        && payload.u8(8) == ' '
                        && isDigit(payload.u8(9))
                        && isDigit(payload.u8(10))
                        && isDigit(payload.u8(11));
        if (!possible) {
            return Answer.NO;
        }
        learnt.grounds("http-status-line");
        learnt.version("1." + (char) payload.u8(7));
        return Answer.YES_MORE;
    }

    private static Answer request(Payload payload, int end, String method, Learnt learnt) {
        int target = method.length();
        int lineEnd = HttpHead.lineEnd(payload, target, end);
        if (lineEnd < 0) {
            return endlessLine(payload, end, target, learnt);
        }
        int version = lastIndexOf(payload, target, lineEnd, VERSION);
        if (version < 0 || !isDigit(payload.u8(version + VERSION.length()))) {
            return Answer.NO;
        }
        learnt.grounds("http-request-line");
        learnt.version("1." + (char) payload.u8(version + VERSION.length()));
        String host = host(payload, target, version, lineEnd, end, method);
        if (host != null) {
            learnt.serverName(host);
        }
        String software = HttpHead.field(payload, lineEnd, end, "user-agent");
        if (software != null) {
            learnt.software(software);
        }
        if (method.equals(CONNECT_METHOD)) {
            learnt.variant(CONNECT);
        } else if (payload.hasAt(target, "http://")) {
            learnt.variant(PROXY);
        }
        HttpUse use = HttpUse.of(payload, method, target, version, lineEnd, end);
        if (use != null) {
            learnt.application(use.word(), use.category());
        }
        boolean all = (host != null && software != null) || HttpHead.isWhole(payload, lineEnd, end);
        return all || payload.length() >= HttpHead.MAX_HEAD ? Answer.YES : Answer.YES_MORE;
    }

    private static Answer endlessLine(Payload payload, int end, int target, Learnt learnt) {
        if (end < LONG_LINE) {
            return Answer.PERHAPS;
        }
        if (payload.u8(target) != '/' && !payload.hasAt(target, "http://")) {
            return Answer.NO;
        }
        learnt.grounds("http-request-line");
        return payload.length() >= HttpHead.MAX_HEAD ? Answer.YES : Answer.YES_MORE;
    }

    /// What the client names: the authority it wants to be connected with, the host field, or the
    /// authority of an absolute target (RFC 9112, section 3.2).
    private static @Nullable String host(
            Payload payload, int target, int targetEnd, int lineEnd, int end, String method) {
        if (method.equals(CONNECT_METHOD)) {
            return authority(payload, target, targetEnd);
        }
        int field = HttpHead.valueAt(payload, lineEnd, end, "host");
        if (field >= 0) {
            int fieldEnd = HttpHead.lineEnd(payload, field, end);
            while (field < fieldEnd && payload.u8(field) <= ' ') {
                field++;
            }
            while (fieldEnd > field && payload.u8(fieldEnd - 1) <= ' ') {
                fieldEnd--;
            }
            return authority(payload, field, fieldEnd);
        }
        if (payload.hasAt(target, "http://")) {
            int from = target + "http://".length();
            int to = from;
            while (to < targetEnd && "/?#".indexOf(payload.u8(to)) < 0) {
                to++;
            }
            return authority(payload, from, to);
        }
        return null;
    }

    /// Without the port; null where a user and perhaps a password stand before it, which has no
    /// business here and may be cut anywhere. An IPv6 literal stands in brackets (RFC 3986, section
    /// 3.2.2).
    private static @Nullable String authority(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) == '@') {
                return null;
            }
        }
        if (from < to && payload.u8(from) == '[') {
            int close = from;
            while (close < to && payload.u8(close) != ']') {
                close++;
            }
            return Text.hostName(payload, from + 1, close);
        }
        int end = from;
        while (end < to && payload.u8(end) != ':') {
            end++;
        }
        return Text.hostName(payload, from, end);
    }

    private static int lastIndexOf(Payload payload, int from, int end, String text) {
        for (int i = end - text.length() - 1; i >= from; i--) {
            if (payload.hasAt(i, text)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
