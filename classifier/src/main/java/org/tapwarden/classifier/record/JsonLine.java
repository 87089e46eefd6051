package org.tapwarden.classifier.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds one line of JSON (RFC 8259). An object that got no member is left out.
final class JsonLine {

    private final StringBuilder text = new StringBuilder(768).append('{');

    /// Where each open object's own text starts, so that an empty one can be taken back.
    private final int[] starts = new int[16];

    private int depth;

    JsonLine open(String key) {
        starts[depth++] = text.length();
        key(key);
        text.append('{');
        return this;
    }

    JsonLine close() {
        int start = starts[--depth];
        if (text.charAt(text.length() - 1) == '{') {
            text.setLength(start);
        } else {
            text.append('}');
        }
        return this;
    }

    JsonLine put(String key, @Nullable String value) {
        if (value != null) {
            key(key);
            string(value);
        }
        return this;
    }

    JsonLine put(String key, long value) {
        key(key);
        text.append(value);
        return this;
    }

    JsonLine put(String key, @Nullable Boolean value) {
        if (value != null) {
            key(key);
            text.append(value.booleanValue());
        }
        return this;
    }

    JsonLine list(String key, List<String> values) {
        if (!values.isEmpty()) {
            key(key);
            text.append('[');
            for (int i = 0; i < values.size(); i++) {
                if (i > 0) {
                    text.append(',');
                }
                string(values.get(i));
            }
            text.append(']');
        }
        return this;
    }

    String end() {
        return text.append('}').toString();
    }

    private void key(String key) {
        if (text.charAt(text.length() - 1) != '{') {
            text.append(',');
        }
        text.append('"').append(key).append("\":");
    }

    /// Everything that could end the string, the line or a terminal's patience is escaped.
    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || (c >= 0x7f && c <= 0x9f) || isUnsafe(c, value, i)) {
                text.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    text.append(Character.forDigit(c >> shift & 0xf, 16));
                }
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /// Line separators, marks that turn the text's direction round, and halves of a character.
    private static boolean isUnsafe(char c, String value, int i) {
        boolean separator = c == 0x2028 || c == 0x2029;
        boolean turning = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        boolean loneLow =
                Character.isLowSurrogate(c)
                        && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
        return separator || turning || loneLow;
    }
}
