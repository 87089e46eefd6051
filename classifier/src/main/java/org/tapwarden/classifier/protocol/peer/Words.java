package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.protocol.Payload;

/// Words in a payload, wherever they stand.
final class Words {

    private Words() {}

    /// Where `word` begins between `from` and `to`, or -1.
    static int find(Payload payload, int from, int to, String word) {
        int last = Math.min(to, payload.length()) - word.length();
        int first = word.charAt(0);
        for (int at = from; at <= last; at++) {
            if (payload.u8(at) == first && payload.hasAt(at, word)) {
                return at;
            }
        }
        return -1;
    }

    static boolean has(Payload payload, int from, int to, String word) {
        return find(payload, from, to, word) >= 0;
    }

    /// Whether the payload begins with `word`, as far as it is known: of a stream the first bytes
    /// may come alone.
    static boolean mayBegin(Payload payload, String word) {
        int known = Math.min(word.length(), payload.length());
        for (int at = 0; at < known; at++) {
            if (payload.u8(at) != word.charAt(at)) {
                return false;
            }
        }
        return true;
    }
}
