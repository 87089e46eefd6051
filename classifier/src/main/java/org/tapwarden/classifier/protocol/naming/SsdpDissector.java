package org.tapwarden.classifier.protocol.naming;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

/// Simple service discovery, the HTTP-like datagrams of UPnP (UPnP Device Architecture 2.0, section
/// 1). Routers that a pupil brought announce themselves here as gateways.
final class SsdpDissector implements Dissector {

    private static final int PORT = 1900;
    private static final String SEARCH = "M-SEARCH * HTTP/1.";
    private static final String NOTIFY = "NOTIFY * HTTP/1.";
    private static final String FOUND = "HTTP/1.1 200 ";
    private static final String FAREWELL = "ssdp:byebye";

    private static final About ABOUT =
            About.of(Protocol.SSDP, "SSDP")
                    .over(Transport.UDP)
                    .in("UPnP Device Architecture 2.0, section 1")
                    .reads("the first line and the field lines", HttpHead.MAX_HEAD)
                    .atHome(1900)
                    .opens(SEARCH, NOTIFY, FOUND);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Said to everybody.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), HttpHead.MAX_HEAD);
        boolean search = payload.hasAt(0, SEARCH);
        boolean notify = payload.hasAt(0, NOTIFY);
        boolean found = payload.hasAt(0, FOUND) && isResponse(payload, end);
        if (!search && !notify && !found) {
            return Answer.NO;
        }
        int lineEnd = HttpHead.lineEnd(payload, 0, end);
        learnt.grounds(search ? "ssdp-search" : notify ? "ssdp-notify" : "ssdp-response");
        boolean announces = !search && learnt.wantsAnnouncements();
        if (lineEnd < 0 || (!announces && !learnt.wantsSoftware())) {
            return Answer.YES_EACH;
        }
        String software = HttpHead.field(payload, lineEnd, end, search ? "user-agent" : "server");
        if (software != null) {
            learnt.software(software);
        }
        if (announces) {
            announce(payload, lineEnd, end, notify ? "nt" : "st", software, learnt);
        }
        return Answer.YES_EACH;
    }

    /// Some devices answer from another port; then the unique service name must be there.
    private static boolean isResponse(Payload payload, int end) {
        return payload.hasPort(PORT)
                || HttpHead.valueAt(payload, HttpHead.lineEnd(payload, 0, end), end, "usn") >= 0;
    }

    private static void announce(
            Payload payload,
            int lineEnd,
            int end,
            String field,
            @Nullable String software,
            Learnt learnt) {
        String service = HttpHead.field(payload, lineEnd, end, field);
        if (service != null && !FAREWELL.equals(HttpHead.field(payload, lineEnd, end, "nts"))) {
            learnt.tell(new Telling.ServiceAnnounced(service, software, Protocol.SSDP));
        }
    }
}
