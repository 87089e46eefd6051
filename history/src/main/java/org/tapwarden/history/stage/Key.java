package org.tapwarden.history.stage;

import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.language.Field.Kind;

/// The values that a group has in common, as bytes: keys compare as their values do, one after the
/// other, and a missing value comes last. So keys are sorted and told apart without being read.
///
/// Each value begins with a byte that says whether it is there. Addresses take 16 bytes, numbers 8
/// with their sign turned, words their UTF-8 up to a zero; a zero inside is followed by 0xff, which
/// begins no value. Half of a surrogate pair is the replacement character, as in the index.
///
/// Used again and again by one thread; {@link #bytes} is good until the next {@link #clear}.
public final class Key {

    private static final byte PRESENT = 1;
    private static final byte MISSING = (byte) 0xfe;
    private static final byte END = 0;
    private static final byte ESCAPE = (byte) 0xff;
    private static final int ADDRESS = 2 * Long.BYTES;

    private final BytesRefBuilder bytes = new BytesRefBuilder();
    private final BytesRefBuilder utf8 = new BytesRefBuilder();
    private final byte[] number = new byte[Long.BYTES];

    /// Begins another key.
    public Key clear() {
        bytes.clear();
        return this;
    }

    /// Adds that there is no value.
    public Key missing() {
        bytes.append(MISSING);
        return this;
    }

    /// Adds a word in lower case, or that there is none.
    public Key word(@Nullable String text) {
        if (text == null) {
            return missing();
        }
        utf8.copyChars(text);
        return word(utf8.get());
    }

    /// Adds a word in lower case, in UTF-8.
    public Key word(BytesRef text) {
        bytes.append(PRESENT);
        bytes.grow(bytes.length() + text.length + 1);
        for (int i = 0; i < text.length; i++) {
            byte b = text.bytes[text.offset + i];
            bytes.append(b);
            if (b == END) {
                bytes.append(ESCAPE);
            }
        }
        bytes.append(END);
        return this;
    }

    /// Adds an address.
    public Key address(Address address) {
        bytes.append(PRESENT);
        unsigned(address.high());
        unsigned(address.low());
        return this;
    }

    /// Adds an address of 16 bytes, the first the highest; IPv4 as {@link Address} keeps it.
    public Key address(byte[] from, int offset) {
        bytes.grow(bytes.length() + 1 + ADDRESS);
        bytes.append(PRESENT);
        bytes.append(from, offset, ADDRESS);
        return this;
    }

    /// Adds a number, a time in milliseconds, or 0 and 1.
    public Key number(long value) {
        bytes.append(PRESENT);
        unsigned(value ^ Long.MIN_VALUE);
        return this;
    }

    private void unsigned(long bits) {
        NumericUtils.longToSortableBytes(bits ^ Long.MIN_VALUE, number, 0);
        bytes.append(number, 0, number.length);
    }

    /// What was added since {@link #clear}.
    BytesRef bytes() {
        return bytes.get();
    }

    static boolean isMissing(BytesRef key, int at) {
        return key.bytes[key.offset + at] == MISSING;
    }

    /// Where the value ends that begins at a place.
    ///
    /// @param at how many bytes of the key stand before it
    static int end(BytesRef key, int at, Kind kind) {
        if (isMissing(key, at)) {
            return at + 1;
        }
        return switch (kind) {
            case ADDRESS -> at + 1 + ADDRESS;
            case NUMBER, TIME, TRUTH -> at + 1 + Long.BYTES;
            case WORD -> {
                int end = at + 1;
                while (!isEndOfWord(key, end)) {
                    end++;
                }
                yield end + 1;
            }
        };
    }

    private static boolean isEndOfWord(BytesRef key, int at) {
        return key.bytes[key.offset + at] == END
                && (at + 1 == key.length || key.bytes[key.offset + at + 1] != ESCAPE);
    }

    /// Reads the value that begins at a place.
    static Cell cell(BytesRef key, int at, Kind kind) {
        if (isMissing(key, at)) {
            return new Cell.Nothing();
        }
        return switch (kind) {
            case ADDRESS ->
                    new Cell.Ip(
                            new Address(unsigned(key, at + 1), unsigned(key, at + 1 + Long.BYTES)));
            case NUMBER -> new Cell.Whole(signed(key, at + 1));
            case TIME -> new Cell.Time(signed(key, at + 1));
            case TRUTH -> new Cell.Truth(signed(key, at + 1) != 0);
            case WORD -> new Cell.Word(text(key, at + 1, end(key, at, kind) - 1));
        };
    }

    /// The number that stands first in a key.
    static long first(BytesRef key) {
        return signed(key, 1);
    }

    private static String text(BytesRef key, int from, int to) {
        var text = new BytesRefBuilder();
        for (int i = from; i < to; i++) {
            byte b = key.bytes[key.offset + i];
            text.append(b);
            if (b == END) {
                i++;
            }
        }
        return text.get().utf8ToString();
    }

    private static long signed(BytesRef key, int at) {
        return NumericUtils.sortableBytesToLong(key.bytes, key.offset + at);
    }

    private static long unsigned(BytesRef key, int at) {
        return signed(key, at) ^ Long.MIN_VALUE;
    }
}
