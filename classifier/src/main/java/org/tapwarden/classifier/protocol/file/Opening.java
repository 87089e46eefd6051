package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Payload;

/// How a stream opens, where the protocol begins with fixed characters.
public final class Opening {

    private Opening() {}

    /// YES when the payload begins with these characters, PERHAPS when it ends within them.
    public static Dissector.Answer of(Payload payload, String ascii) {
        int known = Math.min(payload.length(), ascii.length());
        for (int i = 0; i < known; i++) {
            if (payload.u8(i) != ascii.charAt(i)) {
                return Dissector.Answer.NO;
            }
        }
        return known == ascii.length() ? Dissector.Answer.YES : Dissector.Answer.PERHAPS;
    }

    /// Whether nothing but printable ASCII and spaces stands between two offsets.
    public static boolean isPrintable(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) < ' ' || payload.u8(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /// Where this byte stands next, before `to`; -1 when it does not.
    public static int find(Payload payload, int from, int to, int wanted) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /// Where these characters stand next, whole and before `to`; -1 when they do not.
    public static int find(Payload payload, int from, int to, String ascii) {
        for (int i = from; i + ascii.length() <= to; i++) {
            if (payload.u8(i) == ascii.charAt(0) && payload.hasAt(i, ascii)) {
                return i;
            }
        }
        return -1;
    }
}
