package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The Network Time Protocol, versions 1 to 4, with its control messages (RFC 5905, section 7.3;
/// RFC 9327, section 2) and the private mode that `ntpdc` spoke.
///
/// Simple clients send zeros behind the first byte, so the port is needed as well.
final class NtpDissector implements Dissector {

    static final Protocol NTP = Protocol.named("ntp", Category.NETWORK);

    private static final int PORT = 123;

    private static final int HEADER = 48;
    private static final int KEY_ID = 4;
    private static final int CONTROL_HEADER = 12;
    private static final int PRIVATE_HEADER = 8;

    private static final int LAST_TIME_MODE = 5;
    private static final int CONTROL = 6;
    private static final int PRIVATE = 7;

    private static final int LAST_STRATUM = 16;

    /// Seconds, in the upper half of a short time; delays of a minute are none.
    private static final int MAX_DELAY = 256;

    private static final int MAX_EXTENSIONS = 16;
    private static final int LEAST_EXTENSION = 16;

    private static final About ABOUT =
            About.of(NTP, "NTP")
                    .over(Transport.UDP)
                    .in("RFC 5905, section 7.3; RFC 9327, section 2")
                    .reads("mode, version, ranges and length on port 123", Payload.MAX_LOOKED_AT)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT) || payload.length() < PRIVATE_HEADER) {
            return Answer.NO;
        }
        int first = payload.u8(0);
        int version = first >>> 3 & 7;
        if (version < 1 || version > 4) {
            return Answer.NO;
        }
        int mode = first & 7;
        boolean known =
                switch (mode) {
                    case 0 -> version == 1 && isTime(payload);
                    case CONTROL -> isControl(payload);
                    case PRIVATE -> isPrivate(payload);
                    default -> isTime(payload);
                };
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds(mode <= LAST_TIME_MODE ? "ntp-time" : "ntp-control");
        learnt.version(Integer.toString(version));
        return Answer.YES;
    }

    private static boolean isTime(Payload payload) {
        return payload.length() >= HEADER
                && payload.u8(1) <= LAST_STRATUM
                && payload.u16(4) < MAX_DELAY
                && payload.u16(8) < MAX_DELAY
                && isTail(payload);
    }

    /// Extension fields (RFC 7822, section 3), then nothing, a key's number, or it and a digest.
    private static boolean isTail(Payload payload) {
        int at = HEADER;
        for (int i = 0; i < MAX_EXTENSIONS; i++) {
            int left = payload.length() - at;
            if (left == 0 || left == KEY_ID || left == KEY_ID + 16 || left == KEY_ID + 20) {
                return true;
            }
            if (left < LEAST_EXTENSION) {
                return false;
            }
            int size = payload.u16(at + 2);
            if (size < LEAST_EXTENSION || size % 4 != 0 || size > left) {
                return false;
            }
            at += size;
        }
        return false;
    }

    /// Twelve bytes, the last two of which count what follows, up to a multiple of four and perhaps
    /// a key.
    private static boolean isControl(Payload payload) {
        if (payload.length() < CONTROL_HEADER) {
            return false;
        }
        int opcode = payload.u8(1) & 31;
        int end = CONTROL_HEADER + payload.u16(10);
        int padded = (end + 3) & ~3;
        boolean known = opcode <= 12 || opcode == 31;
        return known
                && (payload.u8(0) & 0xc0) == 0
                && (payload.length() == end
                        || payload.length() == padded
                        || payload.length() == padded + KEY_ID + 16
                        || payload.length() == padded + KEY_ID + 20);
    }

    /// A response counts its items and says how long each is; a request is padded with zeros.
    private static boolean isPrivate(Payload payload) {
        int implementation = payload.u8(2);
        int error = payload.u8(4) >>> 4;
        int items = payload.u16(4) & 0x0fff;
        int size = payload.u16(6);
        if (implementation > 3 || error > 7 || size > 500) {
            return false;
        }
        boolean response = (payload.u8(0) & 0x80) != 0;
        if (response) {
            return payload.length() == PRIVATE_HEADER + items * size;
        }
        return error == 0
                && items * size <= payload.length() - PRIVATE_HEADER
                && (payload.u8(1) & 0x7f) == 0
                && payload.length() <= 256;
    }
}
