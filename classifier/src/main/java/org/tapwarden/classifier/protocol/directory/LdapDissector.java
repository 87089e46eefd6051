package org.tapwarden.classifier.protocol.directory;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// LDAP, by the envelope of a message and the operation in it (RFC 4511, section 4.1.1), over UDP
/// as the search for a domain controller ([MS-ADTS], section 6.3.3), and the TLS that a client
/// starts inside. Names of entries are not taken.
final class LdapDissector implements Dissector {
    static final Protocol LDAP = Protocol.named("ldap", Category.NETWORK);
    static final Protocol CLDAP = Protocol.named("cldap", Category.NETWORK);

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int ENUMERATED = 0x0a;
    private static final int BIND = 0x60;
    private static final int BIND_RESPONSE = 0x61;
    private static final int SEARCH = 0x63;
    private static final int ENTRY = 0x64;
    private static final int DONE = 0x65;
    private static final int EXTENDED = 0x77;
    private static final int EXTENDED_RESPONSE = 0x78;
    private static final int EXTENDED_NAME = 0x80;
    private static final int CONTROLS = 0xa0;
    private static final String START_TLS = "1.3.6.1.4.1.1466.20037";
    private static final int MAX_RESULT = 123;
    private static final int BOUND = 2048;

    private static final About ABOUT =
            About.of(LDAP, "LDAP")
                    .or(CLDAP)
                    .over(Transport.TCP, Transport.UDP)
                    .in("RFC 4511, sections 4.1.1, 4.2, 4.5 and 4.14; [MS-ADTS], section 6.3.3")
                    .reads(
                            "the first message's envelope and operation, TLS behind a request for it",
                            Payload.MAX_LOOKED_AT)
                    .opens(SEQUENCE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        boolean udp = payload.transport() == Transport.UDP;
        if (end < 12) {
            return !udp && (end == 0 || payload.u8(0) == SEQUENCE) ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u8(0) != SEQUENCE) {
            return Answer.NO;
        }
        int id = Ber.content(payload, 0, end);
        if (id < 0 || id + 3 > end || payload.u8(id) != INTEGER) {
            return Answer.NO;
        }
        int size = Ber.length(payload, 0, end);
        int idSize = payload.u8(id + 1);
        int operation = id + 2 + idSize;
        if (idSize < 1 || idSize > 5 || operation + 2 > end || payload.u8(id + 2) > 0x7f) {
            return Answer.NO;
        }
        int whole = id + size;
        if (udp && whole > payload.length()) {
            return Answer.NO;
        }
        int body = Ber.content(payload, operation, end);
        int bodySize = Ber.length(payload, operation, end);
        if (body < 0 || bodySize < 0 || !isLast(payload, body + bodySize, whole, end)) {
            return Answer.NO;
        }
        return operation(
                payload,
                payload.u8(operation),
                body,
                Math.min(end, body + bodySize),
                whole,
                learnt);
    }

    /// Whether nothing but controls stands behind the operation.
    private static boolean isLast(Payload payload, int at, int whole, int end) {
        return at == whole || (at < whole && (at >= end || payload.u8(at) == CONTROLS));
    }

    private static Answer operation(
            Payload payload, int tag, int at, int end, int whole, Learnt learnt) {
        boolean agrees =
                switch (tag) {
                    case BIND -> isBind(payload, at, end);
                    case SEARCH -> isSearch(payload, at, end);
                    case BIND_RESPONSE, DONE, EXTENDED_RESPONSE -> isResult(payload, at, end);
                    case ENTRY -> isEntry(payload, at, end);
                    case EXTENDED -> isExtended(payload, at, end);
                    default -> false;
                };
        if (!agrees) {
            return Answer.NO;
        }
        if (payload.transport() == Transport.UDP) {
            learnt.variant(CLDAP);
        } else if (tag == EXTENDED && payload.hasAt(at + 2, START_TLS)) {
            Answer inner =
                    whole < payload.length()
                            ? InnerTls.look(payload, whole, learnt)
                            : Answer.PERHAPS;
            learnt.grounds("ldap-start-tls");
            return inner == Answer.NO || inner == Answer.YES ? Answer.YES : Answer.YES_MORE;
        }
        learnt.grounds("ldap-message");
        return Answer.YES;
    }

    /// Version, a name, simple or SASL authentication. Neither name nor password is looked at.
    private static boolean isBind(Payload payload, int at, int end) {
        if (at + 5 > end || payload.u16(at) != 0x0201) {
            return false;
        }
        int version = payload.u8(at + 2);
        int name = at + 3;
        int nameEnd = Ber.end(payload, name, end);
        if (version < 1 || version > 3 || payload.u8(name) != OCTETS || nameEnd < 0) {
            return false;
        }
        if (nameEnd >= end) {
            return nameEnd == end || end == BOUND;
        }
        int kind = payload.u8(nameEnd);
        return kind == 0x80 || kind == 0xa3 || (kind >= 0x89 && kind <= 0x8b);
    }

    /// A base, a scope, how aliases count, two limits.
    private static boolean isSearch(Payload payload, int at, int end) {
        int scope = at < end && payload.u8(at) == OCTETS ? Ber.end(payload, at, end) : -1;
        return scope >= 0
                && scope + 12 <= end
                && payload.u16(scope) == 0x0a01
                && payload.u8(scope + 2) <= 3
                && payload.u16(scope + 3) == 0x0a01
                && payload.u8(scope + 5) <= 3
                && payload.u8(scope + 6) == INTEGER
                && payload.u8(scope + 7) <= 4;
    }

    /// A result code, then the name that was found and a message.
    private static boolean isResult(Payload payload, int at, int end) {
        return at + 7 <= end
                && payload.u8(at) == ENUMERATED
                && payload.u8(at + 1) == 1
                && payload.u8(at + 2) <= MAX_RESULT
                && payload.u8(at + 3) == OCTETS;
    }

    private static boolean isEntry(Payload payload, int at, int end) {
        int attributes = at < end && payload.u8(at) == OCTETS ? Ber.end(payload, at, end) : -1;
        return attributes >= 0
                && attributes + 4 <= end
                && payload.u8(attributes) == SEQUENCE
                && Ber.content(payload, attributes, end) > 0
                && Ber.content(payload, attributes, end) < end
                && payload.u8(Ber.content(payload, attributes, end)) == SEQUENCE;
    }

    /// A name that is an object identifier in digits and dots.
    private static boolean isExtended(Payload payload, int at, int end) {
        if (at + 8 > end || payload.u8(at) != EXTENDED_NAME) {
            return false;
        }
        int nameEnd = Ber.end(payload, at, end);
        if (nameEnd < 0 || nameEnd > end) {
            return false;
        }
        for (int i = at + 2; i < nameEnd; i++) {
            int c = payload.u8(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
