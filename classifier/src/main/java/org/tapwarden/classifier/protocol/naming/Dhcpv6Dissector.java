package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

/// DHCP for IPv6 (RFC 9915, section 8): a type, then options whose lengths add up.
final class Dhcpv6Dissector implements Dissector {

    private static final int CLIENT_PORT = 546;
    private static final int SERVER_PORT = 547;
    private static final int RELAY_FORWARD = 12;
    private static final int RELAY_REPLY = 13;
    private static final int HIGHEST_TYPE = 36;
    private static final int HEADER = 4;

    /// Type, hop count, link address, peer address.
    private static final int RELAY_HEADER = 34;

    /// RFC 4704.
    private static final int CLIENT_FULL_NAME = 39;

    private static final int MAX_OPTIONS = 64;

    private static final About ABOUT =
            About.of(Protocol.DHCPV6, "DHCPv6")
                    .over(Transport.UDP)
                    .in("RFC 8415, section 8")
                    .reads("message type and options", Payload.MAX_LOOKED_AT)
                    .byShape()
                    .atHome(546, 547)
                    .opensBetween(1, HIGHEST_TYPE);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Addresses and names.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean port = payload.hasPort(CLIENT_PORT) || payload.hasPort(SERVER_PORT);
        if (!port || payload.length() < HEADER) {
            return Answer.NO;
        }
        int type = payload.u8(0);
        boolean relayed = type == RELAY_FORWARD || type == RELAY_REPLY;
        int at = relayed ? RELAY_HEADER : HEADER;
        if (type < 1 || type > HIGHEST_TYPE || payload.length() < at + 4) {
            return Answer.NO;
        }
        Telling name = null;
        for (int i = 0; i < MAX_OPTIONS && at < payload.length(); i++) {
            int body = at + 4;
            if (body > payload.length()) {
                return Answer.NO;
            }
            int next = body + payload.u16(at + 2);
            boolean last = next > payload.length();
            if (last && i == 0) {
                return Answer.NO;
            }
            if (last) {
                break; // cut by the capture, perhaps; the first options were right
            }
            if (payload.u16(at) == CLIENT_FULL_NAME && next - body > 1) {
                var reader = new DomainName(payload, body + 1, next);
                name = reader.read(body + 1) || reader.labels() > 0 ? announced(reader) : null;
            }
            at = next;
        }
        learnt.grounds("dhcpv6-message");
        if (name != null && learnt.wantsAnnouncements()) {
            learnt.tell(name);
        }
        return Answer.YES_EACH;
    }

    /// A partial name ends without the root's zero (RFC 4704, section 4.2).
    private static Telling announced(DomainName reader) {
        String name = reader.written();
        int dot = name.indexOf('.');
        return new Telling.NameAnnounced(dot < 0 ? name : name.substring(0, dot), Protocol.DHCPV6);
    }
}
