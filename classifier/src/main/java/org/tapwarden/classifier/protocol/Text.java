package org.tapwarden.classifier.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Words cut from a payload. Nobody escapes here: whoever shows them does.
public final class Text {

    private Text() {}

    /// The bytes from `from` to `to` as UTF-8, without spaces and zeros around them, at most {@link
    /// Learnt#MAX_TEXT} of them; null when nothing is left.
    public static @Nullable String of(Payload payload, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && payload.u8(start) <= ' ') {
            start++;
        }
        while (end > start && payload.u8(end - 1) <= ' ') {
            end--;
        }
        if (start == end) {
            return null;
        }
        int count = Math.min(end - start, Learnt.MAX_TEXT);
        return new String(payload.bytes(start, count), StandardCharsets.UTF_8);
    }

    /// A host name as a client writes it, lower case and without the root's dot; null when it is
    /// none. An address literal is left as it is. A name that is too long (RFC 1035, section 2.3.4)
    /// or holds spaces or control characters is a lie: a cut name could match another service.
    public static @Nullable String hostName(Payload payload, int from, int to) {
        int end = to;
        while (end > from && payload.u8(end - 1) == '.') {
            end--;
        }
        if (end <= from || end - from > Learnt.MAX_TEXT) {
            return null;
        }
        for (int i = from; i < end; i++) {
            int c = payload.u8(i);
            if (c <= ' ' || c == 0x7f || c == '/' || c == '@' || c == '?' || c == '#') {
                return null;
            }
        }
        return new String(payload.bytes(from, end - from), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
    }
}
