package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// GTP, the tunnels of mobile networks: control in versions 1 and 2, user traffic, and charging
/// (3GPP TS 29.060, section 6; TS 29.274, section 5; TS 29.281, section 5; TS 32.295, section 6).
final class GtpDissector implements Dissector {

    private static final Protocol GTP = Protocol.named("gtp", Category.NETWORK);

    private static final int CONTROL_PORT = 2123;
    private static final int USER_PORT = 2152;
    private static final int CHARGING_PORT = 3386;

    private static final int HEADER_1 = 8;
    private static final int HEADER_2 = 8;
    private static final int WITH_TUNNEL = 0x08;
    private static final int SPARE_2 = 0x03;
    private static final int PIGGYBACKED = 0x10;
    private static final int VERSION_1 = 0x30;
    private static final int VERSION_1_MASK = 0xf8;
    private static final int OPTIONAL_FIELDS = 0x07;
    private static final int EXTENSION = 0x04;
    private static final int SEQUENCE = 0x02;
    private static final int USER_DATA = 255;
    private static final int CHARGING = 0x0e;
    private static final int CHARGING_MASK = 0x1e;
    private static final int CHARGING_HEADER = 6;
    private static final int DATA_RECORDS = 240;

    /// What is to be done with the records, then the records.
    private static final int COMMAND = 0x7e;

    private static final int LAST_COMMAND = 4;
    private static final int RECORDS = 0xfc;
    private static final int MAX_ELEMENTS = 128;

    private static final About ABOUT =
            About.of(GTP, "GTP")
                    .over(Transport.UDP)
                    .in(
                            "3GPP TS 29.274, section 5; TS 29.060, section 6; TS 29.281, section 5;"
                                    + " TS 32.295, section 6")
                    .reads(
                            "header and chain of elements, or the packet inside",
                            Payload.MAX_LOOKED_AT)
                    .byShape()
                    .opensBetween(0x30, 0x37)
                    .opens(0x40, 0x44, 0x48, 0x4c, 0x50, 0x54, 0x58, 0x5c)
                    .opens(0x0e, 0x2e, 0x4e, 0x6e, 0x8e, 0xae, 0xce, 0xee)
                    .opens(0x0f, 0x2f, 0x4f, 0x6f, 0x8f, 0xaf, 0xcf, 0xef);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.hasPort(CHARGING_PORT)) {
            return charging(payload, learnt);
        }
        boolean control = payload.hasPort(CONTROL_PORT);
        if ((!control && !payload.hasPort(USER_PORT)) || payload.length() < HEADER_1) {
            return Answer.NO;
        }
        int first = payload.u8(0);
        if (first >>> 5 == 2 && control && isVersion2(payload, first)) {
            learnt.grounds("gtpv2-elements");
            learnt.version("2");
            return Answer.YES;
        }
        if ((first & VERSION_1_MASK) != VERSION_1
                || payload.u16(2) != payload.length() - HEADER_1) {
            return Answer.NO;
        }
        if (payload.u8(1) == USER_DATA) {
            return userData(payload, first, learnt);
        }
        return (first & SEQUENCE) != 0 && payload.length() >= HEADER_1 + 4
                ? message(payload, learnt, HEADER_1)
                : Answer.NO;
    }

    /// What is sent to charging: records with a command, or a question and its answer.
    private static Answer charging(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < CHARGING_HEADER
                || (payload.u8(0) & CHARGING_MASK) != CHARGING
                || payload.u16(2) != length - CHARGING_HEADER) {
            return Answer.NO;
        }
        boolean records =
                payload.u8(1) == DATA_RECORDS
                        && length > CHARGING_HEADER + 5
                        && payload.u8(CHARGING_HEADER) == COMMAND
                        && payload.u8(CHARGING_HEADER + 1) <= LAST_COMMAND
                        && payload.u8(CHARGING_HEADER + 2) == RECORDS;
        if (!records) {
            return message(payload, learnt, CHARGING_HEADER - 2);
        }
        learnt.grounds("gtp-charging-records");
        return Answer.YES;
    }

    private static boolean isVersion2(Payload payload, int first) {
        int at = (first & WITH_TUNNEL) == 0 ? HEADER_2 : HEADER_2 + 4;
        int end = payload.u16(2) + 4;
        boolean whole =
                (first & PIGGYBACKED) == 0 ? end == payload.length() : end <= payload.length();
        if (!whole || (first & SPARE_2) != 0 || at > end || payload.u8(1) == 0) {
            return false;
        }
        // The byte behind the sequence is spare.
        if (payload.u8(at - 1) != 0) {
            return false;
        }
        int elements = 0;
        while (at + 4 <= end && elements < MAX_ELEMENTS) {
            if (payload.u8(at) == 0) {
                return false;
            }
            at += 4 + payload.u16(at + 1);
            elements++;
        }
        return at == end && elements > 0;
    }

    /// The packet inside has to fill the message.
    private static Answer userData(Payload payload, int first, Learnt learnt) {
        if ((first & EXTENSION) != 0 || !payload.hasPort(USER_PORT)) {
            return Answer.NO;
        }
        int at = HEADER_1 + ((first & OPTIONAL_FIELDS) == 0 ? 0 : 4);
        int inside = payload.length() - at;
        boolean fits =
                inside >= 40
                        && (payload.u8(at) >>> 4 == 4
                                ? payload.u16(at + 2) == inside
                                : payload.u8(at) >>> 4 == 6 && payload.u16(at + 4) == inside - 40);
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("gtp-packet-inside");
        learnt.version("1");
        return Answer.YES;
    }

    /// A request, and an answer with the next type and the same sequence from the other side.
    private static Answer message(Payload payload, Learnt learnt, int sequenceAt) {
        int type = payload.u8(1);
        long direction = 1L + payload.direction().ordinal();
        long sequence = payload.u16(sequenceAt);
        long before = payload.remembered();
        boolean answers =
                before != 0
                        && before >>> 32 == 3 - direction
                        && (before & 0xffff) == sequence
                        && (before >>> 16 & 0xff) == type - 1;
        if (!answers) {
            if (type == 0) {
                return Answer.NO;
            }
            learnt.remember(direction << 32 | (long) type << 16 | sequence);
            return Answer.PERHAPS;
        }
        learnt.grounds("gtp-request-and-answer");
        return Answer.YES;
    }
}
