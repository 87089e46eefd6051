package org.tapwarden.classifier.protocol.media;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// STUN and TURN, by their header: type, length and the magic cookie (RFC 8489, section 5), or by
/// attributes that fill the message to its last byte where the cookie is still missing (RFC 3489).
///
/// Whoever calls through it is named where attributes of one maker or the realm betray it. User
/// names pass by and are never kept.
final class StunDissector implements Dissector {

    static final Protocol STUN = Protocol.named("stun", Category.CALLS);

    private static final int HEADER = 20;
    private static final int COOKIE = 0x2112_a442;

    /// Length before each message over TCP (RFC 4571, section 2).
    private static final int FRAMED = 2;

    /// Type and length before each message over TCP ([MS-TURN], section 2.2.1).
    private static final int MICROSOFT_FRAMED = 4;

    private static final int MAX_ATTRIBUTES = 40;
    private static final int MAX_LENGTH = 2048;

    private static final int USERNAME = 0x0006;
    private static final int REALM = 0x0014;
    private static final int ZOOM_ATTRIBUTE = 0x0101;
    private static final int SOFTWARE = 0x8022;
    private static final int GOOGLE_NETWORK = 0xc057;

    /// The last attribute that RFC 3489 and the first drafts of TURN know.
    private static final int LAST_CLASSIC = 0x0020;

    /// Where Google's own media servers wait.
    private static final int FIRST_GOOGLE_PORT = 19_302;

    private static final int LAST_GOOGLE_PORT = 19_309;

    /// Datagrams after the first in which a caller may still betray itself.
    private static final int PATIENCE = 10;

    /// Change of keys, alerts, handshakes, data.
    private static final int FIRST_DTLS = 20;

    private static final int LAST_DTLS = 23;
    private static final int DTLS_HEADER = 13;

    private static final About ABOUT =
            About.of(STUN, "STUN and TURN")
                    .or(Protocol.DTLS)
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 8489, section 5; RFC 8656; RFC 3489, section 11")
                    .reads("the header with its cookie, and the attributes", MAX_LENGTH);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (payload.transport() == Transport.TCP) {
            return stream(payload, learnt);
        }
        if (length < HEADER) {
            return payload.remembered() != 0 ? later(payload, learnt) : Answer.NO;
        }
        if (payload.u8(0) < 0x40 && payload.i32(4) == COOKIE) {
            return isFilled(payload) ? told(payload, 0, length, "stun-cookie", learnt) : Answer.NO;
        }
        if (payload.remembered() != 0) {
            return later(payload, learnt);
        }
        return isClassic(payload) ? told(payload, 0, length, "stun-attributes", learnt) : Answer.NO;
    }

    /// Media and keys between the messages of a flow that is known.
    private static Answer later(Payload payload, Learnt learnt) {
        if (isKeyExchange(payload)) {
            learnt.grounds("stun-then-dtls");
            learnt.variant(Protocol.DTLS);
            return Answer.YES;
        }
        if (payload.number() > PATIENCE) {
            return Answer.NO;
        }
        learnt.remember(1);
        return Answer.PERHAPS;
    }

    /// A record of DTLS that fits, on the way that STUN has opened (RFC 5764, section 5).
    private static boolean isKeyExchange(Payload payload) {
        if (payload.length() < DTLS_HEADER
                || payload.u8(0) < FIRST_DTLS
                || payload.u8(0) > LAST_DTLS) {
            return false;
        }
        int version = payload.u16(1);
        return (version == 0xfefd || version == 0xfeff)
                && DTLS_HEADER + payload.u16(11) <= payload.length();
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (known < MICROSOFT_FRAMED + 8) {
            return known == 0 || payload.u8(0) < 0x40 ? Answer.PERHAPS : Answer.NO;
        }
        int at = 0;
        if (payload.i32(4) != COOKIE) {
            if (payload.i32(FRAMED + 4) == COOKIE) {
                at = FRAMED;
            } else if (payload.i32(MICROSOFT_FRAMED + 4) == COOKIE) {
                at = MICROSOFT_FRAMED;
            } else {
                return Answer.NO;
            }
        }
        if (payload.u8(at) >= 0x40) {
            return Answer.NO;
        }
        int end = Math.min(known, at + HEADER + payload.u16(at + 2));
        return told(payload, at, end, "stun-cookie", learnt);
    }

    /// Whether the length in the header is the datagram's. Some makers do not count the padding.
    private static boolean isFilled(Payload payload) {
        int rest = payload.length() - HEADER - payload.u16(2);
        return rest >= 0 && rest < 4;
    }

    /// A message without the cookie has at least one attribute, only those of its time, and these
    /// fill it.
    private static boolean isClassic(Payload payload) {
        int type = payload.u16(0);
        int length = payload.length();
        boolean known = (type & ~0x0110) >= 1 && (type & ~0x0110) <= 4;
        if (!known || payload.u16(2) != length - HEADER || length < HEADER + 8) {
            return false;
        }
        int at = HEADER;
        while (at + 4 <= length) {
            int attribute = payload.u16(at);
            int size = payload.u16(at + 2);
            boolean possible =
                    attribute >= 1
                            && (attribute <= LAST_CLASSIC
                                    || attribute == ZOOM_ATTRIBUTE
                                    || (attribute >= 0x8000 && attribute <= 0x80ff));
            if (!possible || (size == 0 && attribute != 0x8000)) {
                return false;
            }
            at += 4 + padded(size);
        }
        return at == length;
    }

    private static int padded(int size) {
        return size + 3 & ~3;
    }

    private static Answer told(Payload payload, int from, int end, String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        boolean named = false;
        boolean checksCandidate = false;
        boolean google = false;
        int at = from + HEADER;
        for (int i = 0; i < MAX_ATTRIBUTES && at + 4 <= end; i++) {
            int attribute = payload.u16(at);
            int value = at + 4;
            int valueEnd = value + payload.u16(at + 2);
            if (valueEnd > end) {
                break;
            }
            switch (attribute) {
                case USERNAME -> checksCandidate = true;
                case GOOGLE_NETWORK -> google = true;
                case REALM -> named |= realm(payload, value, valueEnd, learnt);
                case SOFTWARE -> software(payload, value, valueEnd, learnt);
                default -> named |= maker(payload, attribute, value, valueEnd, learnt);
            }
            at = value + padded(valueEnd - value);
        }
        if (!named && checksCandidate && google && hasGooglePort(payload)) {
            learnt.application("googlecall", Category.CALLS);
            named = true;
        }
        learnt.remember(1);
        // A name that is known is kept while what follows may still be the keys of a call.
        return payload.number() > PATIENCE ? Answer.YES : Answer.YES_MORE;
    }

    /// Attributes that only one maker's calls use.
    private static boolean maker(Payload payload, int attribute, int from, int end, Learnt learnt) {
        String application =
                switch (attribute) {
                    // Observed in WhatsApp's allocations and their answers.
                    case 0x4000, 0x4001, 0x4002, 0x4003, 0x4004, 0x4007 -> "whatsappcall";
                    // [MS-TURN], section 2.2.2, and [MS-ICE2], section 2.2.
                    case 0x8008, 0x8050, 0x8054, 0x8055, 0x8070, 0x8090, 0x8095 ->
                            "skype_teamscall";
                    // Observed: a text of twenty bytes that is always the same.
                    case ZOOM_ATTRIBUTE ->
                            end - from == 20 && payload.hasAt(from, "1234567890123456789")
                                    ? "zoom"
                                    : "";
                    default -> "";
                };
        if (application.isEmpty()) {
            return false;
        }
        learnt.application(application, Category.CALLS);
        return true;
    }

    /// The realm is the domain that a relay belongs to.
    private static boolean realm(Payload payload, int from, int end, Learnt learnt) {
        String realm = Text.hostName(payload, from, end);
        if (realm == null || realm.indexOf('.') < 0 || !isPrintable(payload, from, end)) {
            return false;
        }
        learnt.serverName(realm);
        String application = owner(realm);
        if (application == null) {
            return false;
        }
        learnt.application(application, Category.CALLS);
        return true;
    }

    private static @Nullable String owner(String realm) {
        if (isIn(realm, "google.com")) {
            return "googlecall";
        }
        if (isIn(realm, "signal.org") || isIn(realm, "whispersystems.org")) {
            return "signalvoip";
        }
        if (isIn(realm, "telegram.org")) {
            return "telegram";
        }
        if (isIn(realm, "facebook.com") || isIn(realm, "messenger.com")) {
            return "facebookvoip";
        }
        if (isIn(realm, "discord.gg") || isIn(realm, "discord.media")) {
            return "discord";
        }
        return isIn(realm, "zoom.us") ? "zoom" : null;
    }

    private static boolean isIn(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    private static boolean isPrintable(Payload payload, int from, int end) {
        for (int i = from; i < end; i++) {
            if (payload.u8(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static void software(Payload payload, int from, int end, Learnt learnt) {
        String software = isPrintable(payload, from, end) ? Text.of(payload, from, end) : null;
        if (software != null) {
            learnt.software(software);
        }
    }

    private static boolean hasGooglePort(Payload payload) {
        return isGooglePort(payload.sourcePort()) || isGooglePort(payload.destinationPort());
    }

    private static boolean isGooglePort(int port) {
        return port >= FIRST_GOOGLE_PORT && port <= LAST_GOOGLE_PORT;
    }
}
