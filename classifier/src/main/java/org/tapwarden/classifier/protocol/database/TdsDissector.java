package org.tapwarden.classifier.protocol.database;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// TDS of Microsoft SQL Server, by its packets (MS-TDS, sections 2.2.3, 2.2.5.3 and 2.2.6), and the
/// TLS that its prelogin packets carry. Queries are never learnt.
final class TdsDissector implements Dissector {

    static final Protocol MSSQL = Protocol.named("mssql-tds", Category.DATABASE);

    private static final int HEADER = 8;
    private static final int BATCH = 1;
    private static final int RPC = 3;
    private static final int RESPONSE = 4;
    private static final int TRANSACTION = 0x0e;
    private static final int LOGIN = 0x10;
    private static final int PRELOGIN = 0x12;

    private static final int OPTION = 5;
    private static final int TERMINATOR = 0xff;
    private static final int MAX_OPTION = 7;

    /// All headers, of which there is one: the transaction's.
    private static final int ALL_HEADERS = 0x16;

    private static final int TRANSACTION_HEADER = 0x12;

    private static final About ABOUT =
            About.of(MSSQL, "TDS (Microsoft SQL Server)")
                    .over(Transport.TCP)
                    .in("MS-TDS, sections 2.2.3, 2.2.5.3, 2.2.6.4 and 2.2.6.5")
                    .reads(
                            "prelogin's options, login's lengths, headers of a query; TLS inside",
                            Payload.MAX_LOOKED_AT)
                    .opens(BATCH, RPC, RESPONSE, TRANSACTION, LOGIN, PRELOGIN);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && !isType(payload.u8(0))) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return payload.length() < 2 || payload.u8(1) <= 0x1f ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.u16(2);
        boolean possible =
                payload.u8(1) <= 0x1f && size > HEADER && size <= 0x8000 && payload.u8(7) == 0;
        if (!possible) {
            return Answer.NO;
        }
        return switch (payload.u8(0)) {
            case PRELOGIN -> prelogin(payload, size, learnt);
            case LOGIN -> login(payload, size, learnt);
            case RESPONSE -> response(payload, size, learnt);
            default -> query(payload, size, learnt);
        };
    }

    private static boolean isType(int type) {
        return switch (type) {
            case BATCH, RPC, RESPONSE, TRANSACTION, LOGIN, PRELOGIN -> true;
            default -> false;
        };
    }

    /// Options lie one behind the other, in their order, and the version's comes first.
    private static Answer prelogin(Payload payload, int size, Learnt learnt) {
        int end = Math.min(size, payload.length());
        int at = HEADER;
        int value = -1;
        while (at + OPTION <= end && payload.u8(at) != TERMINATOR) {
            int offset = payload.u16(at + 1);
            boolean follows = value < 0 ? payload.u8(at) == 0 : offset == value;
            if (payload.u8(at) > MAX_OPTION || !follows) {
                return Answer.NO;
            }
            value = offset + payload.u16(at + 3);
            at += OPTION;
        }
        if (at >= end || payload.u8(at) != TERMINATOR) {
            return end < size ? Answer.PERHAPS : Answer.NO;
        }
        if (value != size - HEADER || payload.u16(HEADER + 1) != at + 1 - HEADER) {
            return Answer.NO;
        }
        return inside(payload, size, learnt);
    }

    /// TLS comes in further prelogin packets; its first message fits into one.
    private static Answer inside(Payload payload, int size, Learnt learnt) {
        Answer answer = Answer.YES_MORE;
        int tls = size + HEADER;
        if (payload.length() > size && payload.u8(size) != PRELOGIN) {
            answer = Answer.YES;
        } else if (payload.length() > tls) {
            Answer inner = InnerTls.look(payload, tls, learnt);
            answer = inner == Answer.YES || inner == Answer.NO ? Answer.YES : Answer.YES_MORE;
        }
        learnt.grounds("tds-prelogin");
        return answer;
    }

    private static Answer login(Payload payload, int size, Learnt learnt) {
        if (payload.length() < HEADER + 8) {
            return Answer.PERHAPS;
        }
        int length = payload.i32le(HEADER);
        int version = payload.u8(HEADER + 7);
        boolean fits =
                version >= 0x70
                        && version <= 0x74
                        && (length == size - HEADER
                                || (payload.u8(1) == 0 && length > size - HEADER))
                        && length < 0x2_0000;
        if (!fits) {
            return Answer.NO;
        }
        learnt.version("7." + (version & 0xf));
        return yes("tds-login", learnt);
    }

    private static Answer query(Payload payload, int size, Learnt learnt) {
        if (payload.length() < Math.min(size, HEADER + 22) || size < HEADER + 14) {
            return size < HEADER + 14 ? Answer.NO : Answer.PERHAPS;
        }
        boolean headers =
                payload.length() >= HEADER + 22
                        && payload.i32le(HEADER) == ALL_HEADERS
                        && payload.i32le(HEADER + 4) == TRANSACTION_HEADER
                        && payload.u16le(HEADER + 8) == 2;
        // Before 7.2 a query begins at once, and a procedure with the length of its name.
        boolean text =
                switch (payload.u8(0)) {
                    case BATCH -> isText(payload, HEADER);
                    case RPC -> isName(payload, HEADER);
                    default -> false;
                };
        return headers || text ? yes("tds-query", learnt) : Answer.NO;
    }

    private static boolean isName(Payload payload, int at) {
        int characters = payload.u16le(at);
        return characters >= 6 && characters <= 128 && isText(payload, at + 2);
    }

    /// Six ASCII characters in UTF-16.
    private static boolean isText(Payload payload, int at) {
        for (int i = at; i < at + 12; i += 2) {
            int c = payload.u16le(i);
            if (c < '\t' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /// Ends with DONE or one of its kin, whose last eight or four bytes are a small count.
    private static Answer response(Payload payload, int size, Learnt learnt) {
        int length = payload.length();
        if (length < size) {
            return Answer.PERHAPS;
        }
        int token = payload.u8(HEADER);
        boolean begins =
                payload.direction() == Direction.FROM_DESTINATION
                        && payload.u8(1) == 1
                        && (token == 0xe3
                                || token == 0xab
                                || token == 0xaa
                                || token == 0xad
                                || token == 0xfd
                                || token == 0xff
                                || token == 0x81);
        if (!begins || size < HEADER + 9) {
            return Answer.NO;
        }
        boolean done =
                isDone(payload, size - 9, 4)
                        || (size >= HEADER + 13 && isDone(payload, size - 13, 8));
        return done ? yes("tds-response", learnt) : Answer.NO;
    }

    private static boolean isDone(Payload payload, int at, int countBytes) {
        int token = payload.u8(at);
        boolean done = token == 0xfd || token == 0xfe || token == 0xff;
        boolean small =
                payload.u8(at + 4 + countBytes) == 0 && payload.u8(at + 3 + countBytes) == 0;
        return done && payload.u16le(at + 1) < 0x400 && small;
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }
}
