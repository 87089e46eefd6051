package org.tapwarden.classifier.protocol.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Payload;

/// What a request over HTTP is for, where its head betrays it whoever the host is. Only this word
/// leaves: of the target nothing is kept.
enum HttpUse {
    /// RFC 4918, section 9: methods that plain HTTP does not have.
    WEBDAV(Category.FILE_SERVICE),
    /// RFC 6960, appendix A.
    OCSP(Category.NETWORK),
    /// RFC 8010, section 4: printers are asked by POST.
    IPP(Category.FILE_SERVICE),
    /// [MS-SSTP], section 3.2.4.1: a VPN, where its TLS ended before us.
    SSTP(Category.VPN),
    /// SOAP 1.1, section 6.1.1; SOAP 1.2, part 2, section 7.
    SOAP(Category.WEB),
    /// BEP 3: an announcement to a tracker names the torrent and the peer.
    BITTORRENT(Category.P2P),
    /// RFC 8216, section 4.
    HLS(Category.STREAMING),
    /// ISO/IEC 23009-1: a description, or a segment of one.
    MPEGDASH(Category.STREAMING),
    /// The agents that Windows fetches updates with.
    WINDOWSUPDATE(Category.WEB),
    /// RFC 6455, section 4.1: the connection is to become another one.
    WEBSOCKET(Category.WEB);

    private static final String[] WEBDAV_METHODS = {
        "PROPFIND ", "PROPPATCH ", "MKCOL ", "COPY ", "MOVE ", "LOCK ", "UNLOCK "
    };

    static final String SSTP_METHOD = "SSTP_DUPLEX_POST ";

    private static final String[] UPDATE_AGENTS = {
        "Microsoft-Delivery-Optimization/", "Windows-Update-Agent/"
    };

    private final Category category;

    HttpUse(Category category) {
        this.category = category;
    }

    /// The value of `network.application`.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Category category() {
        return category;
    }

    /// Reads a request's head.
    ///
    /// @param target where the target starts, `targetEnd` where it ends
    static @Nullable HttpUse of(
            Payload payload, String method, int target, int targetEnd, int lineEnd, int end) {
        for (String webDav : WEBDAV_METHODS) {
            if (webDav.equals(method)) {
                return WEBDAV;
            }
        }
        if (SSTP_METHOD.equals(method)) {
            return SSTP;
        }
        int query = target;
        while (query < targetEnd && payload.u8(query) != '?') {
            query++;
        }
        if (endsWith(payload, query, ".m3u8")) {
            return HLS;
        }
        if (endsWith(payload, query, ".mpd") || endsWith(payload, query, ".m4s")) {
            return MPEGDASH;
        }
        if (contains(payload, query, targetEnd, "info_hash=")
                && contains(payload, query, targetEnd, "peer_id=")) {
            return BITTORRENT;
        }
        return ofFields(payload, lineEnd, end);
    }

    private static @Nullable HttpUse ofFields(Payload payload, int lineEnd, int end) {
        if (HttpHead.valueAt(payload, lineEnd, end, "soapaction") >= 0) {
            return SOAP;
        }
        int type = valueAt(payload, lineEnd, end, "content-type");
        if (type >= 0 && payload.hasAt(type, "application/ocsp-request")) {
            return OCSP;
        }
        if (type >= 0 && payload.hasAt(type, "application/ipp")) {
            return IPP;
        }
        if (type >= 0 && payload.hasAt(type, "application/soap+xml")) {
            return SOAP;
        }
        int host = valueAt(payload, lineEnd, end, "host");
        if (host >= 0) {
            if (hasResponderLabel(payload, host, HttpHead.lineEnd(payload, host, end))) {
                return OCSP;
            }
        }
        int agent = valueAt(payload, lineEnd, end, "user-agent");
        for (String update : UPDATE_AGENTS) {
            if (agent >= 0 && payload.hasAt(agent, update)) {
                return WINDOWSUPDATE;
            }
        }
        int upgrade = valueAt(payload, lineEnd, end, "upgrade");
        boolean socket =
                upgrade >= 0
                        && (payload.hasAt(upgrade, "websocket")
                                || payload.hasAt(upgrade, "WebSocket"));
        return socket ? WEBSOCKET : null;
    }

    /// Whether a label of the host is `ocsp`, or that and a number, and not the last one.
    private static boolean hasResponderLabel(Payload payload, int from, int end) {
        boolean labelStarts = true;
        for (int i = from; i < end; i++) {
            if (labelStarts && payload.hasAt(i, "ocsp")) {
                int after = i + 4;
                while (after < end && payload.u8(after) >= '0' && payload.u8(after) <= '9') {
                    after++;
                }
                if (after < end && payload.u8(after) == '.') {
                    return true;
                }
            }
            labelStarts = payload.u8(i) == '.';
        }
        return false;
    }

    /// Where a field's value starts, behind the space that usually precedes it; or -1.
    private static int valueAt(Payload payload, int lineEnd, int end, String name) {
        int at = HttpHead.valueAt(payload, lineEnd, end, name);
        return at >= 0 && payload.hasAt(at, " ") ? at + 1 : at;
    }

    private static boolean endsWith(Payload payload, int end, String text) {
        return payload.hasAt(end - text.length(), text);
    }

    private static boolean contains(Payload payload, int from, int end, String text) {
        for (int i = from; i + text.length() <= end; i++) {
            if (payload.hasAt(i, text)) {
                return true;
            }
        }
        return false;
    }
}
