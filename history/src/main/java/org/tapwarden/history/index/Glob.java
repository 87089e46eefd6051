package org.tapwarden.history.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.UnicodeUtil;

/// A pattern of `*` and `?` over characters. Takes at most pattern times text steps and no memory,
/// where an automaton of a pattern from outside may explode.
///
/// Without `?` it is looked for in the bytes of UTF-8 as they are, since no character's bytes occur
/// within another's.
final class Glob {

    private final int[] pattern;
    private final BytesRef prefix;

    /// What stands between the stars, or nothing when there is a `?`.
    private final byte[][] literals;

    private int[] text = new int[256];

    Glob(String pattern) {
        this.pattern = pattern.codePoints().toArray();
        int literal = 0;
        while (literal < pattern.length() && "*?".indexOf(pattern.charAt(literal)) < 0) {
            literal++;
        }
        this.prefix = new BytesRef(pattern.substring(0, literal));
        this.literals =
                pattern.indexOf('?') >= 0
                        ? new byte[0][]
                        : Arrays.stream(pattern.split("\\*", -1))
                                .map(each -> each.getBytes(StandardCharsets.UTF_8))
                                .toArray(byte[][]::new);
    }

    /// What every match begins with; empty for a leading wildcard.
    BytesRef prefix() {
        return prefix;
    }

    boolean matches(String word) {
        return matches(new BytesRef(word));
    }

    boolean matches(BytesRef term) {
        return matches(term.bytes, term.offset, term.length);
    }

    /// @param bytes UTF-8
    boolean matches(byte[] bytes, int from, int length) {
        return literals.length == 0
                ? byCharacters(bytes, from, length)
                : byLiterals(bytes, from, from + length);
    }

    /// The first literal is what the text begins with, the last what it ends with, and each in
    /// between is taken where it occurs first.
    private boolean byLiterals(byte[] bytes, int from, int to) {
        byte[] first = literals[0];
        if (literals.length == 1) {
            return to - from == first.length && isAt(bytes, from, first);
        }
        byte[] last = literals[literals.length - 1];
        int end = to - last.length;
        int at = from + first.length;
        if (end < at || !isAt(bytes, from, first) || !isAt(bytes, end, last)) {
            return false;
        }
        for (int i = 1; i < literals.length - 1; i++) {
            at = behind(literals[i], bytes, at, end);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    /// Where the first occurrence of a literal ends; -1 when there is none.
    private static int behind(byte[] literal, byte[] bytes, int from, int to) {
        if (literal.length == 0) {
            return from;
        }
        byte first = literal[0];
        int last = to - literal.length;
        for (int at = from; at <= last; at++) {
            if (bytes[at] == first && isAt(bytes, at, literal)) {
                return at + literal.length;
            }
        }
        return -1;
    }

    /// Literals are short, so that nothing prepared for long ones pays.
    private static boolean isAt(byte[] bytes, int at, byte[] literal) {
        for (int i = 0; i < literal.length; i++) {
            if (bytes[at + i] != literal[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean byCharacters(byte[] bytes, int from, int size) {
        if (text.length < size) {
            text = new int[2 * size];
        }
        int length = UnicodeUtil.UTF8toUTF32(new BytesRef(bytes, from, size), text);
        int at = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (at < length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                resume = at;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == text[at])) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
