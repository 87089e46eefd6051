package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RMCP, which reaches a server's management controller while the server is off: presence messages
/// of ASF and sessions of IPMI (ASF 2.0, section 3.2.2; IPMI 2.0, section 13.6).
final class RmcpDissector implements Dissector {

    static final Protocol RMCP = Protocol.named("rmcp", Category.NETWORK);

    private static final int VERSION = 6;
    private static final int ASF = 6;
    private static final int IPMI = 7;
    private static final int ACKNOWLEDGE = 0x80;
    private static final int HEADER = 4;
    private static final int ASF_ENTERPRISE = 4542;
    private static final int ASF_LEAST = HEADER + 8;
    private static final int FORMAT_2 = 6;
    private static final int SESSION = HEADER + 9;
    private static final int DIGEST = 16;
    private static final int FORMAT_2_SESSION = HEADER + 12;

    private static final About ABOUT =
            About.of(RMCP, "RMCP and IPMI")
                    .over(Transport.UDP)
                    .in("ASF 2.0, section 3.2.2; IPMI 2.0, section 13.6")
                    .reads("the header, and ASF's number or the lengths and sums of IPMI", 64)
                    .opens(VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER || payload.u16(0) != VERSION << 8) {
            return Answer.NO;
        }
        int kind = payload.u8(3);
        boolean known =
                switch (kind & ~ACKNOWLEDGE) {
                    case ASF -> isAsf(payload, kind);
                    case IPMI -> kind == IPMI && payload.u8(2) == 0xff && isIpmi(payload);
                    default -> false;
                };
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds(kind == IPMI ? "rmcp-ipmi" : "rmcp-asf");
        return Answer.YES;
    }

    private static boolean isAsf(Payload payload, int kind) {
        if (kind >= ACKNOWLEDGE) {
            return payload.length() == HEADER && payload.hasPort(623);
        }
        return payload.length() >= ASF_LEAST
                && payload.i32(HEADER) == ASF_ENTERPRISE
                && payload.length() >= ASF_LEAST + payload.u8(HEADER + 7);
    }

    private static boolean isIpmi(Payload payload) {
        if (payload.length() < SESSION + 1) {
            return false;
        }
        int authentication = payload.u8(HEADER);
        if (authentication == FORMAT_2) {
            return isFormat2(payload);
        }
        int body = SESSION + (authentication == 0 ? 0 : DIGEST);
        if (authentication > 5 || authentication == 3 || payload.length() < body + 1 + 6) {
            return false;
        }
        // Address, function and their sum make zero; perhaps a byte of padding follows.
        int size = payload.u8(body);
        int left = payload.length() - body - 1;
        int sum = payload.u8(body + 1) + payload.u8(body + 2) + payload.u8(body + 3);
        return size >= 6 && (size == left || size + 1 == left) && (sum & 0xff) == 0;
    }

    /// Type, session, number, length with its least significant byte first.
    private static boolean isFormat2(Payload payload) {
        if (payload.length() < FORMAT_2_SESSION) {
            return false;
        }
        int type = payload.u8(HEADER + 1);
        int size = payload.u16le(HEADER + 10);
        int left = payload.length() - FORMAT_2_SESSION;
        boolean secured = (type & 0xc0) != 0;
        int kind = type & 0x3f;
        boolean opening = kind >= 0x10 && kind <= 0x15 && !secured;
        boolean outside = payload.i64(HEADER + 2) == 0;
        return opening
                ? outside && size == left && size >= 8
                : kind <= 1 && !outside && size <= left && size + 64 >= left && size > 0;
    }
}
