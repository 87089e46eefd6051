package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// eDonkey and eMule: how clients greet each other and servers, and the Kad network (the eMule
/// protocol specification of Kulbak and Bickson, sections 6.2 and 6.4; eMule's source for Kad).
final class EdonkeyDissector implements Dissector {

    private static final Protocol EDONKEY = Protocol.named("edonkey", Category.P2P);

    private static final int EDONKEY_MARK = 0xe3;
    private static final int KAD_MARK = 0xe4;
    private static final int HELLO = 0x01;
    private static final int HELLO_ANSWER = 0x4c;
    private static final int HASH_LENGTH = 0x10;
    private static final int HEADER = 6;
    private static final int MAX_TAGS = 32;
    private static final int MAX_MESSAGE = 1_024;

    /// The hash, an address, a port, the count of tags.
    private static final int FIELDS = 16 + 4 + 2 + 4;

    private static final int KAD_REQUEST = 0x21;
    private static final int OLD_KAD_REQUEST = 0x20;
    private static final int OLD_KAD_RESPONSE = 0x28;
    private static final int KAD_BOOTSTRAP = 0x01;
    private static final int KAD_BOOTSTRAP_LENGTH = 2;
    private static final int KAD_BOOTSTRAP_ANSWER = 0x09;

    /// An identifier, a port, a version, the count of contacts.
    private static final int KAD_BOOTSTRAP_HEAD = 2 + 16 + 2 + 1 + 2;

    private static final int KAD_REQUEST_LENGTH = 2 + 1 + 16 + 16;
    private static final int KAD_RESPONSE = 0x29;
    private static final int KAD_CONTACT = 25;
    private static final int KAD_RESPONSE_HEAD = 2 + 16 + 1;
    private static final int KAD_HELLO = 0x11;
    private static final int KAD_HELLO_ANSWER = 0x19;
    private static final int KAD_HELLO_LENGTH = 2 + 16 + 2 + 1 + 1;
    private static final int KAD_PORT = 2 + 16;
    private static final int MAX_KAD_VERSION = 10;

    private static final int SERVER_STATUS = 0x96;
    private static final int SERVER_STATUS_ANSWER = 0x97;
    private static final long SERVER_ASKED = 1L << 62;
    private static final long HELLO_ASKED = 1L << 61;
    private static final long BOOTSTRAP_ASKED = 3L << 61;
    private static final int DIRECTION_BIT = 60;

    private static final About ABOUT =
            About.of(EDONKEY, "eDonkey, eMule and Kad")
                    .over(Transport.TCP, Transport.UDP)
                    .in("Kulbak and Bickson, The eMule Protocol Specification, section 6")
                    .reads("a greeting with its tags, or a question and its answer", MAX_MESSAGE)
                    .byShape()
                    .opens(EDONKEY_MARK, KAD_MARK);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.TCP) {
            return stream(payload, learnt);
        }
        if (payload.length() < KAD_BOOTSTRAP_LENGTH) {
            return Answer.NO;
        }
        return switch (payload.u8(0)) {
            case KAD_MARK -> kad(payload, learnt);
            case EDONKEY_MARK -> server(payload, learnt);
            default -> Answer.NO;
        };
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == 0) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != EDONKEY_MARK) {
            return Answer.NO;
        }
        if (length < HEADER) {
            return Answer.PERHAPS;
        }
        int size = payload.i32le(1);
        int opcode = payload.u8(5);
        boolean greets = opcode == HELLO || opcode == HELLO_ANSWER;
        if (!greets || size < 1 + FIELDS || size > MAX_MESSAGE - 5) {
            return Answer.NO;
        }
        if (length < 5 + size) {
            return Answer.PERHAPS;
        }
        if (!isGreeting(payload, opcode, 5 + size)) {
            return Answer.NO;
        }
        learnt.grounds("edonkey-greeting");
        return Answer.YES;
    }

    /// Between clients the hash's length stands before it; a server is greeted without.
    private static boolean isGreeting(Payload payload, int opcode, int end) {
        boolean peer = opcode == HELLO && payload.u8(HEADER) == HASH_LENGTH;
        int at = HEADER + (peer ? 1 : 0) + FIELDS;
        if (at + 4 > end) {
            return false;
        }
        int tags = payload.i32le(at - 4);
        return tags >= 1 && tags <= MAX_TAGS && areTags(payload, at, end, Math.min(tags, 3));
    }

    /// Whether the first tags are ones: a type, a name of one byte, and a value.
    private static boolean areTags(Payload payload, int from, int end, int count) {
        int at = from;
        for (int i = 0; i < count; i++) {
            if (at + 4 > end) {
                return false;
            }
            int type = payload.u8(at);
            boolean shortForm = (type & 0x80) != 0;
            if (!shortForm && payload.u16le(at + 1) != 1) {
                return false;
            }
            int value = at + (shortForm ? 2 : 4);
            int size = size(payload, type & 0x7f, value, end);
            if (size < 0 || value + size > end) {
                return false;
            }
            at = value + size;
        }
        return true;
    }

    private static int size(Payload payload, int type, int value, int end) {
        if (type >= 0x11 && type <= 0x20) {
            return type - 0x10;
        }
        return switch (type) {
            case 2 -> value + 2 <= end ? 2 + payload.u16le(value) : -1;
            case 3, 4 -> 4;
            case 8 -> 2;
            case 9 -> 1;
            case 11 -> 8;
            default -> -1;
        };
    }

    /// A request for contacts near an identifier, and the answer that repeats it; or both sides'
    /// hello.
    private static Answer kad(Payload payload, Learnt learnt) {
        return switch (payload.u8(1)) {
            case KAD_REQUEST, OLD_KAD_REQUEST -> asked(payload, learnt, kadRequest(payload));
            case KAD_BOOTSTRAP ->
                    asked(
                            payload,
                            learnt,
                            payload.length() == KAD_BOOTSTRAP_LENGTH ? BOOTSTRAP_ASKED : 0);
            case KAD_BOOTSTRAP_ANSWER ->
                    answered(payload, learnt, isKadBootstrap(payload) ? BOOTSTRAP_ASKED : 0);
            case KAD_HELLO -> asked(payload, learnt, isKadHello(payload) ? HELLO_ASKED : 0);
            case KAD_RESPONSE, OLD_KAD_RESPONSE -> answered(payload, learnt, kadResponse(payload));
            case KAD_HELLO_ANSWER ->
                    answered(payload, learnt, isKadHello(payload) ? HELLO_ASKED : 0);
            default -> Answer.NO;
        };
    }

    private static Answer asked(Payload payload, Learnt learnt, long question) {
        if (question == 0) {
            return Answer.NO;
        }
        learnt.remember(question | direction(payload));
        return Answer.PERHAPS;
    }

    /// An answer to this question, from the other side.
    private static Answer answered(Payload payload, Learnt learnt, long question) {
        long asked = payload.remembered();
        boolean fromOther = (asked & 1L << DIRECTION_BIT) != direction(payload);
        if (question == 0 || !fromOther || (asked & ~(1L << DIRECTION_BIT)) != question) {
            return Answer.NO;
        }
        learnt.grounds("kad-question-and-answer");
        return Answer.YES;
    }

    private static long direction(Payload payload) {
        return (long) payload.direction().ordinal() << DIRECTION_BIT;
    }

    private static long kadRequest(Payload payload) {
        int kind = payload.length() == KAD_REQUEST_LENGTH ? payload.u8(2) : 0;
        return kind == 2 || kind == 4 || kind == 11 ? target(payload, 3) : 0;
    }

    private static long kadResponse(Payload payload) {
        int length = payload.length();
        boolean whole =
                length >= KAD_RESPONSE_HEAD
                        && length
                                == KAD_RESPONSE_HEAD
                                        + KAD_CONTACT * payload.u8(KAD_RESPONSE_HEAD - 1);
        return whole ? target(payload, 2) : 0;
    }

    /// The identifier's first bytes, without those that say what is remembered.
    private static long target(Payload payload, int at) {
        return (payload.i64(at) & ((1L << DIRECTION_BIT) - 1)) | 1;
    }

    private static boolean isKadBootstrap(Payload payload) {
        int length = payload.length();
        if (length < KAD_BOOTSTRAP_HEAD) {
            return false;
        }
        int version = payload.u8(KAD_PORT + 2);
        return payload.u16(KAD_PORT) != 0
                && version >= 1
                && version <= MAX_KAD_VERSION
                && length
                        == KAD_BOOTSTRAP_HEAD + KAD_CONTACT * payload.u16le(KAD_BOOTSTRAP_HEAD - 2);
    }

    private static boolean isKadHello(Payload payload) {
        if (payload.length() < KAD_HELLO_LENGTH || payload.length() > MAX_MESSAGE) {
            return false;
        }
        int version = payload.u8(KAD_PORT + 2);
        int tags = payload.u8(KAD_PORT + 3);
        return payload.u16(KAD_PORT) != 0
                && version >= 1
                && version <= MAX_KAD_VERSION
                && tags <= 4
                && (tags == 0) == (payload.length() == KAD_HELLO_LENGTH)
                && areTags(payload, KAD_HELLO_LENGTH, payload.length(), tags);
    }

    /// A server's status: four bytes that the answer repeats.
    private static Answer server(Payload payload, Learnt learnt) {
        int opcode = payload.u8(1);
        if (payload.length() < HEADER) {
            return Answer.NO;
        }
        long direction = direction(payload);
        long challenge = SERVER_ASKED | Integer.toUnsignedLong(payload.i32(2));
        if (opcode == SERVER_STATUS && payload.length() == HEADER) {
            learnt.remember(challenge | direction);
            return Answer.PERHAPS;
        }
        boolean answers =
                opcode == SERVER_STATUS_ANSWER
                        && payload.length() >= 14
                        && (payload.remembered() ^ challenge ^ direction) == 1L << DIRECTION_BIT;
        if (!answers) {
            return Answer.NO;
        }
        learnt.grounds("edonkey-status");
        return Answer.YES;
    }
}
