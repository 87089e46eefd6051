package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// IPsec: its key exchange in both versions, over UDP and TCP, and encapsulated packets (RFC 2408,
/// section 3.1; RFC 7296, section 3; RFC 3948; RFC 9329).
///
/// A key exchange says its own length and is a chain of payloads that has to end where the datagram
/// ends. Encapsulated packets are encrypted: on their port, both directions' counters have to step.
final class IpsecDissector implements Dissector {

    private static final Protocol IPSEC = Protocol.named("ipsec", Category.VPN);

    private static final int EXCHANGE_PORT = 500;
    private static final int ENCAPSULATED_PORT = 4500;

    /// Of GlobalProtect.
    private static final int OTHER_ENCAPSULATED_PORT = 4501;

    private static final String STREAM_PREFIX = "IKETCP";

    private static final int HEADER = 28;
    private static final int RESPONDER = 8;
    private static final int NEXT_PAYLOAD = 16;
    private static final int VERSION = 17;
    private static final int EXCHANGE = 18;
    private static final int FLAGS = 19;
    private static final int LENGTH = 24;
    private static final int VERSION_1 = 0x10;
    private static final int VERSION_2 = 0x20;
    private static final int ENCRYPTED_1 = 1;

    private static final int SA_INIT = 34;
    private static final int LAST_EXCHANGE = 44;
    private static final int SECURITY_ASSOCIATION = 33;
    private static final int LAST_PAYLOAD = 54;
    private static final int ENCRYPTED_PAYLOAD = 46;
    private static final int ENCRYPTED_FRAGMENT = 53;

    private static final int MAX_PAYLOADS = 64;

    /// Reserved parameter indexes end here (RFC 4303, section 2.1).
    private static final int FIRST_INDEX = 256;

    /// Index, counter, a cipher's block and a short check value.
    private static final int MIN_ENCAPSULATED = 8 + 8 + 12;

    private static final int MAX_COUNTER = 1 << 28;

    private static final About ABOUT =
            About.of(IPSEC, "IPsec (IKE, ESP in UDP)")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 7296, section 3; RFC 2408, section 3; RFC 3948; RFC 9329")
                    .reads(
                            "the header and chain of payloads of a key exchange",
                            Payload.MAX_LOOKED_AT)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.TCP) {
            return stream(payload, learnt);
        }
        boolean encapsulated =
                payload.hasPort(ENCAPSULATED_PORT) || payload.hasPort(OTHER_ENCAPSULATED_PORT);
        int length = payload.length();
        if (length < HEADER) {
            boolean keepsAlive = encapsulated && length == 1 && payload.u8(0) == 0xff;
            return keepsAlive ? remembering(payload, learnt) : Answer.NO;
        }
        int at = payload.i32(0) == 0 ? 4 : 0;
        if (length - at >= HEADER
                && payload.i32(at + LENGTH) == length - at
                && isExchange(payload, at, learnt)) {
            learnt.grounds("ike-header");
            return Answer.YES;
        }
        return encapsulated && at == 0 ? packet(payload, learnt) : Answer.NO;
    }

    private static Answer remembering(Payload payload, Learnt learnt) {
        learnt.remember(payload.remembered());
        return Answer.PERHAPS;
    }

    /// The prefix, then a length and a marker of zeros before each exchange.
    private static Answer stream(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), STREAM_PREFIX.length());
        if (!payload.hasAt(0, STREAM_PREFIX.substring(0, known))) {
            return Answer.NO;
        }
        int at = STREAM_PREFIX.length() + 2 + 4;
        if (payload.length() < at + HEADER) {
            return Answer.PERHAPS;
        }
        boolean agrees =
                payload.i32(at - 4) == 0
                        && payload.u16(STREAM_PREFIX.length()) == payload.i32(at + LENGTH) + 6
                        && payload.u8(at + VERSION) == VERSION_2;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("ike-stream-prefix");
        learnt.version("2.0");
        return Answer.YES;
    }

    private static boolean isExchange(Payload payload, int at, Learnt learnt) {
        if (payload.i64(at) == 0) {
            return false;
        }
        int version = payload.u8(at + VERSION);
        if (version == VERSION_2 && isSecondVersion(payload, at)) {
            learnt.version("2.0");
            return true;
        }
        if (version == VERSION_1 && isFirstVersion(payload, at)) {
            learnt.version("1.0");
            return true;
        }
        return false;
    }

    private static boolean isSecondVersion(Payload payload, int at) {
        int exchange = payload.u8(at + EXCHANGE);
        int first = payload.u8(at + NEXT_PAYLOAD);
        if (exchange < SA_INIT || exchange > LAST_EXCHANGE) {
            return false;
        }
        // What follows the first exchange is encrypted as a whole.
        boolean begins =
                exchange == SA_INIT
                        ? first >= SECURITY_ASSOCIATION && first < ENCRYPTED_PAYLOAD
                        : isEncrypted(first) && payload.i64(at + RESPONDER) != 0;
        return begins && isChain(payload, at, SECURITY_ASSOCIATION, LAST_PAYLOAD);
    }

    private static boolean isFirstVersion(Payload payload, int at) {
        int exchange = payload.u8(at + EXCHANGE);
        int flags = payload.u8(at + FLAGS);
        boolean known =
                exchange == 2
                        || exchange == 4
                        || exchange == 5
                        || exchange == 6
                        || exchange == 32
                        || exchange == 33;
        if (!known || flags > 7) {
            return false;
        }
        if ((flags & ENCRYPTED_1) == 0) {
            return isChain(payload, at, 1, 21);
        }
        return payload.i64(at + RESPONDER) != 0
                && (payload.hasPort(EXCHANGE_PORT) || payload.hasPort(ENCAPSULATED_PORT));
    }

    /// Whether the payloads are of known types and fill the message to its last byte.
    private static boolean isChain(Payload payload, int start, int firstType, int lastType) {
        int at = start + HEADER;
        int type = payload.u8(start + NEXT_PAYLOAD);
        for (int i = 0; i < MAX_PAYLOADS && at + 4 <= payload.length(); i++) {
            // Drafts of network address translation took types of their own.
            if ((type < firstType || type > lastType) && (type < 128 || firstType != 1)) {
                return false;
            }
            int length = payload.u16(at + 2);
            boolean last = payload.u8(at) == 0 || isEncrypted(type);
            at += length;
            if (length < 4 || at > payload.length()) {
                return false;
            }
            if (last) {
                return at == payload.length();
            }
            type = payload.u8(at - length);
        }
        return false;
    }

    private static boolean isEncrypted(int type) {
        return type == ENCRYPTED_PAYLOAD || type == ENCRYPTED_FRAGMENT;
    }

    /// Index of the parameters, counter, and what cannot be read.
    private static Answer packet(Payload payload, Learnt learnt) {
        int index = payload.i32(0);
        int counter = payload.i32(4);
        boolean possible =
                payload.length() >= MIN_ENCAPSULATED
                        && Integer.compareUnsigned(index, FIRST_INDEX) >= 0
                        && counter > 0
                        && counter < MAX_COUNTER;
        if (!possible) {
            return Answer.NO;
        }
        long memory = Steps.after(payload.remembered(), payload.direction(), index, counter);
        if (!Steps.both(memory)) {
            learnt.remember(memory);
            return Answer.PERHAPS;
        }
        learnt.grounds("esp-counters-step");
        return Answer.YES;
    }
}
