package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The data connection of FTP, by a directory listing that one side sends and the other only takes
/// (RFC 959, section 3; RFC 3659, section 7), or by a known kind of file that comes from the port
/// that FTP keeps for its data.
///
/// A file that is sent between two other ports stays unknown: nothing in it says which protocol
/// asked for it.
final class FtpDataDissector implements Dissector {
    static final Protocol FTP_DATA = Protocol.named("ftp_data", Category.FILE_SERVICE);

    private static final int DATA_PORT = 20;
    private static final int BOUND = 512;
    private static final int SHORTEST_LINE = 30;

    /// Letters of `ls -l`: kind of file, then read, write and execute three times over.
    private static final String KINDS = "-dlbcps";

    private static final String[] RIGHTS = {"-r", "-w", "-xsStT"};

    private static final String[] FACTS = {
        "type=", "size=", "modify=", "perm=", "unique=", "unix.mode="
    };

    private static final About ABOUT =
            About.of(FTP_DATA, "FTP data")
                    .over(Transport.TCP)
                    .in("RFC 959, section 3; RFC 3659, section 7")
                    .reads("the first line of a listing, or a file's magic from port 20", BOUND)
                    .opens("total ", "-", "d", "l", "b", "c", "p", "s")
                    .opens(FACTS)
                    .opens("T", "S", "M", "P", "U")
                    .opensBetween('0', '9')
                    .opens(
                            0x50, 0x25, 0x89, 0x47, 0xff, 0x7f, 0xfd, 0x37, 0x52, 0x4f, 0x66, 0xd0,
                            0x1f);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() == 0) {
            return Answer.PERHAPS;
        }
        // Only one side sends, and its stream is the only one.
        if (payload.remembered() != 0 && payload.remembered() != side(payload)) {
            return Answer.NO;
        }
        if (payload.number() > 1 && payload.remembered() == 0) {
            return Answer.NO;
        }
        if (payload.isFromPort(DATA_PORT) && isFile(payload)) {
            learnt.grounds("file-from-ftp-data-port");
            return Answer.YES;
        }
        int end = Math.min(payload.length(), BOUND);
        int line = payload.hasAt(0, "total ") ? HttpHead.lineEnd(payload, 0, end) + 1 : 0;
        if (line > 0 && (line < 8 || !isNumber(payload, 6, line - 2))) {
            return Answer.NO;
        }
        if (line < end
                && !isRights(payload, line, end)
                && !isFact(payload, line)
                && !isDos(payload, line, end)) {
            return line + 10 > end && payload.hasAt(0, "total ")
                    ? again(payload, learnt)
                    : Answer.NO;
        }
        int lineEnd = HttpHead.lineEnd(payload, line, end);
        if (lineEnd < 0) {
            return payload.length() >= BOUND ? Answer.NO : again(payload, learnt);
        }
        boolean whole =
                lineEnd - line >= SHORTEST_LINE
                        && payload.u8(lineEnd - 1) == '\r'
                        && Opening.find(payload, line, lineEnd, ' ') > 0;
        if (!whole) {
            return Answer.NO;
        }
        learnt.grounds("ftp-listing");
        return Answer.YES;
    }

    private static long side(Payload payload) {
        return 1L + payload.direction().ordinal();
    }

    private static Answer again(Payload payload, Learnt learnt) {
        learnt.remember(side(payload));
        return Answer.PERHAPS;
    }

    private static boolean isNumber(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) < '0' || payload.u8(i) > '9') {
                return false;
            }
        }
        return from < to;
    }

    private static boolean isRights(Payload payload, int at, int end) {
        if (at + 11 > end || KINDS.indexOf(payload.u8(at)) < 0) {
            return false;
        }
        for (int i = 0; i < 9; i++) {
            if (RIGHTS[i % 3].indexOf(payload.u8(at + 1 + i)) < 0) {
                return false;
            }
        }
        int next = payload.u8(at + 10);
        return next == ' ' || next == '+' || next == '.' || next == '@';
    }

    /// `modify=20260102030405;type=file; name`, in any order of facts.
    private static boolean isFact(Payload payload, int at) {
        for (String fact : FACTS) {
            if (isWord(payload, at, fact)) {
                return Opening.find(payload, at, Math.min(payload.length(), BOUND), ';') > 0;
            }
        }
        return false;
    }

    private static boolean isWord(Payload payload, int at, String lowerCase) {
        if (at + lowerCase.length() > payload.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            int c = payload.u8(at + i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// `01-31-26 05:12PM <DIR> name`.
    private static boolean isDos(Payload payload, int at, int end) {
        return at + 17 <= end
                && isNumber(payload, at, at + 2)
                && payload.u8(at + 2) == '-'
                && isNumber(payload, at + 3, at + 5)
                && payload.u8(at + 5) == '-'
                && isNumber(payload, at + 6, at + 8)
                && payload.hasAt(at + 8, "  ")
                && isNumber(payload, at + 10, at + 12)
                && payload.u8(at + 12) == ':'
                && isNumber(payload, at + 13, at + 15)
                && (payload.hasAt(at + 15, "AM") || payload.hasAt(at + 15, "PM"));
    }

    private static boolean isFile(Payload payload) {
        if (payload.length() < 8) {
            return false;
        }
        return switch (payload.i32(0)) {
            case 0x504b_0304, // ZIP and what is made of it
                    0x2550_4446, // PDF
                    0x8950_4e47, // PNG
                    0x4749_4638, // GIF
                    0xffd8_ffe0, // JPEG
                    0xffd8_ffe1,
                    0x7f45_4c46, // ELF
                    0xfd37_7a58, // xz
                    0x377a_bcaf, // 7z
                    0x5261_7221, // RAR
                    0x4f67_6753, // Ogg
                    0x664c_6143, // FLAC
                    0xd0cf_11e0 -> // OLE
                    true;
            default -> payload.u24(0) == 0x1f8b08 && (payload.u8(3) & 0xe0) == 0;
        };
    }
}
