package org.tapwarden.classifier.protocol;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.keep.KeptRanges;

/// The lines of a message head in the style of HTTP/1 (RFC 9112, section 2.1), as SSDP has them
/// too.
public final class HttpHead {

    /// Heads are looked at as far as this.
    public static final int MAX_HEAD = 8 * 1024;

    private static final int MAX_LINES = 100;

    /// Field names are shorter; what is longer may be anything.
    private static final int LONGEST_NAME = 40;

    /// Fields whose values are kept in flow records, too.
    private static final String[] KEPT_FIELDS = {"host", "user-agent"};

    private HttpHead() {}

    /// Where the line that starts at `from` ends: the offset of its line feed, or -1.
    public static int lineEnd(Payload payload, int from, int end) {
        for (int i = from; i < end; i++) {
            if (payload.u8(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// Whether the empty line after the head lies before `end`.
    public static boolean isWhole(Payload payload, int from, int end) {
        for (int i = from; i + 1 < end; i++) {
            if (payload.u8(i) == '\n'
                    && (payload.u8(i + 1) == '\n' || payload.hasAt(i + 1, "\r\n"))) {
                return true;
            }
        }
        return false;
    }

    /// A field's value, from the lines after the one that ends at `firstLineEnd`, when its whole
    /// line is there.
    ///
    /// @param name lower case
    public static @Nullable String field(Payload payload, int firstLineEnd, int end, String name) {
        int value = valueAt(payload, firstLineEnd, end, name);
        return value < 0 ? null : Text.of(payload, value, lineEnd(payload, value, end));
    }

    /// Where a field's value starts, or -1.
    public static int valueAt(Payload payload, int firstLineEnd, int end, String name) {
        int line = firstLineEnd + 1;
        for (int i = 0; i < MAX_LINES && line < end; i++) {
            int lineEnd = lineEnd(payload, line, end);
            boolean empty = payload.u8(line) == '\n' || payload.hasAt(line, "\r\n");
            if (lineEnd < 0 || empty) {
                return -1;
            }
            int colon = line + name.length();
            if (colon < lineEnd && payload.u8(colon) == ':' && startsWith(payload, line, name)) {
                return colon + 1;
            }
            line = lineEnd + 1;
        }
        return -1;
    }

    /// Allows the names of the fields, the ends of their lines, and the values that a label is read
    /// from. Lines that are no field, and all after the empty line, are not allowed.
    public static void keeps(Payload payload, int firstLineEnd, int end, KeptRanges kept) {
        int lineEnd = firstLineEnd;
        for (int i = 0; i < MAX_LINES && lineEnd >= 0; i++) {
            boolean carriage = payload.u8(lineEnd - 1) == '\r';
            kept.allow(carriage ? lineEnd - 1 : lineEnd, lineEnd + 1);
            int line = lineEnd + 1;
            int name = nameEnd(payload, line, end);
            lineEnd = lineEnd(payload, line, end);
            if (lineEnd < 0) {
                return;
            }
            if (name == line) {
                // No field: the empty line, or something that has no business here.
                boolean empty = lineEnd == line || payload.hasAt(line, "\r\n");
                kept.allow(line, empty ? lineEnd + 1 : line);
                return;
            }
            boolean isKept = isKept(payload, line, name) && !hasUser(payload, name, lineEnd);
            kept.allow(line, isKept ? lineEnd : name + 1);
        }
    }

    /// Whether a user, and perhaps a password, may stand before a host.
    private static boolean hasUser(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) == '@') {
                return true;
            }
        }
        return false;
    }

    /// Where the colon after a field's name stands; `line` itself where there is no name.
    private static int nameEnd(Payload payload, int line, int end) {
        int most = Math.min(end, line + LONGEST_NAME);
        int at = line;
        while (at < most && isLetterOrDash(payload.u8(at))) {
            at++;
        }
        return at < most && payload.u8(at) == ':' ? at : line;
    }

    private static boolean isLetterOrDash(int c) {
        return c == '-' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    }

    private static boolean isKept(Payload payload, int line, int nameEnd) {
        for (String name : KEPT_FIELDS) {
            if (name.length() == nameEnd - line && startsWith(payload, line, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(Payload payload, int at, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            int c = payload.u8(at + i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
