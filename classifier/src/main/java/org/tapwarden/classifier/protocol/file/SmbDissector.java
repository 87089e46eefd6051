package org.tapwarden.classifier.protocol.file;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// SMB, and the sessions of NetBIOS that carry it ([MS-CIFS], section 2.2.3.1; [MS-SMB2], section
/// 2.2.1; RFC 1002, section 4.3).
///
/// The header of four bytes before SMB is that of a NetBIOS session message, on port 139 as on port
/// 445; only the lengths that NetBIOS cannot say tell the two apart. So the protocol is NetBIOS and
/// the application that version of SMB, but for such lengths.
///
/// Clients may offer both versions in the old format. Then the answer counts, or what the client
/// says next.
final class SmbDissector implements Dissector {
    static final Protocol SMB1 = Protocol.named("smbv1", Category.FILE_SERVICE);
    static final Protocol SMB2 = Protocol.named("smbv23", Category.FILE_SERVICE);

    private static final int SESSION_MESSAGE = 0x00;
    private static final int SESSION_REQUEST = 0x81;
    private static final int POSITIVE_RESPONSE = 0x82;
    private static final int KEEP_ALIVE = 0x85;

    /// RFC 1002 has 17 bits for a length, [MS-SMB2] has 24.
    private static final int LONGEST_IN_NETBIOS = 0x1_ffff;

    private static final int HEADER = 4;

    /// A length, 32 letters, a zero.
    private static final int NAME = 34;

    private static final int OLD = 0xff53_4d42;
    private static final int NEW = 0xfe53_4d42;
    private static final int ENCRYPTED = 0xfd53_4d42;
    private static final int COMPRESSED = 0xfc53_4d42;

    private static final int OLD_HEADER = 32;
    private static final int NEW_HEADER = 64;
    private static final int OLD_NEGOTIATE = 0x72;
    private static final int NEW_NEGOTIATE = 0;
    private static final int RESPONSE = 0x80;
    private static final int MAX_MESSAGES = 4;
    private static final int BOUND = 4096;

    private static final About ABOUT =
            About.of(SMB2, "SMB and NetBIOS sessions")
                    .or(SMB1, Protocol.NBNS)
                    .over(Transport.TCP)
                    .in(
                            "[MS-CIFS], section 2.2.3.1; [MS-SMB2], section 2.2.1; RFC 1002, section 4.3")
                    .reads("session headers, names, and the headers of the first messages", BOUND)
                    // Names a protocol that has a dissector of its own, which comes before.
                    .byShape()
                    .opens(SESSION_MESSAGE, SESSION_REQUEST, POSITIVE_RESPONSE, KEEP_ALIVE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (end < HEADER) {
            return end == 0 || isType(payload.u8(0)) ? Answer.PERHAPS : Answer.NO;
        }
        int at = 0;
        boolean session = false;
        for (int i = 0; i < MAX_MESSAGES && at + HEADER <= end; i++) {
            int size = payload.u24(at + 1);
            int message = at + HEADER;
            switch (payload.u8(at)) {
                case SESSION_REQUEST -> {
                    int known = names(payload, message, size, end);
                    if (known <= 0) {
                        return known < 0 ? Answer.NO : Answer.PERHAPS;
                    }
                    session = true;
                }
                case POSITIVE_RESPONSE, KEEP_ALIVE -> {
                    if (size != 0) {
                        return Answer.NO;
                    }
                }
                case SESSION_MESSAGE -> {
                    Answer answer = message(payload, message, size, end, learnt);
                    if (answer != Answer.PERHAPS) {
                        return answer;
                    }
                    if (message + size > end) {
                        return pending(session, learnt);
                    }
                }
                default -> {
                    return at == 0 ? Answer.NO : pending(session, learnt);
                }
            }
            at = message + size;
        }
        return pending(session, learnt);
    }

    /// What the session carries is not known yet.
    private static Answer pending(boolean session, Learnt learnt) {
        if (!session) {
            return Answer.PERHAPS;
        }
        learnt.variant(Protocol.NBNS);
        learnt.grounds("netbios-session-request");
        return Answer.YES_MORE;
    }

    private static boolean isType(int type) {
        return type == SESSION_MESSAGE
                || type == SESSION_REQUEST
                || type == POSITIVE_RESPONSE
                || type == KEEP_ALIVE;
    }

    /// Whether a session is asked for by two encoded names: 1 yes, 0 not known yet, -1 no.
    private static int names(Payload payload, int at, int size, int end) {
        if (size < 2 * NAME || size > 2 * 255) {
            return -1;
        }
        if (at + size > end) {
            return 0;
        }
        for (int name = at; name <= at + NAME; name += NAME) {
            if (payload.u8(name) != 32) {
                return -1;
            }
            for (int i = 1; i <= 32; i++) {
                if (payload.u8(name + i) < 'A' || payload.u8(name + i) > 'P') {
                    return -1;
                }
            }
            if (payload.u8(name + 33) != 0) {
                return size > 2 * NAME ? 1 : -1;
            }
        }
        return 1;
    }

    private static Answer message(Payload payload, int at, int size, int end, Learnt learnt) {
        if (size < OLD_HEADER) {
            return Answer.NO;
        }
        if (at + 12 > end) {
            return at + 4 <= end && !isMagic(payload.i32(at)) ? Answer.NO : Answer.PERHAPS;
        }
        return switch (payload.i32(at)) {
            case OLD -> old(payload, at, size, end, learnt);
            case NEW ->
                    payload.u16le(at + 4) == NEW_HEADER && size >= NEW_HEADER + 4
                            ? version2(payload, at, size, end, learnt)
                            : Answer.NO;
            case ENCRYPTED, COMPRESSED -> told(SMB2, "smb2-transform", size, learnt, Answer.YES);
            default -> Answer.NO;
        };
    }

    private static boolean isMagic(int magic) {
        return magic == OLD || magic == NEW || magic == ENCRYPTED || magic == COMPRESSED;
    }

    private static Answer old(Payload payload, int at, int size, int end, Learnt learnt) {
        boolean response = (payload.u8(at + 9) & RESPONSE) != 0;
        if (payload.u8(at + 4) == OLD_NEGOTIATE && !response) {
            if (at + size > end || Opening.find(payload, at, at + size, "SMB 2.") >= 0) {
                return Answer.PERHAPS;
            }
        } else if (payload.u8(at + 4) == OLD_NEGOTIATE) {
            int dialect = at + OLD_HEADER + 1;
            if (dialect + 2 > end) {
                return Answer.PERHAPS;
            }
            if (payload.u16le(dialect) == 0xffff) {
                return Answer.NO;
            }
        }
        return told(SMB1, "smb1-header", size, learnt, Answer.YES);
    }

    private static Answer version2(Payload payload, int at, int size, int end, Learnt learnt) {
        boolean whole = at + NEW_HEADER + 6 <= end;
        if (!whole || payload.u16le(at + 12) != NEW_NEGOTIATE) {
            return told(SMB2, "smb2-header", size, learnt, Answer.YES);
        }
        boolean response = (payload.u8(at + 16) & 1) != 0;
        String version = response ? version(payload.u16le(at + NEW_HEADER + 4)) : null;
        if (version != null) {
            learnt.version(version);
        }
        return told(
                SMB2,
                "smb2-negotiate",
                size,
                learnt,
                version != null ? Answer.YES : Answer.YES_MORE);
    }

    private static @Nullable String version(int dialect) {
        return switch (dialect) {
            case 0x0202 -> "2.0.2";
            case 0x0210 -> "2.1";
            case 0x0300 -> "3.0";
            case 0x0302 -> "3.0.2";
            case 0x0311 -> "3.1.1";
            default -> null;
        };
    }

    private static Answer told(
            Protocol smb, String grounds, int size, Learnt learnt, Answer answer) {
        learnt.grounds(grounds);
        if (size > LONGEST_IN_NETBIOS) {
            learnt.variant(smb);
        } else {
            learnt.variant(Protocol.NBNS);
            learnt.application(smb.word(), Category.FILE_SERVICE);
        }
        return answer;
    }
}
