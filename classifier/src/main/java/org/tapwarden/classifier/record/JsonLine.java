package org.tapwarden.classifier.record;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;

/// Builds lines of JSON (RFC 8259), one after the other, straight as bytes. An object that got no
/// member is left out.
///
/// A million flows are a gigabyte of this, so it makes no objects but for names that are not ASCII.
final class JsonLine {

    private static final int FIRST_CAPACITY = 2_048;

    /// Most bytes that one number, address, time or MAC takes.
    private static final int LONGEST_VALUE = 64;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400L;

    private byte[] text = new byte[FIRST_CAPACITY];
    private int length;

    /// Where each open object's own text starts, so that an empty one can be taken back.
    private final int[] starts = new int[16];

    private int depth;

    private long dayShown = Long.MIN_VALUE;
    private final byte[] day = new byte[11];

    /// A member's name with its quotes and colon, made once.
    static final class Key {

        private final byte[] bytes;

        private Key(byte[] bytes) {
            this.bytes = bytes;
        }

        static Key of(String name) {
            return new Key(('"' + name + "\":").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// Starts a line.
    JsonLine begin() {
        length = 0;
        depth = 0;
        text[length++] = '{';
        return this;
    }

    /// Ends the line; {@link #array} then holds it in its first {@link #length} bytes.
    void end() {
        room(2);
        text[length++] = '}';
        text[length++] = '\n';
    }

    byte[] array() {
        return text;
    }

    int length() {
        return length;
    }

    JsonLine open(Key key) {
        starts[depth++] = length;
        key(key);
        text[length++] = '{';
        return this;
    }

    JsonLine close() {
        int start = starts[--depth];
        if (text[length - 1] == '{') {
            length = start;
        } else {
            room(1);
            text[length++] = '}';
        }
        return this;
    }

    JsonLine put(Key key, @Nullable String value) {
        if (value != null) {
            key(key);
            string(value);
        }
        return this;
    }

    JsonLine put(Key key, long value) {
        key(key);
        number(value);
        return this;
    }

    JsonLine put(Key key, boolean value) {
        key(key);
        raw(value ? TRUE : FALSE);
        return this;
    }

    /// A number that stands as a string, as ECS wants ids.
    JsonLine putQuoted(Key key, long value) {
        key(key);
        text[length++] = '"';
        number(value);
        text[length++] = '"';
        return this;
    }

    JsonLine put(Key key, Address address) {
        if (!address.isIpv4()) {
            return put(key, address.toString());
        }
        key(key);
        text[length++] = '"';
        int bits = address.ipv4Bits();
        for (int shift = 24; shift >= 0; shift -= 8) {
            number(bits >>> shift & 0xff);
            text[length++] = (byte) (shift == 0 ? '"' : '.');
        }
        return this;
    }

    /// Six bytes with colons between.
    JsonLine putMac(Key key, long mac) {
        key(key);
        text[length++] = '"';
        for (int shift = 40; shift >= 0; shift -= 8) {
            text[length++] = HEX[(int) (mac >>> (shift + 4)) & 0xf];
            text[length++] = HEX[(int) (mac >>> shift) & 0xf];
            text[length++] = (byte) (shift == 0 ? '"' : ':');
        }
        return this;
    }

    /// A moment in UTC to the nanosecond (RFC 3339).
    JsonLine putTime(Key key, long nanos) {
        key(key);
        text[length++] = '"';
        long seconds = Math.floorDiv(nanos, SECOND);
        long dayNumber = Math.floorDiv(seconds, DAY);
        if (dayNumber != dayShown) {
            show(dayNumber);
        }
        System.arraycopy(day, 0, text, length, day.length);
        length += day.length;
        int ofDay = (int) Math.floorMod(seconds, DAY);
        digits(ofDay / 3_600, 2);
        text[length++] = ':';
        digits(ofDay / 60 % 60, 2);
        text[length++] = ':';
        digits(ofDay % 60, 2);
        text[length++] = '.';
        digits((int) Math.floorMod(nanos, SECOND), 9);
        text[length++] = 'Z';
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

    JsonLine list(Key key, List<String> values) {
        if (!values.isEmpty()) {
            key(key);
            text[length++] = '[';
            for (int i = 0; i < values.size(); i++) {
                if (i > 0) {
                    text[length++] = ',';
                }
                string(values.get(i));
            }
            room(1);
            text[length++] = ']';
        }
        return this;
    }

    private void key(Key key) {
        byte[] bytes = key.bytes;
        room(bytes.length + 2 + LONGEST_VALUE);
        if (text[length - 1] != '{') {
            text[length++] = ',';
        }
        raw(bytes);
    }

    /// Bytes that there is room for.
    private void raw(byte[] bytes) {
        System.arraycopy(bytes, 0, text, length, bytes.length);
        length += bytes.length;
    }

    private void number(long value) {
        long rest = value;
        if (rest < 0) {
            raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
            return;
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
    }

    private void digits(int value, int count) {
        int rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    /// Everything that could end the string, the line or a terminal's patience is escaped.
    private void string(String value) {
        int count = value.length();
        // Six bytes for an escape, and room for what stands after a value.
        room(6 * count + LONGEST_VALUE);
        text[length++] = '"';
        for (int i = 0; i < count; i++) {
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
                raw(one.getBytes(StandardCharsets.UTF_8));
                i += pair ? 1 : 0;
            }
        }
        text[length++] = '"';
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
