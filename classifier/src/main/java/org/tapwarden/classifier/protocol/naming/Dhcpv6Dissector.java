package org.tapwarden.classifier.protocol.naming;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

/// DHCP for IPv6 (RFC 9915, section 8): a type, then options whose lengths add up.
///
/// What relays pass on is unwrapped, {@link #MAX_RELAYS} times, and told as what it is: the frame's
/// sender is then the relay.
final class Dhcpv6Dissector implements Dissector {

    private static final int CLIENT_PORT = 546;
    private static final int SERVER_PORT = 547;
    private static final int RELAY_FORWARD = 12;
    private static final int RELAY_REPLY = 13;
    private static final int HIGHEST_TYPE = 36;
    private static final int HEADER = 4;

    /// Type, hop count, link address, peer address.
    private static final int RELAY_HEADER = 34;

    private static final int CLIENT_ID = 1;
    private static final int SERVER_ID = 2;
    private static final int ADDRESSES = 3;
    private static final int TEMPORARY_ADDRESSES = 4;
    private static final int ADDRESS = 5;
    private static final int RELAYED = 9;

    /// RFC 4704.
    private static final int CLIENT_FULL_NAME = 39;

    private static final int OPTION_HEADER = 4;

    /// In front of the addresses of a group: its id, and two times; temporary ones have none.
    private static final int GROUP_HEADER = 12;

    private static final int TEMPORARY_HEADER = 4;
    private static final int ADDRESS_LENGTH = 16;
    private static final int MAX_OPTIONS = 64;
    private static final int MAX_ADDRESSES = 8;

    /// Longest DUID (RFC 9915, section 11.1).
    private static final int MAX_ID = 130;

    static final int MAX_RELAYS = 2;

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
        if (!port) {
            return Answer.NO;
        }
        var told = new Reader(payload);
        if (!told.message(0, payload.length())) {
            return Answer.NO;
        }
        learnt.grounds("dhcpv6-message");
        if (!learnt.wantsAnnouncements()) {
            return Answer.YES_EACH;
        }
        told.unwrap();
        if (told.name != null) {
            learnt.tell(told.name);
        }
        if (!isRelayed(told.type)) {
            learnt.tell(
                    new Telling.Dhcpv6Message(told.type, told.client, told.server, told.addresses));
        }
        return Answer.YES_EACH;
    }

    private static boolean isRelayed(int type) {
        return type == RELAY_FORWARD || type == RELAY_REPLY;
    }

    /// The options of a message, then of the one in it.
    private static final class Reader {

        private final Payload payload;
        private final List<Address> addresses = new ArrayList<>();
        private int type;
        private @Nullable String client;
        private @Nullable String server;
        private @Nullable Telling name;
        private int innerFrom;
        private int innerEnd;

        Reader(Payload payload) {
            this.payload = payload;
        }

        /// What a relay passes on; a message in it that cannot be read leaves the relay's.
        void unwrap() {
            for (int i = 0; i < MAX_RELAYS && isRelayed(type) && innerEnd > innerFrom; i++) {
                if (!message(innerFrom, innerEnd)) {
                    return;
                }
            }
        }

        /// False when it is none: the first option must be whole.
        boolean message(int from, int end) {
            if (end - from < HEADER) {
                return false;
            }
            int kind = payload.u8(from);
            int at = from + (isRelayed(kind) ? RELAY_HEADER : HEADER);
            if (kind < 1 || kind > HIGHEST_TYPE || at + OPTION_HEADER > end) {
                return false;
            }
            innerEnd = innerFrom;
            for (int i = 0; i < MAX_OPTIONS && at < end; i++) {
                int body = at + OPTION_HEADER;
                if (body > end) {
                    return false;
                }
                int next = body + payload.u16(at + 2);
                boolean last = next > end;
                if (last && i == 0) {
                    return false;
                }
                if (last) {
                    break; // cut by the capture, perhaps; the first options were right
                }
                option(payload.u16(at), body, next);
                at = next;
            }
            type = kind;
            return true;
        }

        private void option(int code, int from, int end) {
            switch (code) {
                case CLIENT_ID -> client = id(from, end);
                case SERVER_ID -> server = id(from, end);
                case ADDRESSES -> group(from + GROUP_HEADER, end);
                case TEMPORARY_ADDRESSES -> group(from + TEMPORARY_HEADER, end);
                case RELAYED -> {
                    innerFrom = from;
                    innerEnd = end;
                }
                case CLIENT_FULL_NAME -> {
                    if (end - from > 1) {
                        var reader = new DomainName(payload, from + 1, end);
                        boolean some = reader.read(from + 1) || reader.labels() > 0;
                        name = some ? announced(reader) : null;
                    }
                }
                default -> {}
            }
        }

        private @Nullable String id(int from, int end) {
            int count = Math.min(end - from, MAX_ID);
            return count == 0 ? null : HexFormat.of().formatHex(payload.bytes(from, count));
        }

        /// A group of addresses has options of its own.
        private void group(int from, int end) {
            int at = from;
            for (int i = 0; i < MAX_OPTIONS && at + OPTION_HEADER <= end; i++) {
                int body = at + OPTION_HEADER;
                int next = body + payload.u16(at + 2);
                if (next > end) {
                    return;
                }
                boolean address = payload.u16(at) == ADDRESS && next - body >= ADDRESS_LENGTH;
                if (address && addresses.size() < MAX_ADDRESSES) {
                    addresses.add(new Address(payload.i64(body), payload.i64(body + Long.BYTES)));
                }
                at = next;
            }
        }
    }

    /// A partial name ends without the root's zero (RFC 4704, section 4.2).
    private static Telling announced(DomainName reader) {
        String name = reader.written();
        int dot = name.indexOf('.');
        return new Telling.NameAnnounced(dot < 0 ? name : name.substring(0, dot), Protocol.DHCPV6);
    }
}
