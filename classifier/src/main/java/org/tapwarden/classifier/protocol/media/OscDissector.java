package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Open Sound Control, by the word that opens a bundle, or by an address and types that are padded
/// as they have to be (OSC 1.0 specification).
final class OscDissector implements Dissector {

    static final Protocol OSC = Protocol.named("osc", Category.STREAMING);

    private static final String BUNDLE = "#bundle\0";
    private static final String TYPES = "ifsbhtdScrmTFNI[]";
    private static final int MAX_LENGTH = 512;
    private static final int BUNDLE_HEADER = 16;

    private static final About ABOUT =
            About.of(OSC, "Open Sound Control")
                    .over(Transport.UDP)
                    .in("Open Sound Control 1.0 specification")
                    .reads("the word of a bundle, or address, types and padding", MAX_LENGTH)
                    .byShape()
                    .opens("#", "/");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        int first = length < 8 || (length & 3) != 0 ? 0 : payload.u8(0);
        boolean told =
                switch (first) {
                    case '#' -> length >= BUNDLE_HEADER && payload.hasAt(0, BUNDLE);
                    case '/' -> isMessage(payload, Math.min(length, MAX_LENGTH));
                    default -> false;
                };
        if (!told) {
            return Answer.NO;
        }
        learnt.grounds("osc-message");
        return Answer.YES;
    }

    private static boolean isMessage(Payload payload, int end) {
        int types = textEnd(payload, 0, end);
        if (types < 0 || types >= end || payload.u8(types) != ',') {
            return false;
        }
        int arguments = textEnd(payload, types, end);
        if (arguments < 0) {
            return false;
        }
        int needed = arguments;
        for (int at = types + 1; at < arguments && payload.u8(at) != 0; at++) {
            int type = payload.u8(at);
            if (TYPES.indexOf(type) < 0) {
                return false;
            }
            needed += size(type);
        }
        return needed <= payload.length();
    }

    /// At least, where a text or a blob follows.
    private static int size(int type) {
        return switch (type) {
            case 'T', 'F', 'N', 'I', '[', ']' -> 0;
            case 'h', 't', 'd' -> 8;
            default -> 4;
        };
    }

    /// Where the zeros end that fill a text of printable characters up to four bytes, or -1.
    private static int textEnd(Payload payload, int from, int end) {
        int at = from;
        while (at < end && payload.u8(at) != 0) {
            if (payload.u8(at) <= ' ' || payload.u8(at) >= 0x7f) {
                return -1;
            }
            at++;
        }
        int padded = (at | 3) + 1;
        if (padded > end) {
            return -1;
        }
        while (at < padded) {
            if (payload.u8(at++) != 0) {
                return -1;
            }
        }
        return padded;
    }
}
