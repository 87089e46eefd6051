package org.tapwarden.classifier.record;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;

/// Builds lines of JSON (RFC 8259), one after the other, straight as bytes: text that always stands
/// there, and values between.
///
/// A million flows are a gigabyte of this, so it makes no objects but for names that are not ASCII,
/// and what stands before a value is copied in one piece.
final class JsonLine {

    private static final int FIRST_CAPACITY = 2_048;

    /// Most bytes that one number, address, time or MAC takes with its quotes.
    private static final int LONGEST_VALUE = 64;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400L;

    private byte[] text = new byte[FIRST_CAPACITY];
    private int length;

    private long dayShown = Long.MIN_VALUE;
    private final byte[] day = new byte[11];

    /// Text that stands before a value: braces, names of members, commas.
    static final class Fixed {

        private final byte[] bytes;

        private Fixed(byte[] bytes) {
            this.bytes = bytes;
        }

        /// @param text ASCII, with apostrophes where the line has quotation marks
        static Fixed of(String text) {
            return new Fixed(text.replace('\'', '"').getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// Starts a line.
    JsonLine begin(Fixed fixed) {
        length = 0;
        return put(fixed);
    }

    byte[] array() {
        return text;
    }

    int length() {
        return length;
    }

    /// Puts the text, and makes room for a value behind it.
    JsonLine put(Fixed fixed) {
        byte[] bytes = fixed.bytes;
        room(bytes.length + LONGEST_VALUE);
        System.arraycopy(bytes, 0, text, length, bytes.length);
        length += bytes.length;
        return this;
    }

    JsonLine number(long value) {
        long rest = value;
        if (rest < 0) {
            // No counter is negative, but what is claimed by a frame's clock may be.
            byte[] written = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(written, 0, text, length, written.length);
            length += written.length;
            return this;
        }
        int count = 1;
        for (long power = rest; power >= 10; power /= 10) {
            count++;
        }
        for (int i = length + count - 1; i >= length; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    JsonLine address(Address address) {
        if (!address.isIpv4()) {
            return string(address.toString());
        }
        byte[] to = text;
        int at = length;
        to[at++] = '"';
        int bits = address.ipv4Bits();
        for (int shift = 24; shift >= 0; shift -= 8) {
            int group = bits >>> shift & 0xff;
            if (group >= 100) {
                to[at++] = (byte) ('0' + group / 100);
            }
            if (group >= 10) {
                to[at++] = (byte) ('0' + group / 10 % 10);
            }
            to[at++] = (byte) ('0' + group % 10);
            to[at++] = (byte) (shift == 0 ? '"' : '.');
        }
        length = at;
        return this;
    }

    /// Six bytes with colons between.
    JsonLine mac(long mac) {
        byte[] to = text;
        int at = length;
        to[at++] = '"';
        for (int shift = 40; shift >= 0; shift -= 8) {
            to[at++] = HEX[(int) (mac >>> (shift + 4)) & 0xf];
            to[at++] = HEX[(int) (mac >>> shift) & 0xf];
            to[at++] = (byte) (shift == 0 ? '"' : ':');
        }
        length = at;
        return this;
    }

    /// A moment in UTC to the nanosecond (RFC 3339).
    JsonLine time(long nanos) {
        long seconds = Math.floorDiv(nanos, SECOND);
        long dayNumber = Math.floorDiv(seconds, DAY);
        if (dayNumber != dayShown) {
            show(dayNumber);
        }
        int ofDay = (int) (seconds - dayNumber * DAY);
        text[length++] = '"';
        System.arraycopy(day, 0, text, length, day.length);
        length += day.length;
        digits(ofDay / 3_600, 2, ':');
        digits(ofDay / 60 % 60, 2, ':');
        digits(ofDay % 60, 2, '.');
        digits((int) (nanos - seconds * SECOND), 9, 'Z');
        text[length++] = '"';
        return this;
    }

    private void show(long dayNumber) {
        LocalDate date = LocalDate.ofEpochDay(dayNumber);
        String written = date + "T";
        byte[] ascii = written.getBytes(StandardCharsets.US_ASCII);
        // Longs of nanoseconds end in 2262, so a year has four digits.
        System.arraycopy(ascii, 0, day, 0, day.length);
        dayShown = dayNumber;
    }

    private void digits(int value, int count, char after) {
        int rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        text[length++] = (byte) after;
    }

    /// A string that begins with a quotation mark and a word of ours, and goes on with an entry.
    JsonLine entry(Fixed begins, String entry) {
        put(begins);
        contents(entry);
        text[length++] = '"';
        return this;
    }

    JsonLine string(String value) {
        text[length++] = '"';
        contents(value);
        text[length++] = '"';
        return this;
    }

    /// A string of characters that need no escape.
    JsonLine ascii(byte[] characters) {
        text[length++] = '"';
        System.arraycopy(characters, 0, text, length, characters.length);
        length += characters.length;
        text[length++] = '"';
        return this;
    }

    /// A member that is there when it has a value.
    JsonLine optional(Fixed before, @Nullable String value) {
        return value == null ? this : put(before).string(value);
    }

    /// Everything that could end the string, the line or a terminal's patience is escaped.
    private void contents(String value) {
        int count = value.length();
        // Six bytes for an escape, and room for what stands after a value.
        room(6 * count + LONGEST_VALUE);
        byte[] to = text;
        int at = length;
        int i = 0;
        for (; i < count; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                break;
            }
            to[at++] = (byte) c;
        }
        length = at;
        if (i < count) {
            escaped(value, i);
        }
    }

    private void escaped(String value, int from) {
        int count = value.length();
        for (int i = from; i < count; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text[length++] = '\\';
                text[length++] = (byte) c;
            } else if (c >= ' ' && c < 0x7f) {
                text[length++] = (byte) c;
            } else if (c < 0xa0 || isUnsafe(c, value, i)) {
                text[length++] = '\\';
                text[length++] = 'u';
                for (int shift = 12; shift >= 0; shift -= 4) {
                    text[length++] = HEX[c >> shift & 0xf];
                }
            } else {
                boolean pair = Character.isHighSurrogate(c);
                String one = value.substring(i, pair ? i + 2 : i + 1);
                byte[] utf8 = one.getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, text, length, utf8.length);
                length += utf8.length;
                i += pair ? 1 : 0;
            }
        }
    }

    private void room(int more) {
        if (length + more > text.length) {
            text = Arrays.copyOf(text, Math.max(length + more, 2 * text.length));
        }
    }

    /// Line separators, marks that turn the text's direction round, and halves of a character.
    private static boolean isUnsafe(char c, String value, int i) {
        boolean separator = c == 0x2028 || c == 0x2029;
        boolean turning = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        // The low half of a whole character is written together with its high half.
        return separator || turning || Character.isLowSurrogate(c);
    }
}
