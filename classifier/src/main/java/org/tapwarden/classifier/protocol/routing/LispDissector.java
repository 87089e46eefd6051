package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// LISP, which takes networks apart from where they are: registrations and questions over UDP,
/// lists of them over TCP, and packets in packets (RFC 9301, section 5; RFC 9300, section 5.2).
final class LispDissector implements Dissector {

    static final Protocol LISP = Protocol.named("lisp", Category.NETWORK);

    private static final int DATA_PORT = 4341;
    private static final int CONTROL_PORT = 4342;

    private static final int LEAST = 24;
    private static final int DATA_HEADER = 8;

    private static final int REQUEST = 1;
    private static final int REPLY = 2;
    private static final int REGISTER = 3;
    private static final int NOTIFY = 4;
    private static final int ACKNOWLEDGE = 5;
    private static final int REFERRAL = 6;
    private static final int ENCAPSULATED = 8;

    private static final int AFTER_NONCE = 12;
    private static final int MAX_COUNT = 64;
    private static final int MAX_DIGEST = 64;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int CANONICAL = 16_387;
    private static final int ETHERNET = 16_389;

    /// Types, lengths and numbers of the messages in a stream, and what ends each.
    private static final int STREAM_HEAD = 8;

    private static final int STREAM_END = 0x9fac_ade9;
    private static final int FIRST_STREAM_TYPE = 16;
    private static final int LAST_STREAM_TYPE = 32;
    private static final int MAX_STREAM_MESSAGE = 9_000;

    private static final About ABOUT =
            About.of(LISP, "LISP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 9301, section 5; draft-kouvelas-lisp-map-server-reliable-transport")
                    .reads(
                            "type, counts and address families on its ports; the end mark of"
                                    + " messages in a stream",
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
        if (payload.length() < LEAST) {
            return Answer.NO;
        }
        boolean control = payload.hasPort(CONTROL_PORT) && isControl(payload);
        if (!control && !(payload.isToPort(DATA_PORT) && isData(payload))) {
            return Answer.NO;
        }
        learnt.grounds(control ? "lisp-control" : "lisp-data");
        return Answer.YES;
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        if (!payload.hasPort(CONTROL_PORT)) {
            return Answer.NO;
        }
        if (payload.length() < STREAM_HEAD) {
            return Answer.PERHAPS;
        }
        int type = payload.u16(0);
        int size = payload.u16(2);
        if (type < FIRST_STREAM_TYPE
                || type > LAST_STREAM_TYPE
                || size < STREAM_HEAD + 4
                || size > MAX_STREAM_MESSAGE) {
            return Answer.NO;
        }
        if (payload.length() < size) {
            return Answer.PERHAPS;
        }
        if (payload.i32(size - 4) != STREAM_END) {
            return Answer.NO;
        }
        learnt.grounds("lisp-stream");
        return Answer.YES;
    }

    private static boolean isControl(Payload payload) {
        int first = payload.u8(0);
        int type = first >>> 4;
        int count = payload.u8(3);
        boolean counted = count >= 1 && count <= MAX_COUNT;
        return switch (type) {
            case REQUEST -> counted && isFamily(payload.u16(AFTER_NONCE));
            case REPLY, REFERRAL -> counted && isRecord(payload, AFTER_NONCE);
            case REGISTER, NOTIFY, ACKNOWLEDGE -> counted && isAuthenticated(payload);
            case ENCAPSULATED -> payload.u24(1) == 0 && isPacket(payload, 4);
            default -> false;
        };
    }

    /// A key's number, the digest's length, the digest, then records.
    private static boolean isAuthenticated(Payload payload) {
        int digest = payload.u16(AFTER_NONCE + 2);
        return (payload.u8(AFTER_NONCE) == 0 || payload.u8(AFTER_NONCE + 1) <= 8)
                && digest <= MAX_DIGEST
                && digest % 4 == 0
                && isRecord(payload, AFTER_NONCE + 4 + digest);
    }

    /// Time to live, number of locators, length of the mask, flags, version, family.
    private static boolean isRecord(Payload payload, int at) {
        if (at + 12 > payload.length()) {
            return false;
        }
        int mask = payload.u8(at + 5);
        int family = payload.u16(at + 10);
        boolean right =
                switch (family) {
                    case IPV4 -> mask <= 32;
                    case IPV6, CANONICAL -> mask <= 128;
                    case ETHERNET -> mask <= 48;
                    default -> false;
                };
        return right && payload.u8(at + 4) <= MAX_COUNT && payload.u8(at + 8) >>> 4 == 0;
    }

    /// Of the asker; none at all is allowed, too.
    private static boolean isFamily(int family) {
        return family <= IPV6 || family == CANONICAL || family == ETHERNET;
    }

    /// Flags whose last bits are not assigned, then a whole IP packet.
    private static boolean isData(Payload payload) {
        return (payload.u8(0) & 4) == 0 && isPacket(payload, DATA_HEADER);
    }

    private static boolean isPacket(Payload payload, int at) {
        int left = payload.length() - at;
        return switch (payload.u8(at)) {
            case 0x45 -> left >= 20 && payload.u16(at + 2) == left && isIntact(payload, at);
            case 0x60 -> left >= 40 && payload.u16(at + 4) + 40 == left;
            default -> false;
        };
    }

    /// The checksum of an IPv4 header.
    private static boolean isIntact(Payload payload, int at) {
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += payload.u16(at + i);
        }
        return (sum & 0xffff) + (sum >>> 16) == 0xffff;
    }
}
