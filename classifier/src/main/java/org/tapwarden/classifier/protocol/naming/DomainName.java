package org.tapwarden.classifier.protocol.naming;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.tapwarden.classifier.protocol.Payload;

/// Names as DNS and its relatives write them (RFC 1035, sections 3.1 and 4.1.4), read where they
/// lie. One object a message; it stands at the name that was read last.
///
/// A pointer must point before the labels that it ends, so that following them ends too; and at
/// most {@link #MAX_POINTERS} are followed. Nearly all names are only passed over or compared, so
/// none becomes a text before somebody asks for it.
public final class DomainName {

    static final int MAX_POINTERS = 16;

    /// Bytes that a pointer takes.
    static final int POINTER = 2;

    private static final int MAX_NAME = 255;
    private static final int MAX_LABEL = 63;

    /// The upper bits of a pointer's first byte, and those below that are part of the offset.
    private static final int POINTS = 0xc0;

    private static final int OFFSET = 0x3f;

    /// What a byte does to a name; most names have nothing but {@link #ORDINARY} ones.
    private static final byte ORDINARY = 0;

    private static final byte UNUSUAL = 1;
    private static final byte ESCAPED = 2;
    private static final byte[] KINDS = new byte[256];

    /// Each byte, ASCII letters in lower case.
    private static final byte[] LOWER = new byte[256];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            boolean upper = c >= 'A' && c <= 'Z';
            boolean lower = c >= 'a' && c <= 'z';
            boolean ordinary = upper || lower || (c >= '0' && c <= '9') || c == '-' || c == '_';
            boolean escaped = c < ' ' || c == 0x7f || c == '.' || c == '\\';
            int kind = ordinary ? ORDINARY : UNUSUAL;
            kind = escaped ? ESCAPED : kind;
            KINDS[c] = (byte) kind;
            LOWER[c] = (byte) (upper ? c + 'a' - 'A' : c);
        }
    }

    private final Payload payload;

    /// Of the payload, and in it where offset zero, the message and its end are.
    private final byte[] bytes;

    private final int zero;
    private final int message;
    private final int end;

    private int start;
    private int labels;
    private int next;

    DomainName(Payload payload, int message, int end) {
        this.payload = payload;
        this.bytes = payload.array();
        this.zero = payload.at();
        this.message = zero + message;
        this.end = zero + end;
    }

    /// Goes to the name at an offset of the payload.
    ///
    /// @return whether it can be read to its end; if not, only {@link #labels} and {@link #written}
    ///   mean anything, of the labels before what is wrong
    boolean read(int from) {
        byte[] array = bytes;
        int stop = end;
        int at = zero + from;
        int lowest = at;
        int after = -1;
        int whole = 0;
        int onWire = 0;
        int pointers = 0;
        boolean ended = false;
        while (at < stop) {
            int size = array[at] & 0xff;
            if (size == 0) {
                after = after < 0 ? at + 1 : after;
                ended = true;
                break;
            }
            if (size <= MAX_LABEL) {
                at += 1 + size;
                onWire += 1 + size;
                if (at > stop || onWire >= MAX_NAME) {
                    break;
                }
                whole++;
                continue;
            }
            if (size < POINTS || at + POINTER > stop || ++pointers > MAX_POINTERS) {
                break;
            }
            int target = message + target(array, at);
            if (target >= lowest) {
                break;
            }
            after = after < 0 ? at + POINTER : after;
            lowest = target;
            at = target;
        }
        start = zero + from;
        labels = whole;
        next = after - zero;
        return ended;
    }

    private static int target(byte[] array, int at) {
        return (array[at] & OFFSET) << 8 | (array[at + 1] & 0xff);
    }

    /// From a pointer, or several, to the label that it stands for; only in a name that was read.
    private int label(int from) {
        int at = from;
        while ((bytes[at] & POINTS) == POINTS) {
            at = message + target(bytes, at);
        }
        return at;
    }

    /// Whether the names at two offsets, each of which was read, are one. Only ASCII letters have
    /// two ways of being written (RFC 4343, section 3).
    boolean isSame(int one, int other) {
        byte[] array = bytes;
        int a = zero + one;
        int b = zero + other;
        while (true) {
            a = label(a);
            b = label(b);
            int size = array[a];
            if (a == b) {
                return true;
            }
            if (size != array[b]) {
                return false;
            }
            if (size == 0) {
                return true;
            }
            for (int i = 1; i <= size; i++) {
                if (LOWER[array[a + i] & 0xff] != LOWER[array[b + i] & 0xff]) {
                    return false;
                }
            }
            a += 1 + size;
            b += 1 + size;
        }
    }

    /// Whether the name at `at` is nothing but a pointer to the one at `target`.
    boolean isPointer(int at, int target) {
        int pointer = zero + at;
        return pointer + POINTER <= end
                && (bytes[pointer] & POINTS) == POINTS
                && message + target(bytes, pointer) == zero + target;
    }

    /// Lower case, without the last dot; the root is `.`.
    String text() {
        return labels == 0 ? "." : lowerCase();
    }

    /// As written, but in lower case; the root is empty.
    String lowerCase() {
        byte[] text = payload.scratch();
        int length = put(text);
        boolean ascii = true;
        for (int i = 0; i < length; i++) {
            ascii &= text[i] >= 0;
            text[i] = LOWER[text[i] & 0xff];
        }
        return ascii
                ? new String(text, 0, length, StandardCharsets.ISO_8859_1)
                : new String(text, 0, length, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    }

    /// As written: people call their devices by these names. The root is empty.
    String written() {
        byte[] text = payload.scratch();
        return new String(text, 0, put(text), StandardCharsets.UTF_8);
    }

    /// Writes the labels with dots between them.
    ///
    /// A dot inside a label would make one name look like another, so it is escaped as in a zone
    /// file (RFC 1035, section 5.1), as are control characters.
    ///
    /// @param text where each byte may become `\DDD`
    /// @return how many bytes that makes
    private int put(byte[] text) {
        byte[] array = bytes;
        int at = start;
        int length = 0;
        for (int label = 0; label < labels; label++) {
            at = label(at);
            if (label > 0) {
                text[length++] = '.';
            }
            int last = at + array[at];
            while (at < last) {
                byte c = array[++at];
                if ((KINDS[c & 0xff] & ESCAPED) == 0) {
                    text[length++] = c;
                } else {
                    length = escape(text, length, c);
                }
            }
            at++;
        }
        return length;
    }

    private static int escape(byte[] text, int at, byte c) {
        int length = at;
        text[length++] = '\\';
        if (c == '.' || c == '\\') {
            text[length++] = c;
            return length;
        }
        text[length++] = (byte) ('0' + c / 100);
        text[length++] = (byte) ('0' + c / 10 % 10);
        text[length++] = (byte) ('0' + c % 10);
        return length;
    }

    /// The offset after the name.
    int next() {
        return next;
    }

    int labels() {
        return labels;
    }

    /// Only letters, digits, hyphen and underscore.
    boolean isOrdinary() {
        int at = start;
        for (int label = 0; label < labels; label++) {
            at = label(at);
            int last = at + bytes[at];
            while (at < last) {
                if (KINDS[bytes[++at] & 0xff] != ORDINARY) {
                    return false;
                }
            }
            at++;
        }
        return true;
    }
}
