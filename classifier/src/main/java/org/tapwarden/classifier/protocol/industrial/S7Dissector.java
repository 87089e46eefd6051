package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// What Siemens and others say over ISO transport on TCP: S7 communication, its successor with the
/// sign 0x72, and MMS of substations (RFC 1006 and ISO 8073 for the envelope; ISO 9506 and ISO 8823
/// for MMS; the two of Siemens as observed).
///
/// Remote desktops and H.323 use the same envelope, so only what lies in a data unit convinces.
final class S7Dissector implements Dissector {

    static final Protocol S7COMM = Protocol.named("s7comm", Category.INDUSTRIAL);
    static final Protocol S7COMM_PLUS = Protocol.named("s7commplus", Category.INDUSTRIAL);
    static final Protocol MMS = Protocol.named("iso9506-1-mms", Category.INDUSTRIAL);

    private static final int ENVELOPE = 4;
    private static final int DATA_HEADER = 7;
    private static final int CONNECT = 0xe0;
    private static final int CONFIRM = 0xd0;
    private static final int DATA = 0xf0;
    private static final int MAX_CONNECT = 0x1000;

    /// Give tokens and data transfer of the session layer, in front of presentation data.
    private static final int SESSION_DATA = 0x0100_0100;

    private static final int BOUND = 4_096;

    private static final About ABOUT =
            About.of(S7COMM, "S7 communication, S7 communication plus, MMS")
                    .or(S7COMM_PLUS, MMS)
                    .over(Transport.TCP)
                    .in("RFC 1006; ISO 8073; ISO 9506; observed: data units 0x32 and 0x72")
                    .reads("the first data unit in ISO transport", BOUND)
                    .opens(0x03);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        int at = 0;
        while (at + DATA_HEADER <= end) {
            if (payload.u16(at) != 0x0300) {
                return Answer.NO;
            }
            int length = payload.u16(at + 2);
            int header = payload.u8(at + ENVELOPE);
            int type = payload.u8(at + ENVELOPE + 1) & 0xf0;
            if (type == DATA) {
                if (header != 2 || length < DATA_HEADER) {
                    return Answer.NO;
                }
                if (length > DATA_HEADER) {
                    return data(payload, at + DATA_HEADER, at + length, end, learnt);
                }
            } else if ((type != CONNECT && type != CONFIRM)
                    || header + ENVELOPE + 1 != length
                    || length > MAX_CONNECT) {
                return Answer.NO;
            }
            at += length;
        }
        return (at == 0 && end > 0 && payload.u8(0) != 3) || end == BOUND
                ? Answer.NO
                : Answer.PERHAPS;
    }

    private static Answer data(Payload payload, int at, int unitEnd, int known, Learnt learnt) {
        int end = Math.min(unitEnd, known);
        Answer more = known < unitEnd && known < BOUND ? Answer.PERHAPS : Answer.NO;
        if (at + 8 > end) {
            return more;
        }
        return switch (payload.u8(at)) {
            case 0x32 -> isS7(payload, at) ? yes(learnt, S7COMM, "s7-header") : Answer.NO;
            case 0x72 ->
                    isS7Plus(payload, at, unitEnd)
                            ? yes(learnt, S7COMM_PLUS, "s7-plus-header")
                            : Answer.NO;
            case 0x0d, 0x0e ->
                    hasMmsSyntax(payload, at, end) ? yes(learnt, MMS, "mms-syntax") : more;
            case 0x01 -> isMmsData(payload, at, end) ? yes(learnt, MMS, "mms-data") : Answer.NO;
            default -> Answer.NO;
        };
    }

    private static Answer yes(Learnt learnt, Protocol protocol, String grounds) {
        learnt.grounds(grounds);
        if (protocol != S7COMM) {
            learnt.variant(protocol);
        }
        return Answer.YES;
    }

    private static boolean isS7(Payload payload, int at) {
        int kind = payload.u8(at + 1);
        return ((kind >= 1 && kind <= 3) || kind == 7) && payload.u16(at + 2) == 0;
    }

    private static boolean isS7Plus(Payload payload, int at, int unitEnd) {
        int version = payload.u8(at + 1);
        return ((version >= 1 && version <= 3) || version >= 0xfe)
                && at + 4 + payload.u16(at + 2) <= unitEnd;
    }

    /// The presentation layer offers MMS: object identifier 1.0.9506.2.1.
    private static boolean hasMmsSyntax(Payload payload, int from, int end) {
        for (int at = from; at + 7 <= end; at++) {
            if (payload.u8(at) == 6
                    && payload.i32(at) == 0x0605_28ca
                    && payload.u24(at + 4) == 0x22_0201) {
                return true;
            }
        }
        return false;
    }

    /// User data of presentation, a list with one entry, a context, and a message of MMS.
    private static boolean isMmsData(Payload payload, int from, int end) {
        if (payload.i32(from) != SESSION_DATA || payload.u8(from + 4) != 0x61) {
            return false;
        }
        int at = from + 5 + lengthBytes(payload.u8(from + 5));
        if (at + 2 > end || payload.u8(at) != 0x30) {
            return false;
        }
        at += 1 + lengthBytes(payload.u8(at + 1));
        if (at + 5 > end || payload.u16(at) != 0x0201 || payload.u8(at + 3) != 0xa0) {
            return false;
        }
        at += 4 + lengthBytes(payload.u8(at + 4));
        return at < end && (payload.u8(at) & 0xf0) == 0xa0;
    }

    private static int lengthBytes(int first) {
        return first < 0x80 ? 1 : 1 + (first & 3);
    }
}
