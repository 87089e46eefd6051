package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// FLUTE, which sends files to many at once, by the description of its files in an ALC packet (RFC
/// 6726, section 3.4.1; RFC 5651, section 5.1).
final class FluteDissector implements Dissector {
    static final Protocol FLUTE = Protocol.named("flute", Category.FILE_SERVICE);

    private static final int SHORT_HEADER = 4;
    private static final int FILE_DESCRIPTION = 192;

    /// Where extensions have a length of their own.
    private static final int FIXED = 128;

    private static final About ABOUT =
            About.of(FLUTE, "FLUTE")
                    .over(Transport.UDP)
                    .in("RFC 6726, sections 3.4.1 and 3.4.2; RFC 5651, section 5.1")
                    .reads(
                            "the header with its extensions and the beginning of the description",
                            1100)
                    .opensBetween(0x10, 0x1f);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 16 || payload.u8(0) >>> 4 != 1) {
            return Answer.NO;
        }
        int flags = payload.u8(1);
        int half = flags >>> 4 & 1;
        int control = 4 * ((payload.u8(0) >>> 2 & 3) + 1);
        int session = 4 * (flags >>> 7) + 2 * half;
        int object = 4 * (flags >>> 5 & 3) + 2 * half;
        int header = 4 * payload.u8(2);
        int at = SHORT_HEADER + control + session + object;
        if (at > header || header + 8 > length || session == 0) {
            // A file's own packets look like nothing; its description comes again and again.
            return at == header && session > 0 && header + 4 <= length && (payload.u8(0) & 3) == 0
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        return isDescription(payload, at, header) && isXml(payload, header, length)
                ? yes(learnt)
                : Answer.NO;
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("flute-description");
        return Answer.YES;
    }

    private static boolean isDescription(Payload payload, int from, int header) {
        int at = from;
        while (at + 4 <= header) {
            int type = payload.u8(at);
            if (type == FILE_DESCRIPTION) {
                int version = payload.u8(at + 1) >>> 4;
                return version == 1 || version == 2;
            }
            int words = type >= FIXED ? 1 : payload.u8(at + 1);
            if (words == 0) {
                return false;
            }
            at += 4 * words;
        }
        return false;
    }

    /// Behind the number of the symbol, four bytes or eight.
    private static boolean isXml(Payload payload, int header, int length) {
        for (int at = header + 4; at <= header + 8 && at + 5 <= length; at += 4) {
            if (payload.hasAt(at, "<?xml") || payload.hasAt(at, "<FDT-")) {
                return true;
            }
        }
        return false;
    }
}
