package org.tapwarden.classifier.protocol.naming;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.tapwarden.classifier.protocol.Payload;

/// Reads names as DNS and its relatives write them (RFC 1035, sections 3.1 and 4.1.4). One object a
/// message.
///
/// A pointer must point before the labels that it ends, so that following them ends too; and at
/// most {@link #MAX_POINTERS} are followed.
public final class DomainName {

    static final int MAX_POINTERS = 16;

    /// Bytes that a pointer takes.
    static final int POINTER = 2;

    private static final int MAX_NAME = 255;
    private static final int MAX_LABEL = 63;

    /// What is peculiar about a byte; most names have nothing but {@link #ORDINARY} ones.
    private static final byte ORDINARY = 0;

    private static final byte UPPER_CASE = 1;
    private static final byte UNUSUAL = 2;
    private static final byte ESCAPED = 4;
    private static final byte NOT_ASCII = 8;
    private static final byte[] KINDS = new byte[256];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            boolean lower =
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            boolean upper = c >= 'A' && c <= 'Z';
            boolean escaped = c < ' ' || c == 0x7f || c == '.' || c == '\\';
            int kind = lower ? ORDINARY : UNUSUAL;
            kind = upper ? UPPER_CASE : kind;
            kind |= escaped ? ESCAPED : 0;
            kind |= c > 0x7f ? NOT_ASCII : 0;
            KINDS[c] = (byte) kind;
        }
    }

    /// Each byte may become `\DDD`.
    private final byte[] text;

    private final Payload payload;
    private final int message;
    private final int end;
    private int length;
    private int labels;
    private int next;
    private int kinds;

    DomainName(Payload payload, int message, int end) {
        this.payload = payload;
        this.text = payload.scratch();
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
        kinds = 0;
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
            int kind = KINDS[c];
            kinds |= kind;
            if ((kind & ESCAPED) == 0) {
                text[length++] = (byte) c;
            } else {
                escape(c);
            }
        }
    }

    private void escape(int c) {
        text[length++] = '\\';
        if (c == '.' || c == '\\') {
            text[length++] = (byte) c;
            return;
        }
        text[length++] = (byte) ('0' + c / 100);
        text[length++] = (byte) ('0' + c / 10 % 10);
        text[length++] = (byte) ('0' + c % 10);
    }

    /// Lower case, without the last dot; the root is `.`.
    String text() {
        return text(written());
    }

    /// As {@link #text()}, from what {@link #written} answered.
    String text(String written) {
        if (labels == 0) {
            return ".";
        }
        boolean lower = (kinds & (UPPER_CASE | NOT_ASCII)) == 0;
        return lower ? written : written.toLowerCase(Locale.ROOT);
    }

    /// Whether the name at `at` is nothing but a pointer to the one at `target`.
    boolean isPointer(int at, int target) {
        return at + POINTER <= end
                && payload.u8(at) >= 0xc0
                && message + (payload.u16(at) & 0x3fff) == target;
    }

    /// As written: people call their devices by these names.
    String written() {
        boolean ascii = (kinds & NOT_ASCII) == 0;
        Charset charset = ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        return new String(text, 0, length, charset);
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
        return (kinds & ~UPPER_CASE) == 0;
    }
}
