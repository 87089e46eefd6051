package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// TFTP, by a request with its mode, by what the server accepts of the options, or by the first
/// block and its acknowledgement: the server answers from another port, where the request is not
/// seen (RFC 1350, section 5; RFC 2347).
final class TftpDissector implements Dissector {
    static final Protocol TFTP = Protocol.named("tftp", Category.FILE_SERVICE);

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int DATA = 3;
    private static final int ACKNOWLEDGE = 4;
    private static final int OPTIONS = 6;
    private static final int MAX_REQUEST = 512;

    private static final String[] MODES = {"octet", "netascii", "mail"};
    private static final String[] NAMES = {"blksize", "tsize", "timeout", "windowsize", "rollover"};

    private static final About ABOUT =
            About.of(TFTP, "TFTP")
                    .over(Transport.UDP)
                    .in("RFC 1350, section 5; RFC 2347")
                    .reads(
                            "a request's mode, options, or the first block and its acknowledgement",
                            MAX_REQUEST)
                    .byShape()
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 4 || payload.u8(0) != 0) {
            return Answer.NO;
        }
        return switch (payload.u8(1)) {
            case READ, WRITE -> request(payload, learnt);
            case DATA, ACKNOWLEDGE -> transfer(payload, learnt);
            case OPTIONS -> options(payload, learnt);
            default -> Answer.NO;
        };
    }

    /// File name, mode, and options in pairs, each with a zero behind it.
    private static Answer request(Payload payload, Learnt learnt) {
        int end = payload.length();
        if (end > MAX_REQUEST || payload.u8(end - 1) != 0) {
            return Answer.NO;
        }
        int nameEnd = Opening.find(payload, 2, end, 0);
        if (nameEnd <= 2 || hasControl(payload, 2, nameEnd)) {
            return Answer.NO;
        }
        for (String mode : MODES) {
            if (isWord(payload, nameEnd + 1, mode)) {
                learnt.grounds("tftp-request");
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    private static boolean hasControl(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) < ' ') {
                return true;
            }
        }
        return false;
    }

    private static Answer options(Payload payload, Learnt learnt) {
        int end = payload.length();
        if (end > MAX_REQUEST || payload.u8(end - 1) != 0) {
            return Answer.NO;
        }
        for (String name : NAMES) {
            int value = 2 + name.length() + 1;
            if (isWord(payload, 2, name) && value < end - 1 && isDigit(payload.u8(value))) {
                learnt.grounds("tftp-options");
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /// Block 1 from one side, and exactly its acknowledgement from the other.
    private static Answer transfer(Payload payload, Learnt learnt) {
        int kind = payload.u8(1);
        int block = payload.u16(2);
        int side = 1 + payload.direction().ordinal();
        boolean sized = kind == DATA ? payload.length() > 4 : payload.length() == 4;
        if (!sized || block > 2) {
            return Answer.NO;
        }
        long met = payload.remembered();
        if (kind == ACKNOWLEDGE && met != 0 && met >>> 16 != side && (met & 0xffff) == block) {
            learnt.grounds("tftp-block-acknowledged");
            return Answer.YES;
        }
        if (kind == DATA) {
            learnt.remember((long) side << 16 | block);
        }
        // To write a file begins with an acknowledgement of block 0.
        return kind == DATA || block == 0 ? Answer.PERHAPS : Answer.NO;
    }

    /// Letters of either case, and a zero behind.
    private static boolean isWord(Payload payload, int at, String lowerCase) {
        if (at + lowerCase.length() >= payload.length()
                || payload.u8(at + lowerCase.length()) != 0) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if ((payload.u8(at + i) | 0x20) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
