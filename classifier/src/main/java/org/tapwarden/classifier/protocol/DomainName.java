package org.tapwarden.classifier.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads names as DNS and its relatives write them (RFC 1035, sections 3.1 and 4.1.4). One object a
/// message.
///
/// A pointer must point before the labels that it ends, so that following them ends too; and at
/// most {@link #MAX_POINTERS} are followed.
final class DomainName {

    static final int MAX_POINTERS = 16;

    private static final int MAX_NAME = 255;
    private static final int MAX_LABEL = 63;

    /// Each byte may become `\DDD`.
    private final byte[] text = new byte[4 * MAX_NAME];

    private final Payload payload;
    private final int message;
    private final int end;
    private int length;
    private int labels;
    private int next;
    private boolean ordinary;

    DomainName(Payload payload, int message, int end) {
        this.payload = payload;
        this.message = message;
        this.end = end;
    }

    /// Reads the name at an offset of the payload.
    ///
    /// @return whether there is one; only then do the other methods mean anything
    boolean read(int from) {
        length = 0;
        labels = 0;
        next = -1;
        ordinary = true;
        int onWire = 0;
        int pointers = 0;
        int at = from;
        int lowest = from;
        while (at < end) {
            int size = payload.u8(at);
            if (size == 0) {
                next = next < 0 ? at + 1 : next;
                return true;
            }
            if (size >= 0xc0) {
                if (at + 2 > end || ++pointers > MAX_POINTERS) {
                    return false;
                }
                int target = message + (payload.u16(at) & 0x3fff);
                if (target >= lowest) {
                    return false;
                }
                next = next < 0 ? at + 2 : next;
                lowest = target;
                at = target;
                continue;
            }
            onWire += size + 1;
            if (size > MAX_LABEL || at + 1 + size > end || onWire >= MAX_NAME) {
                return false;
            }
            label(at + 1, size);
            at += 1 + size;
        }
        return false;
    }

    /// A dot inside a label would make one name look like another, so it is escaped as in a zone
    /// file (RFC 1035, section 5.1), as are control characters.
    private void label(int from, int size) {
        if (labels++ > 0) {
            text[length++] = '.';
        }
        for (int i = 0; i < size; i++) {
            int c = payload.u8(from + i);
            ordinary &= isOrdinary(c);
            if (c < ' ' || c == 0x7f) {
                text[length++] = '\\';
                text[length++] = (byte) ('0' + c / 100);
                text[length++] = (byte) ('0' + c / 10 % 10);
                text[length++] = (byte) ('0' + c % 10);
            } else {
                if (c == '.' || c == '\\') {
                    text[length++] = '\\';
                }
                text[length++] = (byte) c;
            }
        }
    }

    private static boolean isOrdinary(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_';
    }

    /// Lower case, without the last dot; the root is `.`.
    String text() {
        return labels == 0 ? "." : written().toLowerCase(Locale.ROOT);
    }

    /// As written: people call their devices by these names.
    String written() {
        return new String(text, 0, length, StandardCharsets.UTF_8);
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
        return ordinary;
    }
}
